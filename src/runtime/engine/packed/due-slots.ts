/** The slot that is due first: a binary heap of slot numbers, with a column of due times. */

import { GrowingArray } from '../../values/growing-array.ts';

export class DueSlots {
  private readonly heap = new GrowingArray(Int32Array);
  private size = 0;
  /** By slot: the due time, and the index in the heap. */
  private readonly times = new GrowingArray(Float64Array);
  private readonly places = new GrowingArray(Int32Array);

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
    if ((this.times.of[by] as number) < (this.times.of[slot] as number)) this.rise(by, place);
    else this.sink(by, place);
  }

  private rise(slot: number, from: number): void {
    const due = this.times.of[slot] as number;
    let at = from;
    for (let up = (at - 1) >> 1; at > 0 && due < this.timeAt(up); up = (at - 1) >> 1) {
      this.put(this.heap.of[up] as number, at);
      at = up;
    }
    this.put(slot, at);
  }

  private sink(slot: number, from: number): void {
    const due = this.times.of[slot] as number;
    let at = from;
    for (let down = 2 * at + 1; down < this.size; down = 2 * at + 1) {
      if (down + 1 < this.size && this.timeAt(down + 1) < this.timeAt(down)) down++;
      if (due <= this.timeAt(down)) break;
      this.put(this.heap.of[down] as number, at);
      at = down;
    }
    this.put(slot, at);
  }

  private timeAt(place: number): number {
    return this.times.of[this.heap.of[place] as number] as number;
  }

  private put(slot: number, place: number): void {
    this.heap.of[place] = slot;
    this.places.of[slot] = place;
  }
}
