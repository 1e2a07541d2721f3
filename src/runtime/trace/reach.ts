/** How far a pattern fits a line that it does not match. */
export interface Reach {
  /** Whether all of it fits. */
  whole: boolean;
  /** Offset in the text of the message up to which it fits; undefined for patterns over fields. */
  at?: number;
  /** What the pattern expects next, or what is wrong. */
  expected: string;
  /** The part of the pattern that fits, roughly as written by its author. */
  fits: string;
  /** Whether the line was probably meant: a word of the pattern's own text fits, or all its constants, or there is a remedy. */
  near: boolean;
  /** The change that would make all of it fit. */
  remedy?: string;
  /** Of a line that fits as a whole: whether it is a condition on the header that excludes it. */
  untried?: boolean;
}

/** How close a line came to a pattern, to compare patterns by. */
export function lengthOf({ whole, at, fits, remedy }: Reach): number {
  return whole || remedy !== undefined ? Number.POSITIVE_INFINITY : (at ?? fits.length);
}

/** Why a line does not match: `fits up to column 12 of the pattern, where it expects "from "`. */
export function reachText({ whole, at, fits, expected, remedy }: Reach): string {
  if (at === undefined) return whole || fits === '' ? expected : `has ${fits}, but ${expected}`;
  return `fits up to column ${columnOf(fits)} of the pattern, where it expects ${expected}${remedy === undefined ? '' : `; ${remedy}`}`;
}

/** The column after what fits, from 1. */
export function columnOf(fits: string): number {
  return [...fits].length + 1;
}

/** Of several, the one that fits furthest; of equals the first. */
export function furthest(reaches: readonly Reach[]): Reach | undefined {
  return reaches.toSorted((a, b) => (b.at ?? 0) - (a.at ?? 0))[0];
}

/**
 * The greatest number up to `most` that satisfies a monotone condition (binary search). It must hold for 0, and for
 * every number below one for which it holds.
 */
export function greatest(most: number, holds: (count: number) => boolean): number {
  let [low, high] = [0, most];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Whether the pattern's own text has a complete word; where it breaks off, the last one may be incomplete. */
export function hasWord(text: string): boolean {
  return /[\p{L}\p{N}]{2}[^\p{L}\p{N}]/u.test(text);
}
