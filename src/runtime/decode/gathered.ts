/** The most bytes of a multi-line record: no stack trace is worth more. */
export const MOST_GATHERED = 1024 * 1024;

/** Separates the lines of such a record. */
export const LINE_END = Uint8Array.of(0x0a);

/** A buffer to which bytes are appended. */
export class Gathered {
  bytes = new Uint8Array(4096);
  length = 0;

  append(bytes: Uint8Array, start: number, end: number): void {
    const needed = this.length + end - start;
    if (needed > this.bytes.length) {
      const longer = new Uint8Array(needed * 2);
      longer.set(this.bytes.subarray(0, this.length));
      this.bytes = longer;
    }
    this.bytes.set(bytes.subarray(start, end), this.length);
    this.length = needed;
  }
}
