/** Sets of characters as ranges of code points: ascending and disjoint. {@link ILL_FORMED} may be a member. */

import { ILL_FORMED } from './code-points.ts';

export type Ranges = readonly (readonly [number, number])[];

export const ANY: Ranges = [[0, ILL_FORMED]];
export const DIGIT: Ranges = [[0x30, 0x39]];
export const HEX: Ranges = setOf('0-9A-Fa-f');
/** The characters of `\w`, to which `\b` refers. */
export const WORD: Ranges = setOf('0-9A-Z_a-z');
/** Characters that separate the words of a line; see `isBlank`. */
export const BLANK: Ranges = setOf('\t\n\r ');
/** Everything beyond ASCII, letters of other scripts included. */
export const BEYOND_ASCII: Ranges = [[0x80, ILL_FORMED]];

/** The set written between the brackets of a class such as `[0-9A-F_]`, in ascending order. */
export function setOf(written: string): Ranges {
  const ranges = [...written.matchAll(/([\s\S])(?:-([\s\S]))?/g)];
  return union(ranges.map(([, low = '', high = low]) => [low.charCodeAt(0), high.charCodeAt(0)]));
}

/** The union of any ranges: ascending, with adjacent ones merged. */
export function union(...sets: Ranges[]): Ranges {
  const joined: [number, number][] = [];
  for (const [low, high] of sets.flat().sort(([a], [b]) => a - b)) {
    const last = joined[joined.length - 1];
    if (last && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else joined.push([low, high]);
  }
  return joined;
}

export function complement(set: Ranges): Ranges {
  const gaps: [number, number][] = [];
  let from = 0;
  for (const [low, high] of set) {
    if (from < low) gaps.push([from, low - 1]);
    from = high + 1;
  }
  if (from <= ILL_FORMED) gaps.push([from, ILL_FORMED]);
  return gaps;
}

export function intersection(a: Ranges, b: Ranges): Ranges {
  return complement(union(complement(a), complement(b)));
}

export function without(set: Ranges, taken: Ranges): Ranges {
  return intersection(set, complement(taken));
}

export function contains(set: Ranges, code: number): boolean {
  return set.some(([low, high]) => low <= code && code <= high);
}
