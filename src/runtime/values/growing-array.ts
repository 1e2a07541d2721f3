/** A typed array that grows as it is filled, and is reused from one record to the next. */
export class GrowingArray<T extends Uint8Array | Int32Array | Uint32Array | Float64Array> {
  /** The numbers; usually longer than what was filled. */
  of: T;

  constructor(
    private readonly make: new (length: number) => T,
    least = 64,
  ) {
    this.of = new make(least);
  }

  /** Makes room for this index. */
  reach(index: number): void {
    if (index < this.of.length) return;
    const longer = new this.make(Math.max(index + 1, this.of.length * 2));
    longer.set(this.of);
    this.of = longer;
  }
}
