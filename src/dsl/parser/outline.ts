/**
 * The structure of an invalid file: which braces match, and where declarations and clauses begin. It relies on the
 * layout (line starts and indents), which people keep in order while the text is not. It is never computed for a file
 * without errors.
 */

import type { IToken, TokenType } from 'chevrotain';
import type { Source } from '../source.ts';
import { DECLARATION_WORDS, Ident, Name, QuotedName, Str } from '../tokens.ts';

const DECLARES = new Set(DECLARATION_WORDS);

/** Words that may follow a field, so that a declaration word before one of these is a field. */
const AFTER_A_FIELD = new Set(
  'within without hold from learn for when else since before idle max zone grace daily once by forget each with'.split(' '),
);

/** Whether only whitespace precedes an offset on its line. */
function startsLine(text: string, offset: number): boolean {
  let at = offset - 1;
  while (at >= 0 && (text[at] === ' ' || text[at] === '\t')) at--;
  return at < 0 || LINE_STARTS_AFTER.includes(text[at] ?? '');
}

const LINE_STARTS_AFTER = '\n\r\uFEFF';

/** `transaction x` at the start of a line: a declaration, even where none is expected; but not `window = 3`. */
export function startsDeclaration(text: string, token: IToken | undefined, next: IToken | undefined): boolean {
  return token !== undefined && declares(token, next) && startsLine(text, token.startOffset);
}

function declares(token: IToken | undefined, next: IToken | undefined): boolean {
  if (!token || !DECLARES.has(token.image)) return false;
  if (!next) return true;
  if (next.image === '{' || next.tokenType === Name || next.tokenType === QuotedName || next.tokenType === Str) return true;
  return categoriesOf(next).includes(Ident) && !AFTER_A_FIELD.has(next.image);
}

export function categoriesOf(token: IToken): TokenType[] {
  return token.tokenType.CATEGORIES ?? [];
}

interface Line {
  line: number;
  /** In characters. */
  indent: number;
}

interface Open extends Line {
  index: number;
  image: string;
}

export class Outline {
  private readonly closes = new Map<number, number>();
  private readonly levels: number[] = [];
  /** The line of the last bracket. */
  private last: Line = { line: 0, indent: 0 };

  constructor(
    private readonly source: Source,
    private readonly tokens: readonly IToken[],
  ) {
    this.pair();
    this.measure();
  }

  /**
   * Index of the '}' that closes the brace at an index; if it is never closed, that of the next declaration. Undefined
   * if neither exists.
   */
  closeOf(open: number): number | undefined {
    return this.closes.get(open);
  }

  /** Index of the innermost brace around a token; -1 if there is none. */
  levelOf(index: number): number {
    return this.levels[index] ?? -1;
  }

  startsLine(index: number): boolean {
    const token = this.tokens[index];
    return token !== undefined && startsLine(this.source.text, token.startOffset);
  }

  startsDeclaration(index: number): boolean {
    return startsDeclaration(this.source.text, this.tokens[index], this.tokens[index + 1]);
  }

  private pair(): void {
    let stack: Open[] = [];
    for (const [index, { image, startOffset }] of this.tokens.entries()) {
      if (this.startsDeclaration(index)) stack = this.abandon(stack, index);
      if (image === '{' || image === '(' || image === '[') stack.push({ index, image, ...this.lineOf(startOffset) });
      else if (image === ')' || image === ']') this.closeBracket(stack, index, image === ')' ? '(' : '[');
      else if (image === '}') this.closeBrace(stack, index, this.lineOf(startOffset));
    }
    this.abandon(stack, this.tokens.length);
  }

  /** The indent is looked up once for each line: both can be long. */
  private lineOf(offset: number): Line {
    const { line, column } = this.source.positionOf(offset);
    if (line !== this.last.line) {
      const start = offset - column + 1;
      this.last = { line, indent: this.source.text.slice(start).search(/[^ \t]|$/) };
    }
    return this.last;
  }

  /** At a new declaration, the block of the previous one ends; other open brackets have no partner. */
  private abandon(stack: Open[], index: number): Open[] {
    if (stack[0]?.image === '{') this.closes.set(stack[0].index, index);
    return [];
  }

  private closeBracket(stack: Open[], index: number, image: string): void {
    const last = stack[stack.length - 1];
    if (last?.image !== image) return;
    stack.pop();
    this.closes.set(last.index, index);
  }

  /** At the start of a line, a '}' closes the brace whose line has the same indent; elsewhere the innermost one. */
  private closeBrace(stack: Open[], index: number, place: Line): void {
    const first = this.startsLine(index);
    let at = first ? lastBrace(stack, (open) => open.indent === place.indent) : -1;
    if (at < 0) at = lastBrace(stack, () => true);
    stack.length = at < 0 ? Math.max(0, stack.length - REACH) : at + 1;
    const open = stack[at];
    if (!open) return;
    const ofDeclaration = at === 0 && open.line !== place.line && !(first && open.indent === place.indent);
    if (ofDeclaration && index + 1 < this.tokens.length && !declares(this.tokens[index + 1], this.tokens[index + 2])) return;
    stack.length = at;
    this.closes.set(open.index, index);
  }

  private measure(): void {
    const around: { open: number; close: number }[] = [];
    for (const [index, { image }] of this.tokens.entries()) {
      while (around.length > 0 && (around[around.length - 1]?.close ?? 0) <= index) around.pop();
      this.levels.push(around[around.length - 1]?.open ?? -1);
      const close = image === '{' || image === '(' || image === '[' ? this.closes.get(index) : undefined;
      if (close !== undefined) around.push({ open: index, close });
    }
  }
}

/** How far down the stack to search for a brace; no valid program has more open. */
const REACH = 64;

function lastBrace(stack: readonly Open[], fits: (open: Open) => boolean): number {
  for (let at = stack.length - 1; at >= Math.max(0, stack.length - REACH); at--) {
    const open = stack[at];
    if (open?.image === '{' && fits(open)) return at;
  }
  return -1;
}
