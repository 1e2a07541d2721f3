/** Chance that is the same on every machine, and lines that are put in order of time. */

/** Xorshift of 32 bits. */
export class Chance {
  private state = 12_345;

  /** At least 0, below 1. */
  next(): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return (this.state >>> 0) / 2 ** 32;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T;
  }

  hex(digits: number): string {
    let text = '';
    for (let i = 0; i < digits; i++) text += this.below(16).toString(16);
    return text;
  }
}

/** Lines by their second; within one they are sorted by millisecond. */
export class Timeline {
  readonly chance = new Chance();
  count = 0;
  private readonly seconds: [number, string][][] = [];

  put(milliseconds: number, line: string): void {
    const second = Math.floor(milliseconds / 1000);
    const lines = this.seconds[second] ?? [];
    this.seconds[second] = lines;
    lines.push([milliseconds, line]);
    this.count++;
  }

  write(out: (text: string) => void): void {
    for (const lines of this.seconds) {
      if (!lines) continue;
      lines.sort(([a], [b]) => a - b);
      out(`${lines.map(([, line]) => line).join('\n')}\n`);
    }
  }
}
