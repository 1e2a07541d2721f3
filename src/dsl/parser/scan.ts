/** Source → tokens: the result of the lexer, its errors, and the tokens passed to the parser. */

import { createToken, type IToken, Lexer } from 'chevrotain';
import { parseAddress, parseNetwork } from '../../addresses.ts';
import { given } from '../../given.ts';
import { catalogue, diagnose } from '../catalogue.ts';
import { type Diagnostic, type Place, removal, replacement } from '../diagnostic.ts';
import { notTextBut, notUtf8At } from '../encoding.ts';
import type { Source } from '../source.ts';
import { shown } from '../syntax-errors.ts';
import {
  BadNumber,
  Block,
  Clock,
  DocComment,
  Duration,
  Float,
  ForeignText,
  Int,
  Ip,
  OpenBlock,
  OpenComment,
  OpenRegex,
  OpenString,
  Regex,
  retyped,
  Size,
  Stamp,
  Str,
  tokenize,
} from '../tokens.ts';
import { meantNumber } from './foreign-numbers.ts';
import { clockMicros, durationMicros, sizeBytes, stampMicros } from './literals.ts';
import { startsDeclaration } from './outline.ts';

/** In UTF-16 units. */
const MAX_LENGTH = 1_048_576;
const MAX_NESTING = 64;

/** Stands for everything that is nested too deep; no rule accepts it. */
const TooDeep = createToken({ name: 'TooDeep', pattern: Lexer.NA });

export interface Scanned {
  /** Everything but whitespace, in order. */
  all: IToken[];
  /** The input of the parser: without comments, and with unclosed literals treated as closed. */
  input: IToken[];
  /** Indexes into `input` at which an error was already reported. */
  told: Set<number>;
  /** The text of the `///` comments before a token, by its offset. */
  docs: Map<number, string>;
  diagnostics: Diagnostic[];
}

/** The token type of characters that begin no token. */
export const Unknown = createToken({ name: 'Unknown', pattern: Lexer.NA });

export function scan(source: Source): Scanned {
  const scanned: Scanned = { all: [], input: [], told: new Set(), docs: new Map(), diagnostics: [] };
  const unreadable = faultOfText(source);
  if (unreadable) scanned.diagnostics.push(unreadable);
  if (unreadable?.severity === 'error') return scanned;
  const { tokens, comments, unknown } = tokenize(source.text);
  const strange = unknown.map(({ offset, length }) => unknownToken(source.text.slice(offset, offset + length), offset));
  scanned.all = [...tokens, ...comments, ...strange].sort((a, b) => a.startOffset - b.startOffset);
  for (const token of scanned.all) {
    const problem = problemOf(token, source);
    if (problem) scanned.diagnostics.push(problem);
  }
  readInput(scanned, source);
  return scanned;
}

/** A problem of the text as a whole; if it is an error, the text is not parsed. */
function faultOfText({ path, text }: Source): Diagnostic | undefined {
  const at = { file: path, start: 0, end: 0 };
  if (text.length > MAX_LENGTH) return diagnose('file-too-large', at, [text.length]);
  const other = notTextBut(text);
  if (other) return diagnose('not-text', at, ['The file', other]);
  const start = notUtf8At(text);
  return start < 0 ? undefined : diagnose('not-utf8', { file: path, start, end: start + 1 }, ['The file']);
}

function unknownToken(image: string, startOffset: number): IToken {
  return { image, startOffset, tokenType: Unknown, tokenTypeIdx: Unknown.tokenTypeIdx as number } as IToken;
}

// ── errors of single tokens ──

const UNCLOSED = new Map([
  [OpenString, 'text'],
  [OpenBlock, 'block of text'],
  [OpenRegex, 'regular expression'],
  [OpenComment, 'comment'],
]);

/** Characters of other languages, and their replacements. */
const SAID_ELSEWHERE = new Map([
  [';', 'Clauses and declarations need no separator: remove it.'],
  ["'", 'Put text in double quotes.'],
  ['&', "Write 'and'."],
  ['&&', "Write 'and'."],
  ['!', "Write 'not'."],
  ['#', 'Comments begin with //.'],
  ['~', 'Match a regular expression with: x matches /…/.'],
  ['!~', 'Match no regular expression with: x not matches /…/.'],
  ['$', 'Write the names of params, steps and fields without a prefix.'],
  ['`', 'Close a name in backquotes with another backquote on the same line.'],
]);

function problemOf(token: IToken, source: Source): Diagnostic | undefined {
  const at = { file: source.path, start: token.startOffset, end: token.startOffset + token.image.length };
  const unclosed = UNCLOSED.get(token.tokenType);
  if (unclosed !== undefined) return diagnose('unclosed-text', firstLine(at, token.image), [unclosed], { help: howToClose(token) });
  if (token.tokenType === Unknown) {
    return diagnose('unknown-character', at, [shown(token)], { help: SAID_ELSEWHERE.get(token.image) ?? helpForLookalike(token.image) });
  }
  if (token.tokenType === ForeignText) return foreignText(token, at);
  const hidden = token.tokenType === Block ? -1 : token.image.search(REORDERS);
  if (hidden >= 0) return reordering(token, hidden, source.path);
  const code = malformed(token);
  const { help, fix } = (code === 'malformed-number' && meantNumber(token.image)) || {};
  const fixes = fix === undefined ? undefined : [replacement(at, fix)];
  return code && diagnose(code, at, [shown(token).slice(1, -1)], given({ help, fixes }));
}

/** A character may look like another one: its number tells them apart. */
function helpForLookalike(image: string): string | undefined {
  if (/^[\0-\x7F]/.test(image)) return undefined;
  return `This is ${numberOf(image)}, whatever it looks like. ${catalogue['unknown-character'].help}`;
}

/** The number of its first character, as Unicode writes it. */
function numberOf(image: string): string {
  const code = image.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Embeddings, overrides and isolates (Unicode, UAX #9): what follows one is shown in another order than it is read. */
const REORDERS = /[\u202A-\u202E\u2066-\u2069]/g;

function reordering({ image, startOffset }: IToken, offset: number, file: string): Diagnostic {
  const placeOf = (index: number): Place => ({ file, start: startOffset + index, end: startOffset + index + 1 });
  const all = Array.from(image.matchAll(REORDERS), ({ index }) => placeOf(index));
  return diagnose('reordered-text', placeOf(offset), [numberOf(image.charAt(offset))], { fixes: [removal(...all)] });
}

function foreignText(token: IToken, at: Place): Diagnostic {
  const text = inOwnQuotes(token.image);
  // A backslash before the last quote would escape it, and three quotes within would end a block.
  const isText = tokenize(text).tokens.every(({ tokenType }) => tokenType === Str || tokenType === Block);
  const fixes = isText ? [{ title: 'Put it in double quotes', edits: [{ ...at, text }] }] : [];
  return diagnose('unexpected-text', at, ['text in double quotes', shown(token)], { help: 'Put text in double quotes.', fixes });
}

/** As long as before, so that offsets in it stay; a quote in it would end it. */
function inOwnQuotes(image: string): string {
  return image.startsWith("'''") ? `"""${image.slice(3, -3)}"""` : `"${image.slice(1, -1).replaceAll('"', "'")}"`;
}

function firstLine(at: Place, image: string): Place {
  const length = image.search(/[\r\n]/);
  return length < 0 ? at : { ...at, end: at.start + length };
}

function howToClose(token: IToken): string | undefined {
  if (token.tokenType === OpenComment) return 'End it with */.';
  if (token.tokenType === OpenBlock) return 'End it with """.';
  if (token.tokenType === OpenRegex && /\[[^\]]*$/.test(token.image)) return "Close the bracket in it with ']', or write it as \\[.";
  if (token.tokenType === OpenRegex) return "End it with '/'; write a '/' inside it as \\/.";
  return undefined;
}

type Malformed = 'malformed-number' | 'malformed-date' | 'malformed-time' | 'malformed-address' | 'number-too-large';

function malformed(token: IToken): Malformed | undefined {
  const { tokenType, image } = token;
  if (tokenType === BadNumber) return 'malformed-number';
  if (tokenType === Stamp && Number.isNaN(stampMicros(image))) return 'malformed-date';
  if (tokenType === Clock && Number.isNaN(clockMicros(image))) return 'malformed-time';
  if (tokenType === Ip && !isAddress(image)) return 'malformed-address';
  const value = amountOf(token);
  return value !== undefined && !(value <= Number.MAX_SAFE_INTEGER) ? 'number-too-large' : undefined;
}

/** Of an address, or of a network. */
function isAddress(text: string): boolean {
  return (text.includes('/') ? parseNetwork(text) : parseAddress(text)) !== undefined;
}

function amountOf({ tokenType, image }: IToken): number | undefined {
  if (tokenType === Int) return Number(image);
  if (tokenType === Duration) return durationMicros(image);
  if (tokenType === Size) return sizeBytes(image);
  return tokenType === Float && !Number.isFinite(Number(image)) ? Number.POSITIVE_INFINITY : undefined;
}

// ── the input of the parser ──

/** Unclosed literals are read as closed: the error was reported, and the rest of the clause is kept. */
const CLOSED = new Map([
  [OpenString, Str],
  [OpenBlock, Block],
  [OpenRegex, Regex],
]);

/** Text in foreign quotes is read as if it had the right ones. */
function asOwnText(token: IToken): IToken {
  if (token.tokenType !== ForeignText) return token;
  const image = inOwnQuotes(token.image);
  return { ...retyped(token, image.startsWith('"""') ? Block : Str), image };
}

function readInput(scanned: Scanned, source: Source): void {
  const code = scanned.all.filter((token) => token.tokenType.GROUP !== 'comments' && token.tokenType !== Unknown);
  const nesting = new Nesting(source);
  for (const [i, token] of code.entries()) {
    const seen = nesting.admit(token, startsDeclaration(source.text, token, code[i + 1]));
    if (!seen) continue;
    const index = scanned.input.length;
    const closed = CLOSED.get(token.tokenType);
    if (closed || seen.tokenType === TooDeep) scanned.told.add(index).add(index + 1);
    if (token.tokenType === ForeignText) scanned.told.add(index);
    scanned.input.push(closed ? retyped(seen, closed) : asOwnText(seen));
  }
  if (nesting.problem) scanned.diagnostics.push(nesting.problem);
  attach(scanned);
}

/** Assigns doc comments to the tokens that follow them, and notes the tokens after invalid characters. */
function attach({ all, input, told, docs }: Scanned): void {
  let next = 0;
  let doc: string[] = [];
  for (const token of all) {
    while (next < input.length && (input[next]?.startOffset ?? 0) < token.startOffset) next++;
    if (token.tokenType === Unknown) told.add(next);
    if (token.tokenType === DocComment) doc.push(token.image.slice(3).replace(/^ /, ''));
    if (doc.length === 0 || input[next]?.startOffset !== token.startOffset) continue;
    docs.set(token.startOffset, doc.join('\n'));
    doc = [];
  }
}

/** Limits the nesting of brackets to what the parser's stack can hold. */
class Nesting {
  private depth = 0;
  problem: Diagnostic | undefined;

  constructor(private readonly source: Source) {}

  /** The token; undefined if it is nested too deep, a {@link TooDeep} for the first such token. */
  admit(token: IToken, beginsDeclaration: boolean): IToken | undefined {
    if (beginsDeclaration) this.depth = 0;
    if (OPENING.has(token.image)) this.depth++;
    const within = this.depth <= MAX_NESTING;
    if (CLOSING.has(token.image)) this.depth = Math.max(0, this.depth - 1);
    if (within) return token;
    if (this.problem) return undefined;
    this.problem = diagnose('nesting-too-deep', { file: this.source.path, start: token.startOffset, end: token.startOffset + 1 }, []);
    return { ...token, tokenType: TooDeep, tokenTypeIdx: TooDeep.tokenTypeIdx as number };
  }
}

const OPENING = new Set(['(', '[', '{']);
const CLOSING = new Set([')', ']', '}']);
