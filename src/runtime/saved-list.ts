/**
 * A long list in saved state, of which never all is there at once: it is made item by item while it is written, and read
 * piece by piece while it is restored. For `JSON.stringify` it is an array.
 */
export class SavedList<T = unknown> implements Iterable<T> {
  constructor(
    /** Plain JSON; the same each time, whatever has become meanwhile of what they say. */
    private readonly items: () => Iterator<T>,
    /** The same as bytes, if they are that already. */
    readonly packed?: PackedItems,
  ) {}

  [Symbol.iterator](): Iterator<T> {
    return this.items();
  }

  /** As `flatMap` of an array. */
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
  /** As many items in each as take so many bytes, about. */
  portions(size: number): Generator<Buffer>;
  /** Plain JSON, without which no portion can be read; to be asked for when all are there. */
  legend(): unknown;
}

/** Answers how portions with a legend are read. @throws Error for a legend or a portion that was written by nobody. */
export type Unpack = (legend: unknown) => (portion: Buffer) => Iterable<unknown>;
