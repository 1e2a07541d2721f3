/**
 * A long list in saved state, of which never all is there at once: it is made item by item while it is written, and read
 * piece by piece while it is restored. For `JSON.stringify` it is an array.
 */
export class SavedList<T = unknown> implements Iterable<T> {
  /** @param items plain JSON; the same each time, whatever has become meanwhile of what they say */
  constructor(private readonly items: () => Iterator<T>) {}

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
