/**
 * Behind the times up to one, of ascending ones from `head` on. Records come nearly in order, so that it is near the end:
 * it is looked for from there, in steps that double, as a log may also come newest first.
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
