/** Slots in the order in which they were appended: a list through columns of numbers. */

const SMALLEST = 1024;
const NONE = -1;

export class SlotOrder implements Iterable<number> {
  private oldest = NONE;
  private newest = NONE;
  /** By slot. */
  private older = new Int32Array(SMALLEST);
  private newer = new Int32Array(SMALLEST);

  /** The one that was appended first. */
  get first(): number | undefined {
    return this.oldest === NONE ? undefined : this.oldest;
  }

  append(slot: number): void {
    if (slot >= this.older.length) this.grow(slot);
    this.link(this.newest, slot);
    this.link(slot, NONE);
  }

  remove(slot: number): void {
    this.link(this.older[slot] as number, this.newer[slot] as number);
  }

  /** From the oldest on; none may be appended or removed meanwhile. */
  *[Symbol.iterator](): Iterator<number> {
    for (let slot = this.oldest; slot !== NONE; slot = this.newer[slot] as number) yield slot;
  }

  /** Makes two neighbours; beside one that is `NONE` there is the end of the list. */
  private link(older: number, newer: number): void {
    if (older === NONE) this.oldest = newer;
    else this.newer[older] = newer;
    if (newer === NONE) this.newest = older;
    else this.older[newer] = older;
  }

  private grow(slot: number): void {
    const length = Math.max(slot + 1, this.older.length * 2);
    const [older, newer] = [new Int32Array(length), new Int32Array(length)];
    older.set(this.older);
    newer.set(this.newer);
    [this.older, this.newer] = [older, newer];
  }
}
