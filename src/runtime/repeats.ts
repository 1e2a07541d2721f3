/** Remembers what was reported recently, so that repetitions are held back; their number is reported with the next one. */

import { AgedMap } from './values/aged-map.ts';

interface Reported {
  at: number;
  /** How many repetitions were held back since. */
  heldBack: number;
}

interface SavedRepeats {
  last: [key: string, at: number, heldBack: number][];
  owed: [key: string, heldBack: number][];
}

export class Repeats {
  /** By key, the last report. */
  private readonly last = new AgedMap<Reported>();
  /** Those of keys whose period is over, until the next report, if they held anything back. */
  private readonly owed = new AgedMap<Reported>();

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
    const { heldBack } = last ?? this.owed.get(key) ?? { heldBack: 0 };
    this.owed.delete(key);
    this.last.set(key, { at, heldBack: 0 });
    const { oldest } = this.last;
    if (this.last.size > this.most && oldest !== undefined) this.forget(oldest);
    return heldBack;
  }

  /** Forgets keys reported at or before `by`, except for the numbers they held back. */
  private settle(by: number): void {
    for (let key = this.last.oldest; key !== undefined && this.last.get(key)!.at <= by; key = this.last.oldest) this.forget(key);
  }

  private forget(key: string): void {
    const reported = this.last.get(key)!;
    this.last.delete(key);
    if (reported.heldBack === 0) return;
    this.owed.set(key, reported);
    const { oldest } = this.owed;
    if (this.owed.size > this.limit && oldest !== undefined) this.owed.delete(oldest);
  }

  /** Plain JSON, for {@link Repeats.restore}. */
  save(): unknown {
    const last = Array.from(this.last, ([key, { at, heldBack }]) => [key, at, heldBack] as [string, number, number]);
    const owed = Array.from(this.owed, ([key, { heldBack }]) => [key, heldBack] as [string, number]);
    return { last, owed } satisfies SavedRepeats;
  }

  restore(saved: unknown): void {
    const { last, owed } = saved as SavedRepeats;
    for (const [key, at, heldBack] of last) this.last.set(key, { at, heldBack });
    for (const [key, heldBack] of owed) this.owed.set(key, { at: 0, heldBack });
  }
}
