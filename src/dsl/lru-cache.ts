/** Values that are kept for another use, the last used ones, up to a total size. */

export class LruCache<T> {
  /** The least recently used first. */
  private readonly all = new Map<string, { value: T; size: number }>();
  private size = 0;

  /** @param most the total size, in the unit of the sizes; a value that is larger by itself is not kept */
  constructor(private readonly most: number) {}

  get(key: string): T | undefined {
    const found = this.all.get(key);
    if (!found) return undefined;
    this.all.delete(key);
    this.all.set(key, found);
    return found.value;
  }

  /** Replaces the value of a key. */
  set(key: string, value: T, size: number): void {
    this.delete(key);
    if (size > this.most) return;
    this.all.set(key, { value, size });
    this.size += size;
    for (const old of this.all.keys()) {
      if (this.size <= this.most) return;
      this.delete(old);
    }
  }

  delete(key: string): void {
    this.size -= this.all.get(key)?.size ?? 0;
    this.all.delete(key);
  }
}
