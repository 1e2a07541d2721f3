/** Remembers what was reported recently, so that repetitions are held back; their number is reported with the next one. */

interface Told {
  at: number;
  heldBack: number;
}

interface SavedRepeats {
  last: [key: string, at: number, heldBack: number][];
  owed: [key: string, heldBack: number][];
}

export class Repeats {
  /** By key; the one reported longest ago first. */
  private readonly last = new Map<string, Told>();
  /** Numbers held back under keys whose period is over, until the next report; the oldest first. */
  private readonly owed = new Map<string, number>();

  constructor(
    /** The period in microseconds: exactly after it, a repetition is reported again. */
    private readonly per: number,
    /** The most entries in `owed`. */
    private readonly limit: number,
    /** The most entries in `last`. A forgotten key is reported again sooner. */
    private readonly most = Number.POSITIVE_INFINITY,
  ) {}

  /**
   * Returns how many repetitions were held back since the last report; undefined if this one is held back, too.
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

  /** Forgets keys reported at or before `by`, except for the numbers they held back. */
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
