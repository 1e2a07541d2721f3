/** Lists of which there are many, and of which most stay short. */

const SHORT = 8;

/** The list with one more item: itself, or a new one that has room for no more than it holds (V8 leaves room for 17, also in `[...list, item]`). */
export function append<T>(list: T[], item: T): T[] {
  if (list.length < SHORT) return list.concat([item]);
  list.push(item);
  return list;
}
