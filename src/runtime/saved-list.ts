/**
 * A long list in saved state that is never in memory as a whole: it is produced item by item while written, and consumed
 * piece by piece while restored. `JSON.stringify` writes it as an array.
 */
export class SavedList<T = unknown> implements Iterable<T> {
  constructor(
    /** Plain JSON; must yield the same on each call, even if the state has changed meanwhile. */
    private readonly items: () => Iterator<T>,
    /** The same as bytes, if it exists in that form already. */
    readonly packed?: PackedItems,
  ) {}

  [Symbol.iterator](): Iterator<T> {
    return this.items();
  }

  /** Like `flatMap` of an array. */
  flatMap<U>(of: (item: T) => readonly U[]): SavedList<U> {
    const { items } = this;
    return new SavedList(function* () {
      for (const item of { [Symbol.iterator]: items }) yield* of(item);
    });
  }

  toJSON(): T[] {
    return [...this];
  }
}

/** Items as bytes, which cost nothing to write. */
export interface PackedItems {
  /** Yields portions of roughly `size` bytes, each with whole items. */
  portions(size: number): Generator<Buffer>;
  /** Plain JSON required to read any portion; must be called after the last portion. */
  legend(): unknown;
}

/** Returns a reader of portions with this legend. @throws Error for a malformed legend or portion. */
export type Unpack = (legend: unknown) => (portion: Buffer) => Iterable<unknown>;
