/** Text → syntax tree. Any text gives a tree, and all errors in it at once. */

import type { IToken } from 'chevrotain';
import type { FileNode, Span } from './ast.ts';
import type { Expr } from './ast-expressions.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Lost } from './parser/blocks.ts';
import { DeclarationParser } from './parser/declarations.ts';
import { scan, Unknown } from './parser/scan.ts';
import type { Source } from './source.ts';
import {
  BadNumber,
  Block,
  DocComment,
  ForeignText,
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

/** A token as typed; everything between two tokens is whitespace. */
export interface Token extends Span {
  kind: 'word' | 'name' | 'number' | 'text' | 'regex' | 'sign' | 'comment' | 'doc' | 'unknown';
  /** The text as typed. */
  text: string;
}

export interface Parsed {
  source: Source;
  file: FileNode;
  /** In text order. */
  diagnostics: Diagnostic[];
  /** What could not be read, in text order. */
  lost: readonly Lost[];
  /** Includes comments, in order; empty for a file that is too large to be read. */
  readonly tokens: Token[];
}

let built: DeclarationParser | undefined;

/** Construction takes longer than most parses: once, and only when there is something to parse. */
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
  const { lost } = reader;
  const strange = strangeLetters(scanned.diagnostics, source);
  const found = reader.diagnostics.map((one) => (one.code === 'unexpected-text' ? (strange.get(one.end) ?? one) : one));
  const diagnostics = inOrder([...new Set([...withoutSkipped(scanned.diagnostics, lost), ...found])]);
  let tokens: Token[] | undefined;
  return {
    source,
    file,
    diagnostics,
    lost,
    // Lazy: plain compilation does not need them.
    get tokens() {
      tokens ??= scanned.all.map(tokenOf);
      return tokens;
    },
  };
}

/** Parses a standalone expression, as in the braces of a message. Absent if there is an error. */
export function parseExpression(source: Source): { expr?: Expr; diagnostics: Diagnostic[] } {
  const scanned = scan(source);
  const reader = parser();
  reader.load(source, scanned);
  const expr = reader.lone();
  const diagnostics = inOrder([...scanned.diagnostics, ...reader.diagnostics]);
  return expr && diagnostics.length === 0 ? { expr, diagnostics } : { diagnostics };
}

/** A token that is valid after a text. */
export interface Expected {
  /** A literal word or sign; otherwise the name of a kind of token, such as `Word` or `String`. */
  token: string;
  literal: boolean;
  /** The grammar rules that would contain it, outermost first. */
  rules: readonly string[];
}

let recorded: DeclarationParser | undefined;

/** The tokens that the grammar allows after the beginning of a file; empty if the text has errors. */
export function expectedAfter(text: string): Expected[] {
  recorded ??= new DeclarationParser('recorded');
  const found = recorded.computeContentAssist('file', tokenize(text).tokens);
  return found.map(({ nextTokenType: { name }, ruleStack }) => {
    const literal = name.startsWith("'");
    return { token: literal ? name.slice(1, -1) : name, literal, rules: ruleStack };
  });
}

/** Text that was skipped is often no program: only what made the parser skip it is told. An unclosed literal may be what did. */
function withoutSkipped(diagnostics: readonly Diagnostic[], lost: readonly Lost[]): Diagnostic[] {
  let at = 0;
  return diagnostics.filter(({ code, start }) => {
    while (at < lost.length && (lost[at]?.end ?? 0) <= start) at++;
    return code === 'unclosed-text' || (lost[at]?.failed ?? Number.POSITIVE_INFINITY) >= start;
  });
}

/**
 * What was told of letters of other scripts, by their offsets. One that ends a word early is why its beginning is unexpected,
 * as it may look like the right one.
 */
function strangeLetters(scanned: readonly Diagnostic[], { text }: Source): Map<number, Diagnostic> {
  const letters = scanned.filter(({ code, start, end }) => code === 'unknown-character' && /^\p{L}/u.test(text.slice(start, end)));
  return new Map(letters.map((one) => [one.start, one]));
}

function inOrder(diagnostics: Diagnostic[]): Diagnostic[] {
  return diagnostics.sort((a, b) => a.start - b.start);
}

const KINDS = new Map<unknown, Token['kind']>([
  [Name, 'name'],
  [QuotedName, 'name'],
  [Str, 'text'],
  [OpenString, 'text'],
  [ForeignText, 'text'],
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
