/** Texts that were probably meant to be the same. */

/** Whether they differ in two neighbouring characters at most, and agree in more. */
export function areAlike(a: string, b: string): boolean {
  const least = Math.min(a.length, b.length);
  let start = 0;
  while (start < least && a[start] === b[start]) start++;
  let end = 0;
  while (end < least - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  return Math.max(a.length, b.length) - start - end <= 2 && start + end > 2;
}
