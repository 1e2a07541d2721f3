/** Foldable parts of a text. */

import type { Span } from '../../dsl/ast.ts';
import { closingOf, isComment } from '../../dsl/format/brackets.ts';
import type { Token } from '../../dsl/parser.ts';
import type { View } from '../view.ts';

export interface Fold extends Span {
  /** Absent for what has a bracket or quotes at its end. */
  kind?: 'comment' | 'imports';
}

/** Brackets, long strings, consecutive comments, and imports; those that span lines. */
export function folds(view: View): Fold[] {
  const { source } = view;
  const lineOf = (offset: number) => source.positionOf(offset).line;
  const all = [...brackets(view.tokens), ...texts(view.tokens), ...comments(view.tokens, lineOf), ...imports(view)];
  return all.filter(({ start, end }) => lineOf(end) > lineOf(start)).sort((a, b) => a.start - b.start);
}

function brackets(tokens: readonly Token[]): Fold[] {
  const open: Token[] = [];
  const found: Fold[] = [];
  for (const token of tokens) {
    if (closingOf(token) !== undefined) open.push(token);
    const last = open[open.length - 1];
    if (token.kind !== 'sign' || !last || closingOf(last) !== token.text) continue;
    open.pop();
    found.push({ start: last.start, end: token.start });
  }
  return found;
}

function texts(tokens: readonly Token[]): Fold[] {
  return tokens.filter(({ kind }) => kind === 'text').map(({ start, end }) => ({ start, end }));
}

function comments(tokens: readonly Token[], lineOf: (offset: number) => number): Fold[] {
  const found: Fold[] = [];
  let last: Fold | undefined;
  for (const token of tokens) {
    const { start, end } = token;
    if (!isComment(token)) last = undefined;
    else if (last && lineOf(start) === lineOf(last.end) + 1) last.end = end;
    else found.push((last = { start, end, kind: 'comment' }));
  }
  return found;
}

function imports({ file }: View): Fold[] {
  const all = file.declarations.filter(({ kind }) => kind === 'ImportDecl');
  const [first] = all;
  const last = all[all.length - 1];
  return first && last && all.length > 1 ? [{ start: first.start, end: last.end, kind: 'imports' }] : [];
}
