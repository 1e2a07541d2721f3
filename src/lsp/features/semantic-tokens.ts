/** Classifies the tokens of a text for syntax colouring. */

import type { Span } from '../../dsl/ast.ts';
import type { Token } from '../../dsl/parser.ts';
import { nodesIn } from '../../dsl/tree.ts';
import { occurrencesIn } from '../names/index.ts';
import type { Occurrence, TargetKind } from '../names/target.ts';
import type { View } from '../view.ts';

const TYPES = [
  'keyword', 'string', 'regexp', 'number', 'comment', 'operator', 'namespace', 'class', 'type', 'function', 'parameter', 'variable',
  'property', 'enumMember', 'event',
] as const; // biome-ignore format: one family
const MODIFIERS = ['declaration', 'defaultLibrary', 'documentation'] as const;

/** The names in the protocol, which include each token's type and modifiers. */
export const TOKEN_TYPES: readonly string[] = TYPES;
export const TOKEN_MODIFIERS: readonly string[] = MODIFIERS;

type TokenType = (typeof TYPES)[number];

export interface SemanticToken extends Span {
  type: TokenType;
  modifiers: (typeof MODIFIERS)[number][];
}

/** In text order; none spans lines, and none overlap. */
export function semanticTokens(view: View): SemanticToken[] {
  const names = occurrencesIn(view);
  const roles = rolesOf(view);
  const found: SemanticToken[] = [];
  let next = 0;
  for (const token of view.tokens) {
    while ((names[next]?.end ?? token.end) <= token.start) next++;
    let from = token.start;
    for (let i = next; (names[i]?.start ?? token.end) < token.end; i++) {
      const name = names[i] as Occurrence;
      // A path is one occurrence of several tokens, which get their types one by one.
      found.push(...plain(token, from, Math.max(from, name.start), roles), ...ofName(token, name));
      from = Math.min(token.end, name.end);
    }
    found.push(...plain(token, from, token.end, roles));
  }
  return found.flatMap((token) => byLine(token, view.text));
}

const OF_TARGET: Readonly<Record<TargetKind, TokenType>> = {
  format: 'type',
  param: 'parameter',
  table: 'class',
  rule: 'class',
  group: 'namespace',
  record: 'event',
  alias: 'namespace',
  step: 'variable',
  field: 'property',
  key: 'property',
  emitted: 'property',
  column: 'property',
  outcome: 'enumMember',
};

function ofName(token: Token, { start, end, target, declares }: Occurrence): SemanticToken[] {
  if (token.kind === 'sign') return [];
  const kind = target.kind === 'alias' ? (target.symbols?.[0]?.kind ?? 'alias') : target.kind;
  const modifiers = [...(declares ? (['declaration'] as const) : []), ...(target.builtin ? (['defaultLibrary'] as const) : [])];
  return [{ start: Math.max(start, token.start), end: Math.min(end, token.end), type: OF_TARGET[kind], modifiers }];
}

const OF_TOKEN: Readonly<Record<Token['kind'], TokenType | undefined>> = {
  word: 'keyword',
  name: undefined,
  number: 'number',
  text: 'string',
  regex: 'regexp',
  sign: undefined,
  comment: 'comment',
  doc: 'comment',
  unknown: undefined,
};
const OPERATORS = new Set(['==', '!=', '<', '<=', '>', '>=', '??', '+', '-', '*', '/', '%', '=', '|', '?', '..']);

/**
 * The roles of types, functions and other names that no declaration of the program defines, by the offset of the name.
 */
function rolesOf({ file }: View): Map<number, TokenType> {
  const roles = new Map<number, TokenType>();
  for (const node of nodesIn(file)) {
    if (node.kind === 'Type') roles.set(node.name.start, 'type');
    else if (node.kind === 'CallExpr') roles.set(node.callee.start, 'function');
    else if (node.kind === 'MemberExpr') roles.set(node.member.start, 'property');
    else if (node.kind === 'Path') for (const part of node.parts) roles.set(part.start, 'property');
    else if (node.kind === 'SeverityClause') roles.set(node.level.start, 'enumMember');
  }
  return roles;
}

/** A token, or the part of a string between two names in it. */
function plain(token: Token, start: number, end: number, roles: ReadonlyMap<number, TokenType>): SemanticToken[] {
  const type = roles.get(token.start) ?? (OPERATORS.has(token.text) ? 'operator' : OF_TOKEN[token.kind]);
  if (!type || end <= start) return [];
  return [{ start, end, type, modifiers: token.kind === 'doc' ? ['documentation'] : [] }];
}

function byLine(token: SemanticToken, text: string): SemanticToken[] {
  const parts: SemanticToken[] = [];
  for (let start = token.start; start < token.end; ) {
    const stop = text.slice(start, token.end).search(/[\r\n]/);
    const end = stop < 0 ? token.end : start + stop;
    if (end > start) parts.push({ ...token, start, end });
    start = end + 1;
  }
  return parts;
}
