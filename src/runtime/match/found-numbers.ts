const BITS = 32;

/** A set of numbers that are removed in ascending order. */
export class FoundNumbers {
  private readonly words: Int32Array;
  /** The range of words that have bits set. */
  private first: number;
  private last = -1;

  /** For numbers below `size`. */
  constructor(size: number) {
    this.words = new Int32Array(Math.ceil(size / BITS));
    this.first = this.words.length;
  }

  get isEmpty(): boolean {
    return this.last < 0;
  }

  add(number: number): void {
    const word = number >> 5;
    this.words[word]! |= 1 << (number & 31);
    if (word < this.first) this.first = word;
    if (word > this.last) this.last = word;
  }

  /** Removes and returns the smallest number; -1 if the set is empty. */
  take(): number {
    for (; this.first <= this.last; this.first++) {
      const bits = this.words[this.first]!;
      if (bits === 0) continue;
      this.words[this.first] = bits & (bits - 1);
      return this.first * BITS + 31 - Math.clz32(bits & -bits);
    }
    this.first = this.words.length;
    this.last = -1;
    return -1;
  }
}
