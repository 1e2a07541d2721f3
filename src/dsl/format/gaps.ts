/** The whitespace between the tokens of a text: line ends and blanks. */

import type { Token } from '../parser.ts';
import { closingOf, isComment, isLineComment, linesIn, spreadBrackets } from './brackets.ts';
import type { Marks } from './marks.ts';

/** The whitespace before a token: line ends, then blanks. */
export interface Gap {
  /** 2 leaves an empty line. */
  lines: 0 | 1 | 2;
  blanks: number;
}

const INDENT = 2;
/** Blanks between code and a trailing comment. */
const BEFORE_COMMENT = 2;

/** Words that begin a part of a clause: the author's line break before one is kept. */
const PARTS = new Set(
  'where let weight as within without since before else on after by when for zone hold from learn grace multiline then next at'.split(' '),
);

/** Gaps before all tokens, including comments, before columns are aligned. */
export function gapsOf(text: string, tokens: readonly Token[], marks: Marks): Gap[] {
  return new Spacing(text, tokens, marks).run();
}

/** An open bracket. */
interface Frame {
  close: string;
  block: boolean;
  /** Whether its content is on separate lines. */
  spread: boolean;
  /** The indentation level of the line with the bracket. */
  level: number;
  /** Blanks after the bracket, and before the closing one. */
  blanks: number;
}

class Spacing {
  private readonly gaps: Gap[] = [];
  private readonly frames: Frame[] = [];
  private readonly spread: ReadonlySet<number>;
  /** For each token, the first from there on that is not a comment. */
  private readonly code: (Token | undefined)[];
  /** The indentation levels of the current item, and of the current line. */
  private level = 0;
  private lineLevel = 0;
  /** The last token that is not a comment. */
  private last: Token | undefined;

  constructor(
    private readonly text: string,
    private readonly tokens: readonly Token[],
    private readonly marks: Marks,
  ) {
    this.spread = spreadBrackets(text, tokens, marks);
    let code: Token | undefined;
    this.code = tokens.map(() => undefined);
    for (let i = tokens.length - 1; i >= 0; i--) this.code[i] = code = isComment(tokens[i] as Token) ? code : tokens[i];
  }

  run(): Gap[] {
    for (const [i, token] of this.tokens.entries()) {
      this.gaps.push(this.gap(i, token));
      if (isComment(token)) continue;
      this.pass(i, token);
      this.last = token;
    }
    return this.gaps;
  }

  private gap(i: number, token: Token): Gap {
    const before = this.tokens[i - 1];
    if (!before) return { lines: 0, blanks: 0 };
    const written = linesIn(this.text, before.end, token.start);
    if (!this.beginsLine(token, before, written)) return { lines: 0, blanks: this.blanks(token, before) };
    const code = this.code[i];
    this.lineLevel = this.depth(token, code);
    const apart = written > 1 && !this.opens(before) && !this.closes(token) && this.isWhole(code);
    return { lines: apart ? 2 : 1, blanks: INDENT * this.lineLevel };
  }

  private get frame(): Frame | undefined {
    return this.frames[this.frames.length - 1];
  }

  private isSign(token: Token | undefined, sign: string | undefined): boolean {
    return token?.kind === 'sign' && token.text === sign;
  }

  private opens(token: Token | undefined): boolean {
    return token !== undefined && closingOf(token) !== undefined;
  }

  private closes(token: Token | undefined): boolean {
    return this.frame !== undefined && this.isSign(token, this.frame.close);
  }

  private isItem(token: Token): boolean {
    return this.marks.items.has(token.start);
  }

  /** Whether the next token begins an element of a list that has each on a separate line. */
  private get atElement(): boolean {
    return this.frame?.block === false && this.frame.spread && (this.opens(this.last) || this.isSign(this.last, ','));
  }

  /** Whether it begins an item or an element of a list, or ends what contains them. */
  private isWhole(code: Token | undefined): boolean {
    return !code || this.isItem(code) || this.closes(code) || this.atElement;
  }

  private beginsLine(token: Token, before: Token, written: number): boolean {
    if (isLineComment(before)) return true;
    if (isComment(token)) return written > 0;
    if (this.isItem(token)) return this.frame?.spread ?? true;
    if (this.closes(token)) return this.frame?.spread === true && !this.opens(before);
    if (this.atElement) return true;
    if (isComment(before)) return written > 0;
    return this.mayBegin(token, before) && written + this.linesBehind(token) > 0;
  }

  /** Whether a line break of the author is kept here: before an operator or a part of a clause, or after a comma. */
  private mayBegin(token: Token, before: Token): boolean {
    const { operators, bars } = this.marks;
    if (operators.has(token.start) || bars.has(token.start) || this.isSign(before, ',')) return true;
    return token.kind === 'word' && PARTS.has(token.text) && !this.isSign(before, '.');
  }

  /** A line break after an operator is moved before it. */
  private linesBehind(token: Token): number {
    const right = this.marks.operators.get(token.start) ?? this.marks.bars.get(token.start)?.right;
    return right === undefined ? 0 : linesIn(this.text, token.end, right);
  }

  /** The indentation level of a line that begins with a token; `code` is that token, or the one after a comment. */
  private depth(token: Token, code: Token | undefined): number {
    if (!code) return 0;
    const item = this.marks.items.get(code.start);
    if (item !== undefined) return item;
    if (this.closes(code)) return (this.frame?.level ?? 0) + (isComment(token) ? 1 : 0);
    const around = this.frames.findLast(({ block, spread }) => block || spread);
    if (around && !around.block) return around.level + (this.atElement ? 1 : 2);
    // The head of a block is indented more than its content.
    return this.level === 0 ? 2 : this.level + 1;
  }

  private blanks(token: Token, before: Token): number {
    const { closeBefore, closeAfter } = this.marks;
    if (isLineComment(token)) return BEFORE_COMMENT;
    if (isComment(token) || isComment(before)) return 1;
    if (closeBefore.has(token.start) || closeAfter.has(before.start)) return 0;
    if (this.opens(before)) return this.closes(token) ? 0 : (this.frame?.blanks ?? 0);
    if (this.closes(token)) return this.frame?.blanks ?? 0;
    if (token.kind === 'sign' && [',', ':', '.'].includes(token.text)) return 0;
    return this.isSign(before, '.') ? 0 : 1;
  }

  /** Advances past a token that is not a comment. */
  private pass(i: number, token: Token): void {
    this.level = this.marks.items.get(token.start) ?? this.level;
    if (this.closes(token)) {
      this.frames.pop();
      return;
    }
    const close = closingOf(token);
    if (close === undefined) return;
    const block = this.marks.blocks.has(token.start);
    const wide = token.text === '{' ? !this.inQuantifier(i) : this.marks.wide.has(token.start);
    this.frames.push({
      close,
      block,
      spread: this.spread.has(token.start),
      level: block ? this.level : this.lineLevel,
      blanks: wide ? 1 : 0,
    });
  }

  private inQuantifier(i: number): boolean {
    return this.tokens[i + 1]?.kind === 'number';
  }
}
