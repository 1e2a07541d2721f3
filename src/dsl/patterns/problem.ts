import type { Span } from '../ast.ts';
import type { patterns } from '../catalogue/patterns.ts';

type Catalogue = typeof patterns;
export type PatternCode = keyof Catalogue;

/** A problem of a pattern. `start` and `end` are offsets in its value, in UTF-16 units. */
export interface PatternProblem extends Span {
  code: PatternCode;
  /** The arguments of the message in the catalogue. */
  args: readonly unknown[];
  /** What was probably meant by the part. */
  meant?: string | undefined;
}

/** The maximum number of problems reported for one pattern. */
const MOST = 20;

export class Problems {
  readonly list: PatternProblem[] = [];

  /** Whether the limit is reached, so that there is no use in reading on. */
  get full(): boolean {
    return this.list.length === MOST;
  }

  add<C extends PatternCode>({ start, end }: Span, code: C, args: Parameters<Catalogue[C]['message']>, meant?: string): void {
    this.take({ code, args, start, end, meant });
  }

  /** Adds those of a part that begins at an offset. */
  addFrom(offset: number, problems: readonly PatternProblem[]): void {
    for (const problem of problems) this.take({ ...problem, start: offset + problem.start, end: offset + problem.end });
  }

  private take(problem: PatternProblem): void {
    if (!this.full) this.list.push(problem);
  }
}
