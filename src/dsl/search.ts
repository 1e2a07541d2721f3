/** Binary search. */

/** The index of the first item whose number is at least `least`; the length if there is none. The numbers ascend. */
export function firstFrom<T>(items: readonly T[], least: number, numberOf: (item: T) => number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numberOf(items[middle] as T) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
