/**
 * Finds the slot of a key value by its id: a hash table of numbers side by side. It keeps no ids, which would take more
 * than all the rest: whoever asks looks at what lies in a slot.
 */

import { textHash } from './text-hash.ts';

const SMALLEST = 1024;
/** By doubling, a table of a million ids would be less than half full. */
const GROWTH = 1.5;
const EMPTY = -1;

export class KeyIndex {
  private slots = new Int32Array(SMALLEST).fill(EMPTY);
  private hashes = new Int32Array(SMALLEST);
  private places = SMALLEST;
  private size = 0;

  /** @param seed changes where ids lie: who does not know it cannot choose keys that all lie in one place */
  constructor(private readonly seed: number) {}

  /** Whether an id may be of one of some slots: of those that `isIt` is true of the first. */
  find(id: string, isIt: (slot: number) => boolean): number | undefined {
    const hash = textHash(id, this.seed);
    for (let at = this.home(hash); this.slots[at] !== EMPTY; at = this.after(at)) {
      const slot = this.slots[at] as number;
      if (this.hashes[at] === hash && isIt(slot)) return slot;
    }
    return undefined;
  }

  add(id: string, slot: number): void {
    // At most two thirds are taken: then few have to be looked at.
    if (++this.size * 3 > this.places * 2) this.grow();
    this.put(textHash(id, this.seed), slot);
  }

  /** Takes away one that is there. */
  remove(id: string, slot: number): void {
    const hash = textHash(id, this.seed);
    let at = this.home(hash);
    while (this.slots[at] !== slot || this.hashes[at] !== hash) at = this.after(at);
    this.size--;
    this.close(at);
  }

  /** Moves back those behind a gap that would no longer be found. */
  private close(gap: number): void {
    let free = gap;
    for (let at = this.after(gap); this.slots[at] !== EMPTY; at = this.after(at)) {
      const home = this.home(this.hashes[at] as number);
      // It stays where its home lies behind the gap, the way round the table considered.
      const stays = free < at ? free < home && home <= at : free < home || home <= at;
      if (stays) continue;
      this.slots[free] = this.slots[at] as number;
      this.hashes[free] = this.hashes[at] as number;
      free = at;
    }
    this.slots[free] = EMPTY;
  }

  private put(hash: number, slot: number): void {
    let at = this.home(hash);
    while (this.slots[at] !== EMPTY) at = this.after(at);
    this.slots[at] = slot;
    this.hashes[at] = hash;
  }

  private grow(): void {
    const { slots, hashes } = this;
    this.places = Math.ceil(this.places * GROWTH);
    this.slots = new Int32Array(this.places).fill(EMPTY);
    this.hashes = new Int32Array(this.places);
    for (let at = 0; at < slots.length; at++) if (slots[at] !== EMPTY) this.put(hashes[at] as number, slots[at] as number);
  }

  /** As far into the table as the hash lies among all hashes. */
  private home(hash: number): number {
    return Math.floor(((hash >>> 0) / 2 ** 32) * this.places);
  }

  private after(at: number): number {
    return at + 1 < this.places ? at + 1 : 0;
  }
}
