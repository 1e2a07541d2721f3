import type { Span } from '../ast.ts';
import type { patterns } from '../catalogue/patterns.ts';

type Catalogue = typeof patterns;
export type PatternCode = keyof Catalogue;

/** What is wrong with a pattern. `start` and `end` are offsets in its value, in UTF-16 units. */
export interface PatternProblem extends Span {
  code: PatternCode;
  /** Those of the message in the catalogue. */
  args: readonly unknown[];
}

/** How many problems of one pattern are reported. */
const MOST = 20;

/** Takes what is wrong in one pattern. */
export class Problems {
  readonly list: PatternProblem[] = [];

  /** No more are taken: there is no use in reading on. */
  get full(): boolean {
    return this.list.length === MOST;
  }

  add<C extends PatternCode>({ start, end }: Span, code: C, args: Parameters<Catalogue[C]['message']>): void {
    this.take({ code, args, start, end });
  }

  /** Those of a part that begins at an offset. */
  addFrom(offset: number, problems: readonly PatternProblem[]): void {
    for (const { code, args, start, end } of problems) this.take({ code, args, start: offset + start, end: offset + end });
  }

  private take(problem: PatternProblem): void {
    if (!this.full) this.list.push(problem);
  }
}
