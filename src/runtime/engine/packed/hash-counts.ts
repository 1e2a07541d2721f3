/**
 * How often each of many hashes was counted: a hash table of numbers side by side. A sender may put one and the same
 * stamp on all that it sends: of a text for each of them there would be no end.
 */

const SMALLEST = 64;
/** Of a place: the halves of the hash, and how often it was counted; 0: it is free. */
const NUMBERS = 3;

export class HashCounts {
  private table = new Int32Array(SMALLEST * NUMBERS);
  private places = SMALLEST;
  private size = 0;

  /** Counts a hash of 64 bits; answers how often it was counted before. */
  count(high: number, low: number): number {
    let at = this.placeOf(high, low);
    if (this.table[at + 2] === 0) {
      // At most two thirds are taken: then few have to be looked at.
      if (++this.size * 3 > this.places * 2) {
        this.grow();
        at = this.placeOf(high, low);
      }
      this.table[at] = high;
      this.table[at + 1] = low;
    }
    return this.table[at + 2]!++;
  }

  clear(): void {
    if (this.places > SMALLEST) this.resize(SMALLEST);
    else if (this.size > 0) this.table.fill(0);
    this.size = 0;
  }

  /** Three numbers of each hash; plain JSON. */
  save(): number[] {
    const saved: number[] = [];
    const { table } = this;
    for (let at = 0; at < table.length; at += NUMBERS) if (table[at + 2]! > 0) saved.push(table[at]!, table[at + 1]!, table[at + 2]!);
    return saved;
  }

  restore(saved: readonly number[]): void {
    this.clear();
    for (let i = 0; i < saved.length; i += NUMBERS) {
      const [high = 0, low = 0, count = 0] = saved.slice(i, i + NUMBERS);
      this.count(high, low);
      this.table[this.placeOf(high, low) + 2] = count;
    }
  }

  /** Where a hash lies in the table, or would. */
  private placeOf(high: number, low: number): number {
    const { table } = this;
    const last = this.places - 1;
    let place = low & last;
    for (;;) {
      const at = place * NUMBERS;
      if (table[at + 2] === 0 || (table[at] === high && table[at + 1] === low)) return at;
      place = (place + 1) & last;
    }
  }

  private grow(): void {
    const { table } = this;
    this.resize(this.places * 2);
    for (let at = 0; at < table.length; at += NUMBERS) {
      if (table[at + 2] === 0) continue;
      const place = this.placeOf(table[at]!, table[at + 1]!);
      for (let i = 0; i < NUMBERS; i++) this.table[place + i] = table[at + i]!;
    }
  }

  private resize(places: number): void {
    this.places = places;
    this.table = new Int32Array(places * NUMBERS);
  }
}
