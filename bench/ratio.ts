/**
 * Decides whether one of two is faster by runs in pairs: whatever slows the machine down slows both runs of a pair, and
 * leaves their ratio unchanged.
 */

/** The time of the second relative to that of the first. */
export interface Ratio {
  median: number;
  /** The bounds of the 95 % confidence interval of the ratio. */
  low: number;
  high: number;
}

/** With fewer pairs there is no interval with a confidence of 95 %. */
export const FEWEST_PAIRS = 6;
const DOUBT = 0.05;

/** @throws Error if there are too few pairs */
export function ratioOf(firsts: readonly number[], seconds: readonly number[]): Ratio {
  const ratios = firsts.map((first, i) => (seconds[i] ?? Number.NaN) / first).sort((a, b) => a - b);
  if (ratios.length < FEWEST_PAIRS) throw new Error(`of fewer than ${FEWEST_PAIRS} pairs nothing can be told`);
  const left = leftOut(ratios.length);
  const at = (index: number) => ratios[index] ?? Number.NaN;
  const half = (ratios.length - 1) / 2;
  return { median: (at(Math.floor(half)) + at(Math.ceil(half))) / 2, low: at(left), high: at(ratios.length - 1 - left) };
}

/**
 * The number of least and of greatest ratios outside the interval. Each ratio is above or below the true median with
 * equal probability, so that k of n are below with the probability of k heads in n tosses, whatever the noise is like.
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

/** The conclusion from a ratio. */
export function verdict({ low, high }: Ratio): 'faster' | 'slower' | 'no difference beyond the noise' {
  if (high < 1) return 'faster';
  return low > 1 ? 'slower' : 'no difference beyond the noise';
}
