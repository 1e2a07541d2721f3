/** Random numbers that are the same on every machine, and a writer of lines in order of time. */

/** 32-bit xorshift. */
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

/** The number of lines kept in memory at once: the default size of a log, some 600 MB. */
const HELD = 2_000_000;

/**
 * Writes the lines that `make` produces in order of time. If they do not fit into memory, `make` is called again for
 * each stretch of time: the same seed gives the same lines.
 *
 * @param held the lines of one stretch; the lines of one second are always held together
 */
export function writeInOrder(make: (timeline: Timeline) => void, out: (text: string) => void, held: number = HELD): void {
  for (let from = 0; from < Number.POSITIVE_INFINITY; ) {
    const timeline = new Timeline(from, held);
    make(timeline);
    from = timeline.write(out);
  }
}

/** The lines of one stretch by second; within a second they are sorted by millisecond. */
export class Timeline {
  readonly chance = new Chance();
  /** The number of all lines produced, of any time. */
  count = 0;
  private to = Number.POSITIVE_INFINITY;
  private free: number;
  private readonly seconds: [number, string][][] = [];

  /** @param from the first second of the stretch, which ends when no more lines can be held */
  constructor(
    private readonly from: number,
    held: number,
  ) {
    this.free = held;
  }

  put(milliseconds: number, line: string): void {
    this.count++;
    const second = Math.floor(milliseconds / 1000);
    if (second < this.from || second >= this.to) return;
    const lines = this.seconds[second] ?? [];
    this.seconds[second] = lines;
    lines.push([milliseconds, line]);
    this.free--;
    while (this.free < 0 && this.seconds.length > this.from + 1) this.leaveLast();
  }

  private leaveLast(): void {
    this.free += this.seconds.pop()?.length ?? 0;
    this.to = this.seconds.length;
  }

  /** @returns the second at which the next stretch begins, infinity if these were the last lines */
  write(out: (text: string) => void): number {
    for (const lines of this.seconds) {
      if (!lines) continue;
      lines.sort(([a], [b]) => a - b);
      out(`${lines.map(([, line]) => line).join('\n')}\n`);
    }
    return this.to;
  }
}
