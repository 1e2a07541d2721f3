/**
 * The index after the last time up to `time`, in times that ascend from `head` on. Records come nearly in order, so that
 * index is near the end: a galloping search runs from there, in steps that double, since a log may also come newest
 * first.
 */
export function placeAfter(times: readonly number[], head: number, time: number): number {
  let high = times.length;
  let low = high;
  for (let step = 1; low > head && (times[low - 1] as number) > time; step *= 2) {
    high = low - 1;
    low = Math.max(head, high - step);
  }
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) > time) high = middle;
    else low = middle + 1;
  }
  return low;
}
