/** Lists of which there are many, most of them short. */

const SHORT = 8;

/**
 * Returns the list with one more item: the same list, or a new one without spare capacity (V8 reserves 17 places, also
 * for `[...list, item]`).
 */
export function append<T>(list: T[], item: T): T[] {
  const { length } = list;
  if (length >= SHORT) {
    list.push(item);
    return list;
  }
  const longer = new Array<T>(length + 1);
  for (let i = 0; i < length; i++) longer[i] = list[i] as T;
  longer[length] = item;
  return longer;
}

/** The same for numbers: V8 stores them unboxed only in lists created at a place that never creates lists of objects. */
export function appendNumber(list: number[], item: number): number[] {
  const { length } = list;
  if (length >= SHORT) {
    list.push(item);
    return list;
  }
  const longer = new Array<number>(length + 1);
  for (let i = 0; i < length; i++) longer[i] = list[i] as number;
  longer[length] = item;
  return longer;
}

/** Appends an item; beyond the limit it replaces the last one, so that the first items and the last are kept. */
export function appendUpTo<T>(list: T[], item: T, limit: number): T[] {
  if (list.length < limit) return append(list, item);
  if (limit > 0) list[limit - 1] = item;
  return list;
}
