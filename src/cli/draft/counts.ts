/** How often each of these occurs, in the order in which they first do. */
export function countsOf<T>(items: Iterable<T>): Map<T, number> {
  const counts = new Map<T, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

/** Names with how often they occur: the most frequent first, of equally frequent ones in order of name. */
export function byFrequency(names: Iterable<string>): [name: string, count: number][] {
  return [...countsOf(names)].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
}
