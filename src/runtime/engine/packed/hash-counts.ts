/**
 * Counts of hashes: an open-addressing hash table in flat columns. A sender may put the same stamp on everything it
 * sends: storing a text for each would be unbounded.
 */

const SMALLEST = 64;
/** Counts above this are kept in a map: nearly all are 1, and a byte holds them. */
const MANY = 255;

export class HashCounts {
  /** By place: the halves of the hash, and its count; 0 if the place is free. */
  private hashes = new Int32Array(2 * SMALLEST);
  private counts = new Uint8Array(SMALLEST);
  /** By place: the excess over {@link MANY}. */
  private more = new Map<number, number>();
  private places = SMALLEST;
  private size = 0;

  /** @param seed determines where hashes lie: an attacker who does not know it cannot choose those that collide */
  constructor(private readonly seed: number) {}

  /** Counts a 64-bit hash; returns its count before. */
  count(high: number, low: number): number {
    let place = this.placeOf(high, low);
    if (this.counts[place] === 0) {
      // Load factor at most 2/3, which keeps probe sequences short.
      if (++this.size * 3 > this.places * 2) {
        this.grow();
        place = this.placeOf(high, low);
      }
      this.hashes[2 * place] = high;
      this.hashes[2 * place + 1] = low;
    }
    const before = this.countAt(place);
    this.setCount(place, before + 1);
    return before;
  }

  private countAt(place: number): number {
    const count = this.counts[place] as number;
    return count < MANY ? count : MANY + (this.more.get(place) ?? 0);
  }

  private setCount(place: number, count: number): void {
    this.counts[place] = Math.min(count, MANY);
    if (count > MANY) this.more.set(place, count - MANY);
  }

  clear(): void {
    if (this.places > SMALLEST) this.resize(SMALLEST);
    else if (this.size > 0) this.counts.fill(0);
    this.more.clear();
    this.size = 0;
  }

  /** Plain JSON: three numbers for each hash. */
  save(): number[] {
    const saved: number[] = [];
    const { hashes, counts } = this;
    for (let place = 0; place < counts.length; place++)
      if (counts[place] !== 0) saved.push(hashes[2 * place]!, hashes[2 * place + 1]!, this.countAt(place));
    return saved;
  }

  restore(saved: readonly number[]): void {
    this.clear();
    for (let i = 0; i < saved.length; i += 3) {
      const [high = 0, low = 0, count = 0] = saved.slice(i, i + 3);
      this.count(high, low);
      this.setCount(this.placeOf(high, low), count);
    }
  }

  /** The place of a hash in the table, or the free one where it would go. */
  private placeOf(high: number, low: number): number {
    const { hashes, counts } = this;
    const last = this.places - 1;
    for (let place = this.mix(high, low) & last; ; place = (place + 1) & last) {
      if (counts[place] === 0 || (hashes[2 * place] === high && hashes[2 * place + 1] === low)) return place;
    }
  }

  private mix(high: number, low: number): number {
    const sum = Math.imul(high ^ this.seed, 0x9e3779b1) + low;
    const mixed = Math.imul(sum ^ (sum >>> 15), 0x85ebca6b);
    return mixed ^ (mixed >>> 13);
  }

  private grow(): void {
    const { hashes, counts, more } = this;
    this.resize(this.places * 2);
    this.more = new Map();
    for (let from = 0; from < counts.length; from++) {
      if (counts[from] === 0) continue;
      const place = this.placeOf(hashes[2 * from]!, hashes[2 * from + 1]!);
      this.hashes[2 * place] = hashes[2 * from]!;
      this.hashes[2 * place + 1] = hashes[2 * from + 1]!;
      this.setCount(place, counts[from]! + (more.get(from) ?? 0));
    }
  }

  private resize(places: number): void {
    this.places = places;
    this.hashes = new Int32Array(2 * places);
    this.counts = new Uint8Array(places);
  }
}
