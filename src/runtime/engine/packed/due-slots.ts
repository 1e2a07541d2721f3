/** The slot that is due first, and of equal ones the one opened first: a binary heap of slots, with a column of due times. */

import { GrowingArray } from '../../values/growing-array.ts';

export class DueSlots {
  private readonly heap = new GrowingArray(Int32Array);
  private size = 0;
  /** By slot: the due time, and the index in the heap. */
  private readonly times = new GrowingArray(Float64Array);
  private readonly places = new GrowingArray(Int32Array);

  /** @param opened by slot: the opening number, which does not change while the slot is here. */
  constructor(private readonly opened: GrowingArray<Float64Array>) {}

  /** The slot due first; undefined if none is. */
  get first(): number | undefined {
    return this.size === 0 ? undefined : this.heap.of[0];
  }

  /** When the first is due, in microseconds; Infinity if none is. */
  get due(): number {
    return this.size === 0 ? Number.POSITIVE_INFINITY : (this.times.of[this.heap.of[0] as number] as number);
  }

  /** Adds a slot; one whose `due` is Infinity is never due. */
  add(slot: number, due: number): void {
    this.times.reach(slot);
    this.places.reach(slot);
    this.heap.reach(this.size);
    this.times.of[slot] = due;
    if (due !== Number.POSITIVE_INFINITY) this.rise(slot, this.size++);
  }

  /** Removes a slot; returns when it was due. */
  remove(slot: number): number {
    const due = this.times.of[slot] as number;
    if (due === Number.POSITIVE_INFINITY) return due;
    const last = this.heap.of[--this.size] as number;
    if (last !== slot) this.replace(slot, last);
    return due;
  }

  /** Puts another slot at the heap index of one. */
  private replace(slot: number, by: number): void {
    const place = this.places.of[slot] as number;
    if (this.isBefore(by, slot)) this.rise(by, place);
    else this.sink(by, place);
  }

  private rise(slot: number, from: number): void {
    let at = from;
    for (let up = (at - 1) >> 1; at > 0 && this.isBefore(slot, this.at(up)); up = (at - 1) >> 1) {
      this.put(this.at(up), at);
      at = up;
    }
    this.put(slot, at);
  }

  private sink(slot: number, from: number): void {
    let at = from;
    for (let down = 2 * at + 1; down < this.size; down = 2 * at + 1) {
      if (down + 1 < this.size && this.isBefore(this.at(down + 1), this.at(down))) down++;
      if (this.isBefore(slot, this.at(down))) break;
      this.put(this.at(down), at);
      at = down;
    }
    this.put(slot, at);
  }

  private isBefore(slot: number, other: number): boolean {
    const due = this.times.of[slot] as number;
    const otherDue = this.times.of[other] as number;
    return due < otherDue || (due === otherDue && (this.opened.of[slot] as number) < (this.opened.of[other] as number));
  }

  private at(place: number): number {
    return this.heap.of[place] as number;
  }

  private put(slot: number, place: number): void {
    this.heap.of[place] = slot;
    this.places.of[slot] = place;
  }
}
