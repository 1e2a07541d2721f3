/** Bytes that are gathered from buffers which are reused, up to a limit. */
export class ByteBuffer {
  /** What was gathered, up to `length`. */
  bytes: Buffer = Buffer.alloc(0);
  length = 0;
  /** Whether there was more than the limit. */
  isTooLong = false;

  /** @param limit the most bytes to keep */
  constructor(private readonly limit = Number.POSITIVE_INFINITY) {}

  /** Appends bytes [from, to), as far as the limit allows. */
  append(bytes: Uint8Array, from: number, to: number): void {
    const length = Math.min(to - from, this.limit - this.length);
    if (length < to - from) this.isTooLong = true;
    const needed = this.length + length;
    if (needed > this.bytes.length) this.grow(needed);
    this.bytes.set(bytes.subarray(from, from + length), this.length);
    this.length = needed;
  }

  clear(): void {
    this.length = 0;
    this.isTooLong = false;
  }

  private grow(needed: number): void {
    const longer = Buffer.alloc(Math.min(needed * 2, this.limit));
    this.bytes.copy(longer, 0, 0, this.length);
    this.bytes = longer;
  }
}
