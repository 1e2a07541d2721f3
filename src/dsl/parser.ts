/** Text → syntax tree. Any text gives a tree, and all that is wrong with it, in one go. */

import type { IToken } from 'chevrotain';
import type { FileNode, Span } from './ast.ts';
import type { Expr } from './ast-expressions.ts';
import type { Diagnostic } from './diagnostic.ts';
import { DeclarationParser } from './parser/declarations.ts';
import { scan, Unknown } from './parser/scan.ts';
import type { Source } from './source.ts';
import {
  BadNumber,
  Block,
  DocComment,
  Member,
  Name,
  OpenBlock,
  OpenRegex,
  OpenString,
  QuotedName,
  Regex,
  Str,
  tokenize,
} from './tokens.ts';

/** What the author typed; everything between two of them is blank. */
export interface Token extends Span {
  kind: 'word' | 'name' | 'number' | 'text' | 'regex' | 'sign' | 'comment' | 'doc' | 'unknown';
  /** As written. */
  text: string;
}

export interface Parsed {
  source: Source;
  file: FileNode;
  /** In the order of the text. */
  diagnostics: Diagnostic[];
  /** Comments too, in order; none of a file that is too large to be read. */
  readonly tokens: Token[];
}

let built: DeclarationParser | undefined;

/** Building takes longer than most parses: once, and only when there is something to parse. */
function parser(): DeclarationParser {
  built ??= new DeclarationParser();
  return built;
}

/** Never throws, whatever the text. */
export function parse(source: Source): Parsed {
  const scanned = scan(source);
  const file: FileNode = { kind: 'File', declarations: [], start: 0, end: source.text.length };
  const reader = parser();
  reader.load(source, scanned);
  reader.file(file);
  const diagnostics = inOrder([...scanned.diagnostics, ...reader.diagnostics]);
  let tokens: Token[] | undefined;
  return {
    source,
    file,
    diagnostics,
    // Who only compiles asks for none of them.
    get tokens() {
      tokens ??= scanned.all.map(tokenOf);
      return tokens;
    },
  };
}

/** Reads one expression that stands alone, as in the braces of a message. Absent when there is a fault. */
export function parseExpression(source: Source): { expr?: Expr; diagnostics: Diagnostic[] } {
  const scanned = scan(source);
  const reader = parser();
  reader.load(source, scanned);
  const expr = reader.lone();
  const diagnostics = inOrder([...scanned.diagnostics, ...reader.diagnostics]);
  return expr && diagnostics.length === 0 ? { expr, diagnostics } : { diagnostics };
}

/** What may stand behind a text. */
export interface Expected {
  /** A word or sign as written; otherwise the name of a kind of token, such as `Word` or `String`. */
  token: string;
  literal: boolean;
  /** The rules of the grammar that it would stand in, outermost first. */
  rules: readonly string[];
}

/** What the grammar allows behind a text that begins a file; nothing when there is a fault in the text. */
export function expectedAfter(text: string): Expected[] {
  const found = parser().computeContentAssist('file', tokenize(text).tokens);
  return found.map(({ nextTokenType: { name }, ruleStack }) => {
    const literal = name.startsWith("'");
    return { token: literal ? name.slice(1, -1) : name, literal, rules: ruleStack };
  });
}

function inOrder(diagnostics: Diagnostic[]): Diagnostic[] {
  return diagnostics.sort((a, b) => a.start - b.start);
}

const KINDS = new Map<unknown, Token['kind']>([
  [Name, 'name'],
  [QuotedName, 'name'],
  [Str, 'text'],
  [OpenString, 'text'],
  [Block, 'text'],
  [OpenBlock, 'text'],
  [Regex, 'regex'],
  [OpenRegex, 'regex'],
  [BadNumber, 'number'],
  [DocComment, 'doc'],
  [Unknown, 'unknown'],
]);

function tokenOf({ tokenType, image, startOffset }: IToken): Token {
  return { kind: KINDS.get(tokenType) ?? kindOf(tokenType), text: image, start: startOffset, end: startOffset + image.length };
}

function kindOf(type: IToken['tokenType']): Token['kind'] {
  if (type.GROUP === 'comments') return 'comment';
  if (type.CATEGORIES?.includes(Member)) return 'word';
  return type.name.startsWith("'") ? 'sign' : 'number';
}
