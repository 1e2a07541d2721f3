/** The flag `i`: each letter matches both of its cases. */

import { normalised, type Ranges } from './ranges.ts';

/**
 * The end of Latin, Greek, Cyrillic and Armenian. No version of Unicode will change the case pairs of these letters, so
 * that a program is compiled to the same Plan everywhere.
 */
const LAST_FOLDED = 0x58f;

let otherCases: ReadonlyMap<number, number> | undefined;

/**
 * Letters whose upper and lower case are single characters, and each other's. `ß` has no such upper case, and `ſ` is
 * not the lower case of `S`, which is `s`.
 */
function casePairs(): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  for (let code = 0; code <= LAST_FOLDED; code++) {
    const letter = String.fromCharCode(code);
    const upper = letter.toUpperCase();
    const other = upper.charCodeAt(0);
    if (upper === letter || upper.length !== 1 || other > LAST_FOLDED || upper.toLowerCase() !== letter) continue;
    pairs.set(code, other).set(other, code);
  }
  return pairs;
}

/** The characters with their other cases. */
export function folded(ranges: Ranges): Ranges {
  otherCases ??= casePairs();
  const added: Ranges = [];
  for (const [low, high] of ranges) {
    for (let code = low; code <= Math.min(high, LAST_FOLDED); code++) {
      const other = otherCases.get(code);
      if (other !== undefined) added.push([other, other]);
    }
  }
  return added.length === 0 ? ranges : normalised([...ranges, ...added]);
}
