/** Lists of which there are many, and of which most stay short. */

const SHORT = 8;

/** The list with one more item: itself, or a new one that has room for no more than it holds (V8 leaves room for 17, also in `[...list, item]`). */
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

/** The same for numbers: V8 lays them side by side only in lists that are made where no list of objects ever is. */
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
