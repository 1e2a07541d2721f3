import { getOrMake } from './get-or-make.ts';

/** As `Map.groupBy`, which Node has from version 21 on: items by their keys, each group in their order. */
export function groupBy<K, T>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) getOrMake(groups, keyOf(item), () => []).push(item);
  return groups;
}
