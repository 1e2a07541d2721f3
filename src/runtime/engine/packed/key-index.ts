/**
 * Finds the slot of a key value by its id: an open-addressing hash table in flat columns. It stores no ids, which would
 * take more memory than all the rest: the caller compares with what the slot holds.
 */

import { textHash } from '../../values/text-hash.ts';

const SMALLEST = 1024;
/** Doubling would leave a table of a million ids less than half full. */
const GROWTH = 1.5;
const EMPTY = -1;

export class KeyIndex {
  private slots = new Int32Array(SMALLEST).fill(EMPTY);
  private hashes = new Int32Array(SMALLEST);
  private places = SMALLEST;
  private size = 0;

  /** @param seed determines where ids lie: an attacker who does not know it cannot choose keys that collide */
  constructor(private readonly seed: number) {}

  /** The first slot with the hash of `id` for which `isIt` is true; undefined if there is none. */
  find(id: string, isIt: (slot: number) => boolean): number | undefined {
    const hash = textHash(id, this.seed);
    for (let at = this.home(hash); this.slots[at] !== EMPTY; at = this.after(at)) {
      const slot = this.slots[at] as number;
      if (this.hashes[at] === hash && isIt(slot)) return slot;
    }
    return undefined;
  }

  add(id: string, slot: number): void {
    // Load factor at most 2/3, which keeps probe sequences short.
    if (++this.size * 3 > this.places * 2) this.grow();
    this.put(textHash(id, this.seed), slot);
  }

  /** Removes an entry that must exist. */
  remove(id: string, slot: number): void {
    const hash = textHash(id, this.seed);
    let at = this.home(hash);
    while (this.slots[at] !== slot || this.hashes[at] !== hash) at = this.after(at);
    this.size--;
    this.close(at);
  }

  /** Closes a gap: moves back the entries behind it that could no longer be found (backward-shift deletion). */
  private close(gap: number): void {
    let free = gap;
    for (let at = this.after(gap); this.slots[at] !== EMPTY; at = this.after(at)) {
      const home = this.home(this.hashes[at] as number);
      // An entry stays if its home lies behind the gap, with wrap-around.
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

  /** The home place: the hash scaled to the size of the table. */
  private home(hash: number): number {
    return Math.floor(((hash >>> 0) / 2 ** 32) * this.places);
  }

  private after(at: number): number {
    return at + 1 < this.places ? at + 1 : 0;
  }
}
