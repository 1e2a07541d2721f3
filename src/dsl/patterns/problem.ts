import type { Span } from '../ast.ts';
import type { patterns } from '../catalogue/patterns.ts';

type Catalogue = typeof patterns;
export type PatternCode = keyof Catalogue;

/** A problem of a pattern. `start` and `end` are offsets in its value, in UTF-16 units. */
export interface PatternProblem extends Span {
  code: PatternCode;
  /** The arguments of the message in the catalogue. */
  args: readonly unknown[];
}

/** The maximum number of problems reported for one pattern. */
const MOST = 20;

/** Collects the problems of one pattern. */
export class Problems {
  readonly list: PatternProblem[] = [];

  /** Whether the limit is reached, so that there is no use in reading on. */
  get full(): boolean {
    return this.list.length === MOST;
  }

  add<C extends PatternCode>({ start, end }: Span, code: C, args: Parameters<Catalogue[C]['message']>): void {
    this.take({ code, args, start, end });
  }

  /** Adds those of a part that begins at an offset. */
  addFrom(offset: number, problems: readonly PatternProblem[]): void {
    for (const { code, args, start, end } of problems) this.take({ code, args, start: offset + start, end: offset + end });
  }

  private take(problem: PatternProblem): void {
    if (!this.full) this.list.push(problem);
  }
}
