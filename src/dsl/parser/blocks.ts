import { type IRecognitionException, type IToken, isRecognitionException } from 'chevrotain';
import type { Name } from '../ast.ts';
import { diagnose } from '../catalogue.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { DECLARATION_FORMS } from '../forms.ts';
import { firstFrom } from '../search.ts';
import { Source } from '../source.ts';
import { diagnosePercent, diagnoseSyntax, placeOf } from '../syntax-errors.ts';
import { DECLARATION_WORDS, Float, Ident, Int, sign, word } from '../tokens.ts';
import { endOf, MAX_HEIGHT, TooLong } from './base.ts';
import { ExpressionParser } from './expressions.ts';
import type { BlockKind } from './heads.ts';
import { Outline, startsDeclaration } from './outline.ts';
import type { Scanned } from './scan.ts';

/**
 * How many tokens before an error to search for a missed beginning: `as` without its name consumes the word of the next
 * clause.
 */
const BACK = 3;

const NUMBERS = new Set([Int, Float]);

/** Words that may be between the name of a declaration and its block. */
const HEADER_WORDS = ['from', 'where', 'let', 'weight'];

/** Words that may begin a declaration, or continue one that has no block. */
const DECLARATION_KNOWN = [...DECLARATION_WORDS, 'from', 'time', 'message', 'zone', 'multiline', 'idle', 'max'];

/** The text of a clause, a header or a declaration that could not be read to its end; as offsets. */
export interface Lost {
  start: number;
  /** What follows was skipped. */
  failed: number;
  /** Whether everything before that is an item that was read. */
  isBehind: boolean;
  end: number;
}

/**
 * Blocks, and error recovery in them. An error ends the clause (record, statement) that contains it; parsing resumes at
 * the next recognisable beginning. Each error is reported once.
 */
export class BlockParser extends ExpressionParser {
  diagnostics: Diagnostic[] = [];
  /** In text order. */
  lost: Lost[] = [];
  private source = new Source('', '');
  private told = new Set<number>();
  private outlined: Outline | undefined;
  /** Recovery never goes back before this token: each attempt to resume begins further on than the last. */
  private floor = 0;

  /** Prepares for another text. */
  load(source: Source, { input, docs, told }: Scanned): void {
    this.source = source;
    this.docs = docs;
    this.told = told;
    this.diagnostics = [];
    this.lost = [];
    this.outlined = undefined;
    this.floor = 0;
    this.input = input;
  }

  /** Built at the first error. */
  private get outline(): Outline {
    this.outlined ??= new Outline(this.source, this.input);
    return this.outlined;
  }

  /** Index of the next token. */
  private get position(): number {
    return this.exportLexerState() + 1;
  }

  /** The index of a token, by its offset; the end of the text, which has none, comes after all others. */
  private indexOf({ startOffset }: IToken): number {
    return Number.isNaN(startOffset) ? this.input.length : firstFrom(this.input, startOffset, (token) => token.startOffset);
  }

  /** Part of Chevrotain, but not of its typings: the index of the last token read. */
  declare protected exportLexerState: () => number;
  declare protected importLexerState: (lastRead: number) => void;

  /** Notes the tokens of what could not be read, by their indexes. */
  private lose(start: number, failed: number, next: number): void {
    const offset = (index: number) => this.input[index]?.startOffset ?? this.source.text.length;
    // What is wrong right behind an item on its line belongs to that item.
    const isBehind = failed === start && !this.outline.startsLine(failed);
    const first = isBehind ? Math.max(0, this.floor - 1) : start;
    const before = this.lost[this.lost.length - 1]?.end ?? 0;
    this.lost.push({
      start: Math.max(before, offset(first)),
      failed: offset(failed),
      isBehind,
      end: Math.max(before, offset(next), offset(failed)),
    });
  }

  private moveTo(index: number): void {
    this.importLexerState(index - 1);
  }

  /** header '{' items '}'. After an error in the header, the items are still read. */
  protected block(kind: BlockKind, header: () => void, read: () => void): void {
    if (this.RECORDING_PHASE) {
      header();
      this.CONSUME9(sign('{'));
      this.MANY9(read);
      this.CONSUME9(sign('}'));
      return;
    }
    const open = this.openBrace(kind, header);
    if (open === undefined) return;
    // Recovery inside the block must not go back before it.
    this.floor = Math.max(this.floor, this.position);
    while (!this.ended(kind, open)) this.attempt(kind, open, read);
  }

  /** A declaration that begins with the word for its kind, and its name. */
  protected named(kind: BlockKind, node: { name: Name }, read: () => void): void {
    this.CONSUME(word(kind.what));
    const name = () => {
      node.name = this.nameOf(this.CONSUME(Ident));
    };
    this.block(kind, name, read);
  }

  /** Index of the '{'; -1 if it is missing and an item follows, undefined if there is no block. */
  private openBrace(kind: BlockKind, header: () => void): number | undefined {
    const start = this.position;
    try {
      header();
      const index = this.position;
      if (this.LA(1).tokenType !== sign('{') && kind.begins(this.LA(1), this.LA(2), this.LA(0), true)) {
        this.tell("'{'", this.LA(1));
        return -1;
      }
      this.CONSUME9(sign('{'));
      return index;
    } catch (error) {
      const failed = this.failure(error, HEADER_WORDS, () => DECLARATION_FORMS.get(this.input[start - 1]?.image ?? ''));
      // The word of this declaration comes before its header.
      const declaration = this.nextDeclaration(start - 1, failed);
      const brace = this.braceBetween(failed, declaration);
      this.lose(start, failed, brace ?? declaration);
      this.moveTo(brace === undefined ? declaration : brace + 1);
      return brace;
    }
  }

  private braceBetween(from: number, to: number): number | undefined {
    for (let index = from; index < to; index++) {
      if (this.input[index]?.tokenType === sign('{') && this.outline.levelOf(index) < 0) return index;
    }
    return undefined;
  }

  /** Whether the block ends here; a '}' that does not end it is reported and skipped. */
  private ended(kind: BlockKind, open: number): boolean {
    const token = this.LA(1);
    const index = this.position;
    const over = index >= this.input.length;
    if (over || (this.startsDeclaration(index) && !kind.begins(token, this.LA(2), this.LA(0), false))) {
      if (open >= 0) this.tellUnclosed(kind, open);
      return true;
    }
    if (token.tokenType !== sign('}')) return false;
    if (open < 0 || index + 1 >= this.input.length || this.startsDeclaration(index + 1) || this.outline.closeOf(open) === index) {
      this.CONSUME9(sign('}'));
      return true;
    }
    this.tell(kind.expected, token);
    this.moveTo(index + 1);
    return false;
  }

  private startsDeclaration(index: number): boolean {
    return startsDeclaration(this.source.text, this.input[index], this.input[index + 1]);
  }

  private tellUnclosed(kind: BlockKind, open: number): void {
    const brace = this.input[open];
    if (!brace) return;
    this.diagnostics.push(diagnose('unclosed-block', placeOf(this.source, brace), [kind.what]));
  }

  private attempt(kind: BlockKind, open: number, read: () => void): void {
    const start = this.position;
    try {
      read();
    } catch (error) {
      const failed = this.failure(error, kind.known, (at) => this.formsAt(kind.forms, start, at));
      const next = this.resume(kind, open, start, failed);
      this.lose(start, failed, next);
      this.moveTo(next);
    }
    this.floor = Math.max(this.floor, start + 1);
  }

  /** The forms of the item that contains an error, or that precedes it on its line. */
  private formsAt(forms: BlockKind['forms'], start: number, failed: number): readonly string[] | undefined {
    const behind = failed === start && !this.outline.startsLine(failed);
    return forms?.get(this.input[behind ? this.floor - 1 : start]?.image ?? '');
  }

  /** Reports a syntax error, and returns the index of its token; rethrows anything else. */
  protected failure(error: unknown, known: readonly string[] = [], formsAt?: (index: number) => readonly string[] | undefined): number {
    if (error instanceof TooLong) {
      this.diagnostics.push(diagnose('expression-too-long', placeOf(this.source, error.token), [MAX_HEIGHT]));
      return this.indexOf(error.token);
    }
    if (!(error instanceof Error) || !isRecognitionException(error)) throw error;
    const { token } = error as Error & IRecognitionException;
    const index = this.indexOf(token);
    const percent = this.percentBefore(index);
    if (percent) {
      this.diagnostics.push(diagnosePercent(this.source, percent));
      return index;
    }
    this.tell(error.message, token, known, formsAt?.(index));
    return index;
  }

  /**
   * The number of a percentage that made the grammar read a remainder, just before an error: `10%` at the end of what it
   * belongs to, where `n % 2` has blanks on both sides or on none.
   */
  private percentBefore(failed: number): IToken | undefined {
    for (let index = failed; index > Math.max(0, failed - BACK); index--) {
      const [number, sign, next] = this.input.slice(index - 1, index + 2);
      if (sign?.image !== '%' || !number || !NUMBERS.has(number.tokenType)) continue;
      if (endOf(number) === sign.startOffset && endOf(sign) !== next?.startOffset) return number;
    }
    return undefined;
  }

  /** A word and what follows it, the member of a node that has its name: `within 5m`. A second one is reported. */
  protected part<N, K extends keyof N & string>(node: N, name: K, read: () => N[K]): void {
    this.saidOnce(node[name]);
    this.CONSUME(word(name));
    node[name] = read();
  }

  /** Reports the next token if the part that it begins, which may occur only once, was already read as `before`. */
  protected saidOnce(before: unknown): void {
    if (before === undefined || this.RECORDING_PHASE) return;
    const token = this.LA(1);
    this.diagnostics.push(diagnose('duplicate-clause', placeOf(this.source, token), [token.image]));
  }

  private tell(expected: string, token: IToken, known: readonly string[] = [], forms?: readonly string[]): void {
    if (this.told.has(this.indexOf(token))) return;
    this.told.add(this.indexOf(token));
    this.diagnostics.push(diagnoseSyntax(this.source, expected, token, known, forms));
  }

  /** Where to resume after an error: at the beginning of an item, or at the end of the block. */
  private resume(kind: BlockKind, open: number, start: number, failed: number): number {
    const begins = (index: number, sure: boolean): boolean => {
      const token = this.input[index];
      return (
        token !== undefined &&
        this.outline.levelOf(index) === open &&
        kind.begins(token, this.input[index + 1], this.input[index - 1], sure)
      );
    };
    const floor = Math.max(this.floor, failed - BACK);
    for (let index = floor; index < failed; index++) {
      if (index === start) continue;
      if (this.outline.startsDeclaration(index) || (this.outline.startsLine(index) && begins(index, true))) return index;
    }
    for (let index = Math.max(failed, start + 1); index < this.input.length; index++) {
      if (this.isEnd(open, index) || this.outline.startsDeclaration(index) || begins(index, !this.outline.startsLine(index))) return index;
    }
    return this.input.length;
  }

  /** Whether a token ends the block that a brace opened; a block without a brace ends at the first unmatched '}'. */
  private isEnd(open: number, index: number): boolean {
    if (open >= 0) return this.outline.closeOf(open) === index;
    return this.input[index]?.image === '}' && this.outline.startsLine(index) && this.outline.levelOf(index) < 0;
  }

  /** Declarations up to the end of the text. In the grammar it is `{ read }`. */
  protected declarations(read: () => void): void {
    if (this.RECORDING_PHASE) {
      this.MANY(read);
      return;
    }
    while (this.position < this.input.length) {
      const start = this.position;
      try {
        read();
      } catch (error) {
        const failed = this.failure(error, DECLARATION_KNOWN, (at) => this.formsAt(DECLARATION_FORMS, start, at));
        const next = this.nextDeclaration(start, failed);
        this.lose(start, failed, next);
        this.moveTo(next);
      }
      this.floor = Math.max(this.floor, start + 1);
    }
  }

  /** Where to resume after an error outside of a block. */
  private nextDeclaration(start: number, failed: number): number {
    for (let index = Math.max(this.floor, failed - BACK); index < failed; index++) {
      if (index !== start && this.outline.startsDeclaration(index)) return index;
    }
    let index = Math.max(failed, start + 1);
    while (index < this.input.length && !this.outline.startsDeclaration(index) && !this.followsBlock(index)) index++;
    return index;
  }

  /** `… } transaction b {`: a declaration in the middle of a line. */
  private followsBlock(index: number): boolean {
    const text = this.input[index]?.image ?? '';
    return DECLARATION_WORDS.includes(text) && this.input[index - 1]?.image === '}' && this.outline.levelOf(index) < 0;
  }

  /** The result of `read`; anything after it is reported. */
  protected alone<T>(read: () => T): T | undefined {
    if (this.RECORDING_PHASE) return read();
    try {
      const whole = read();
      if (this.position < this.input.length) this.tell('an operator', this.LA(1));
      return whole;
    } catch (error) {
      this.failure(error);
      return undefined;
    } finally {
      this.moveTo(this.input.length);
    }
  }
}
