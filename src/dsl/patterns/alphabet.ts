/** Divides all characters into kinds: a pattern treats those of one kind alike. */

import { contains, LAST_CODE_POINT, type Ranges, WORD } from './ranges.ts';

/** What stands at one side of a place in a text: no character, any other, or a letter, digit or `_` where that counts. */
export const NOTHING = 0;
export const OTHER = 1;
export const LETTER = 2;
export type Side = typeof NOTHING | typeof OTHER | typeof LETTER;

export interface Kind {
  side: Side;
  /** The classes that its characters are in. */
  classes: number[];
}

/** How many comparisons of a character with a range are worth it. A larger pattern is not looked at case by case. */
const MOST_COMPARED = 1_000_000;

/** `letters`: the pattern asks for the ends of words. Undefined when there is too much to tell apart. */
export function kindsOf(classes: readonly Ranges[], letters: boolean): Kind[] | undefined {
  // The first character of each stretch that no class divides.
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
