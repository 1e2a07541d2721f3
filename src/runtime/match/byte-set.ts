/** Where a text ends there is no byte, but this. */
export const TEXT_END = 256;

/** A set of bytes, and of {@link TEXT_END}. */
export class ByteSet {
  private readonly bits = new Int32Array(9);

  static of(...bytes: number[]): ByteSet {
    const set = new ByteSet();
    for (const byte of bytes) set.add(byte);
    return set;
  }

  has(byte: number): boolean {
    return ((this.bits[byte >> 5]! >> (byte & 31)) & 1) === 1;
  }

  add(byte: number): void {
    this.bits[byte >> 5]! |= 1 << (byte & 31);
  }

  union(other: ByteSet): ByteSet {
    const both = new ByteSet();
    for (let i = 0; i < both.bits.length; i++) both.bits[i] = this.bits[i]! | other.bits[i]!;
    return both;
  }
}
