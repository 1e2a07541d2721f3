/** Which of many slots is due first: a binary heap of their numbers, and of each slot its time. */

const SMALLEST = 1024;

export class DueSlots {
  private heap = new Int32Array(SMALLEST);
  private size = 0;
  /** By slot. */
  private times = new Float64Array(SMALLEST);
  private places = new Int32Array(SMALLEST);

  /** Undefined: none is. */
  get first(): number | undefined {
    return this.size === 0 ? undefined : this.heap[0];
  }

  /** When the first is due, in microseconds; Infinity: none is. */
  get due(): number {
    return this.size === 0 ? Number.POSITIVE_INFINITY : (this.times[this.heap[0] as number] as number);
  }

  /** Enters a slot, which is due at no time if `due` is Infinity. */
  add(slot: number, due: number): void {
    if (slot >= this.times.length) this.grow(slot);
    this.times[slot] = due;
    if (due !== Number.POSITIVE_INFINITY) this.rise(slot, this.size++);
  }

  /** Takes a slot out, and tells when it was due. */
  remove(slot: number): number {
    const due = this.times[slot] as number;
    if (due === Number.POSITIVE_INFINITY) return due;
    const last = this.heap[--this.size] as number;
    if (last !== slot) this.replace(slot, last);
    return due;
  }

  /** Puts another where a slot has been. */
  private replace(slot: number, by: number): void {
    const place = this.places[slot] as number;
    if ((this.times[by] as number) < (this.times[slot] as number)) this.rise(by, place);
    else this.sink(by, place);
  }

  private rise(slot: number, from: number): void {
    const due = this.times[slot] as number;
    let at = from;
    for (let up = (at - 1) >> 1; at > 0 && due < this.timeAt(up); up = (at - 1) >> 1) {
      this.put(this.heap[up] as number, at);
      at = up;
    }
    this.put(slot, at);
  }

  private sink(slot: number, from: number): void {
    const due = this.times[slot] as number;
    let at = from;
    for (let down = 2 * at + 1; down < this.size; down = 2 * at + 1) {
      if (down + 1 < this.size && this.timeAt(down + 1) < this.timeAt(down)) down++;
      if (due <= this.timeAt(down)) break;
      this.put(this.heap[down] as number, at);
      at = down;
    }
    this.put(slot, at);
  }

  private timeAt(place: number): number {
    return this.times[this.heap[place] as number] as number;
  }

  private put(slot: number, place: number): void {
    this.heap[place] = slot;
    this.places[slot] = place;
  }

  private grow(slot: number): void {
    const length = Math.max(slot + 1, this.times.length * 2);
    this.heap = grown(this.heap, new Int32Array(length));
    this.times = grown(this.times, new Float64Array(length));
    this.places = grown(this.places, new Int32Array(length));
  }
}

function grown<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
