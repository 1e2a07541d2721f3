/** Sets of characters as ranges of code points, sorted and disjoint. */

export type Ranges = [number, number][];

export const LAST_CODE_POINT = 0x10ffff;

export const DIGITS: Ranges = [[0x30, 0x39]];
export const WORD: Ranges = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];
/** Tab, line feed, form feed, carriage return, blank: `\s` of RE2, which all engines can share. */
export const SPACES: Ranges = [
  [0x09, 0x0a],
  [0x0c, 0x0d],
  [0x20, 0x20],
];
const LINE_FEED = 0x0a;
export const ALL_BUT_LINE_FEED: Ranges = complement([[LINE_FEED, LINE_FEED]]);

export function contains(ranges: Ranges, code: number): boolean {
  return ranges.some(([low, high]) => low <= code && code <= high);
}

/** Any ranges, sorted, and merged where they touch. */
export function normalised(ranges: Ranges): Ranges {
  const joined: Ranges = [];
  for (const [low, high] of ranges.toSorted(([a], [b]) => a - b)) {
    const last = joined[joined.length - 1];
    if (last && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else joined.push([low, high]);
  }
  return joined;
}

export function complement(ranges: Ranges): Ranges {
  const gaps: Ranges = [];
  let from = 0;
  for (const [low, high] of ranges) {
    if (from < low) gaps.push([from, low - 1]);
    from = high + 1;
  }
  if (from <= LAST_CODE_POINT) gaps.push([from, LAST_CODE_POINT]);
  return gaps;
}
