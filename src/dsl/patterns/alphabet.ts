/** Partitions all characters into kinds, such that a pattern treats characters of one kind alike. */

import { contains, LAST_CODE_POINT, type Ranges, WORD } from './ranges.ts';

/**
 * What is on one side of a position in a text: no character, a word character (letter, digit or `_`) if that matters,
 * or any other.
 */
export const NOTHING = 0;
export const OTHER = 1;
export const LETTER = 2;
export type Side = typeof NOTHING | typeof OTHER | typeof LETTER;

export interface Kind {
  side: Side;
  /** The classes that contain its characters. */
  classes: number[];
}

/** The maximum number of comparisons of a character with a range. Larger patterns are not analysed. */
const MOST_COMPARED = 1_000_000;

/**
 * @param letters whether the pattern has word boundaries
 * @returns undefined if there are too many characters and ranges to compare
 */
export function kindsOf(classes: readonly Ranges[], letters: boolean): Kind[] | undefined {
  // The first character of each range that no class divides.
  const firsts = new Set([0]);
  for (const ranges of letters ? [WORD, ...classes] : classes) for (const [low, high] of ranges) firsts.add(low).add(high + 1);
  firsts.delete(LAST_CODE_POINT + 1);
  const ranges = classes.reduce((sum, { length }) => sum + length, 0);
  if (firsts.size * ranges > MOST_COMPARED) return undefined;
  const kinds = new Map<string, Kind>();
  for (const first of firsts) {
    const side = letters && contains(WORD, first) ? LETTER : OTHER;
    const holders = classes.flatMap((ranges, i) => (contains(ranges, first) ? [i] : []));
    kinds.set(`${side}:${holders}`, { side, classes: holders });
  }
  return [...kinds.values()];
}
