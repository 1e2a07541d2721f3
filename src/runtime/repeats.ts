/** What was told lately, so that its like is not told again too soon; how many were held back is told with the next. */

interface Told {
  at: number;
  heldBack: number;
}

interface SavedRepeats {
  last: [key: string, at: number, heldBack: number][];
  owed: [key: string, heldBack: number][];
}

export class Repeats {
  /** By key; the one told longest ago first. */
  private readonly last = new Map<string, Told>();
  /** How many were held back of those whose next is told anyway, the oldest first. */
  private readonly owed = new Map<string, number>();

  constructor(
    /** From one to the next, microseconds: exactly then it is told again. */
    private readonly per: number,
    /** How many it owes a number at most. */
    private readonly limit: number,
    /** How many it knows at most. What is forgotten is told again sooner. */
    private readonly most = Number.POSITIVE_INFINITY,
  ) {}

  /**
   * How many like it were held back since the last that was told; undefined: this one is held back, too.
   * @param count how many it stands for, if others were held back before it
   */
  admit(key: string, at: number, count = 1): number | undefined {
    this.settle(at - this.per);
    const last = this.last.get(key);
    if (last && at < last.at + this.per) {
      last.heldBack += count;
      return undefined;
    }
    const heldBack = last?.heldBack ?? this.owed.get(key) ?? 0;
    this.owed.delete(key);
    this.last.delete(key);
    this.last.set(key, { at, heldBack: 0 });
    if (this.last.size > this.most) this.settleOldest();
    return heldBack;
  }

  /** What was told by then need not be known any more, but for how many it has held back. */
  private settle(by: number): void {
    for (const [key, told] of this.last) {
      if (told.at > by) return;
      this.forget(key, told);
    }
  }

  private settleOldest(): void {
    for (const [key, told] of this.last) {
      this.forget(key, told);
      return;
    }
  }

  private forget(key: string, { heldBack }: Told): void {
    this.last.delete(key);
    if (heldBack > 0) this.owe(key, heldBack);
  }

  private owe(key: string, heldBack: number): void {
    this.owed.set(key, heldBack);
    if (this.owed.size <= this.limit) return;
    for (const oldest of this.owed.keys()) {
      this.owed.delete(oldest);
      return;
    }
  }

  /** Plain JSON, for {@link Repeats.restore}. */
  save(): unknown {
    const last = Array.from(this.last, ([key, { at, heldBack }]) => [key, at, heldBack] as [string, number, number]);
    return { last, owed: [...this.owed] } satisfies SavedRepeats;
  }

  restore(saved: unknown): void {
    const { last, owed } = saved as SavedRepeats;
    for (const [key, at, heldBack] of last) this.last.set(key, { at, heldBack });
    for (const [key, heldBack] of owed) this.owed.set(key, heldBack);
  }
}
