/** Scanning all steps takes about as long as sorting one in this many. */
const SPARSE = 16;

/** Collects steps of an automaton, each once. */
export class StepSet {
  /** By step: the last round in which it was seen, and in which it was kept. */
  private readonly seen: Int32Array;
  private readonly keptIn: Int32Array;
  private readonly kept: Int32Array;
  private count = 0;
  private round = 0;

  /** For steps below `size`. */
  constructor(private readonly size: number) {
    this.seen = new Int32Array(size);
    this.keptIn = new Int32Array(size);
    this.kept = new Int32Array(size);
  }

  clear(): void {
    this.count = 0;
    this.round++;
  }

  /** Whether the step was not seen before in this round. */
  isNew(step: number): boolean {
    if (this.seen[step] === this.round) return false;
    this.seen[step] = this.round;
    return true;
  }

  keep(step: number): void {
    this.keptIn[step] = this.round;
    this.kept[this.count++] = step;
  }

  /** The kept steps in ascending order. */
  sorted(): Int32Array {
    if (this.count * SPARSE < this.size) return this.kept.slice(0, this.count).sort();
    const all = new Int32Array(this.count);
    for (let step = 0, i = 0; i < all.length; step++) if (this.keptIn[step] === this.round) all[i++] = step;
    return all;
  }
}
