/** A promise that is settled by others: `Promise.withResolvers`, which Node has from version 22 on. */
export interface Deferred<T> {
  promise: Promise<T>;
  resolve(value: T): void;
  reject(error: unknown): void;
}

export function deferred<T = void>(): Deferred<T> {
  const one = {} as Deferred<T>;
  one.promise = new Promise<T>((resolve, reject) => Object.assign(one, { resolve, reject }));
  return one;
}
