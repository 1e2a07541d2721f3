/** Which of many was touched longest ago. */

/** A member of one {@link Recency}; it keeps its neighbours' names there. */
export interface Recent<T> {
  older: T | undefined;
  newer: T | undefined;
}

/**
 * A list through its members, in the order in which they were last touched. Each record touches one, and a `Set` that
 * forgets and remembers its member each time takes six times as long.
 */
export class Recency<T extends Recent<T>> implements Iterable<T> {
  size = 0;
  private oldest: T | undefined;
  private newest: T | undefined;

  /** The one that was touched longest ago. */
  get first(): T | undefined {
    return this.oldest;
  }

  /** From the oldest on; none may be touched or deleted meanwhile. */
  *[Symbol.iterator](): Iterator<T> {
    for (let one = this.oldest; one; one = one.newer) yield one;
  }

  add(one: T): void {
    this.size++;
    this.append(one);
  }

  /** It is the newest now. */
  touch(one: T): void {
    if (one === this.newest) return;
    this.unlink(one);
    this.append(one);
  }

  delete(one: T): void {
    this.size--;
    this.unlink(one);
  }

  private append(one: T): void {
    one.older = this.newest;
    if (this.newest) this.newest.newer = one;
    else this.oldest = one;
    this.newest = one;
  }

  private unlink(one: T): void {
    if (one.older) one.older.newer = one.newer;
    else this.oldest = one.newer;
    if (one.newer) one.newer.older = one.older;
    else this.newest = one.older;
    one.older = undefined;
    one.newer = undefined;
  }
}
