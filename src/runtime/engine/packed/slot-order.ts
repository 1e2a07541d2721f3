/** Slots in the order in which they were appended: a doubly linked list in columns of numbers. */

import { GrowingArray } from '../../values/growing-array.ts';

const NONE = -1;

export class SlotOrder implements Iterable<number> {
  private oldest = NONE;
  private newest = NONE;
  /** By slot: its neighbours. */
  private readonly older = new GrowingArray(Int32Array);
  private readonly newer = new GrowingArray(Int32Array);

  /** The slot appended first; undefined if there is none. */
  get first(): number | undefined {
    return this.oldest === NONE ? undefined : this.oldest;
  }

  append(slot: number): void {
    this.older.reach(slot);
    this.newer.reach(slot);
    this.link(this.newest, slot);
    this.link(slot, NONE);
  }

  remove(slot: number): void {
    this.link(this.older.of[slot] as number, this.newer.of[slot] as number);
  }

  /** From the oldest on; no slot may be appended or removed meanwhile. */
  *[Symbol.iterator](): Iterator<number> {
    for (let slot = this.oldest; slot !== NONE; slot = this.newer.of[slot] as number) yield slot;
  }

  /** Links two neighbours; `NONE` stands for the end of the list. */
  private link(older: number, newer: number): void {
    if (older === NONE) this.oldest = newer;
    else this.newer.of[older] = newer;
    if (newer === NONE) this.newest = older;
    else this.older.of[newer] = older;
  }
}
