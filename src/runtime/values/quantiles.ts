/**
 * Percentiles of a stream: exact while there are few distinct values, then within 0.4 % of a true value, in memory that
 * grows with the logarithm of their range.
 */

/** Beyond this many distinct values, they are rounded. */
const EXACT_VALUES = 512;
/** Bits of the upper half of a double that rounding clears: 8 of 20 fraction bits stay, the lower half is dropped. */
const CLEARED = 0xfff;

export class Quantiles {
  /** Distinct values, ascending, and the count of each. */
  private values: number[] = [];
  private counts: number[] = [];
  private rounded = false;
  private total = 0;

  /** Whether values are rounded: once they are, they stay so until all are removed. */
  get isRounded(): boolean {
    return this.rounded;
  }

  /** Adds a value; ignores one that is not finite. */
  add(value: number): void {
    if (!Number.isFinite(value)) return;
    this.insert(this.keyOf(value), 1);
    this.total++;
    if (this.values.length > EXACT_VALUES && !this.rounded) this.round();
  }

  /** Removes a value that was added before; ignores any other. */
  remove(value: number): void {
    const key = this.keyOf(value);
    const at = this.placeOf(key);
    if (this.values[at] !== key) return;
    if (--this.counts[at]! === 0) {
      this.values.splice(at, 1);
      this.counts.splice(at, 1);
    }
    if (--this.total === 0) this.rounded = false;
  }

  /**
   * The least value that at least `percent` per cent do not exceed (nearest rank); undefined if empty. A rounded value
   * lies nearer to zero than the true one, by at most 0.4 %; whole numbers stay whole.
   */
  percentile(percent: number): number | undefined {
    const rank = Math.max(1, Math.ceil((percent * this.total) / 100));
    let seen = 0;
    for (const [i, count] of this.counts.entries()) if ((seen += count) >= rank) return this.values[i];
    return undefined;
  }

  /** Plain JSON, for {@link Quantiles.restore}. */
  save(): unknown {
    return { rounded: this.rounded, values: [...this.values], counts: [...this.counts] };
  }

  restore(saved: unknown): void {
    const { rounded, values, counts } = saved as { rounded: boolean; values: number[]; counts: number[] };
    this.rounded = rounded;
    this.values = [...values];
    this.counts = [...counts];
    this.total = counts.reduce((sum, count) => sum + count, 0);
  }

  private insert(key: number, times: number): void {
    const at = this.placeOf(key);
    if (this.values[at] === key) this.counts[at]! += times;
    else {
      this.values.splice(at, 0, key);
      this.counts.splice(at, 0, times);
    }
  }

  private round(): void {
    const { values, counts } = this;
    this.rounded = true;
    this.values = [];
    this.counts = [];
    for (const [i, value] of values.entries()) this.insert(this.keyOf(value), counts[i] ?? 0);
  }

  /** -0 becomes 0, from which JSON does not distinguish it. */
  private keyOf(value: number): number {
    return (this.rounded ? roundToZero(value) : value) + 0;
  }

  /** The index of a value, or where it would go. */
  private placeOf(key: number): number {
    let low = 0;
    let high = this.values.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.values[middle] ?? 0) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const bits = new DataView(new ArrayBuffer(8));

/** Truncates to 9 significant binary digits, by integer operations on the bits, so that the result is the same on every machine. */
function roundToZero(value: number): number {
  bits.setFloat64(0, value);
  bits.setUint32(0, bits.getUint32(0) & ~CLEARED);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}
