/** Stands for the byte after the end of a text. */
export const TEXT_END = 256;

/** A set of bytes and {@link TEXT_END}. */
export class ByteSet {
  /** By byte: 1 if it is in the set. A bit each would save memory, but make tests a third slower. */
  private readonly members = new Uint8Array(TEXT_END + 1);

  static of(...bytes: number[]): ByteSet {
    const set = new ByteSet();
    for (const byte of bytes) set.add(byte);
    return set;
  }

  has(byte: number): boolean {
    return this.members[byte] === 1;
  }

  add(byte: number): void {
    this.members[byte] = 1;
  }

  union(other: ByteSet): ByteSet {
    const both = new ByteSet();
    for (let byte = 0; byte <= TEXT_END; byte++) if (this.has(byte) || other.has(byte)) both.add(byte);
    return both;
  }
}
