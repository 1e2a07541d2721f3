/**
 * Whether one of two is faster, by runs in pairs: what slows the machine down slows both of a pair, and leaves their ratio
 * alone.
 */

/** How much the second takes of what the first takes. */
export interface Ratio {
  median: number;
  /** The true ratio lies between these, but for one time in twenty. */
  low: number;
  high: number;
}

/** With fewer pairs nothing can be said that is wrong less than one time in twenty. */
export const FEWEST_PAIRS = 6;
const DOUBT = 0.05;

/** @throws Error when there are too few pairs */
export function ratioOf(firsts: readonly number[], seconds: readonly number[]): Ratio {
  const ratios = firsts.map((first, i) => (seconds[i] ?? Number.NaN) / first).sort((a, b) => a - b);
  if (ratios.length < FEWEST_PAIRS) throw new Error(`of fewer than ${FEWEST_PAIRS} pairs nothing can be told`);
  const left = leftOut(ratios.length);
  const at = (index: number) => ratios[index] ?? Number.NaN;
  const half = (ratios.length - 1) / 2;
  return { median: (at(Math.floor(half)) + at(Math.ceil(half))) / 2, low: at(left), high: at(ratios.length - 1 - left) };
}

/**
 * How many of the least, and of the greatest, lie outside. Each ratio lies above the true median as often as below it, so
 * that k of n lie below with the chance of k heads in n throws, whatever the noise is like.
 */
function leftOut(count: number): number {
  let chance = 0.5 ** count;
  let outside = chance;
  let left = 0;
  while (2 * (outside + (chance * (count - left)) / (left + 1)) <= DOUBT) {
    chance *= (count - left) / (left + 1);
    outside += chance;
    left++;
  }
  return left;
}

/** What can be said of a ratio. */
export function verdict({ low, high }: Ratio): 'faster' | 'slower' | 'no difference beyond the noise' {
  if (high < 1) return 'faster';
  return low > 1 ? 'slower' : 'no difference beyond the noise';
}
