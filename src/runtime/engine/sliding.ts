/** A summary over the last D of time: (t - D, t]. */

import type { SummaryPlan } from '../../dsl/plan.ts';
import type { Value } from '../record.ts';
import { type Accumulator, createAccumulator } from './summaries.ts';

export interface SlidingEntry {
  time: number;
  value: Value | undefined;
  weight: number;
}

export class Sliding {
  /** In order of time; those before `head` have left. */
  private entries: SlidingEntry[] = [];
  private head = 0;
  private total: Accumulator;
  /** Entries up to this time have left for good. */
  private gone = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly plan: SummaryPlan,
    private readonly span: number,
  ) {
    this.total = createAccumulator(plan);
  }

  get empty(): boolean {
    return this.head === this.entries.length;
  }

  /** When the oldest entry leaves; Infinity when there is none. */
  get leaves(): number {
    const oldest = this.entries[this.head];
    return oldest ? oldest.time + this.span : Number.POSITIVE_INFINITY;
  }

  /** Adds an entry in its place in time; one that has already left the window is no part of it. */
  add(entry: SlidingEntry): void {
    if (entry.time <= this.gone) return;
    const last = this.entries[this.entries.length - 1];
    if (!last || this.empty || last.time <= entry.time) {
      this.entries.push(entry);
      this.total.add(entry.value, entry.weight);
      return;
    }
    let at = this.entries.length;
    while (at > this.head && (this.entries[at - 1] as SlidingEntry).time > entry.time) at--;
    this.entries.splice(at, 0, entry);
    this.total = this.over(this.live());
  }

  /** Moves the window on to (to - D, to]. */
  advance(to: number): void {
    this.gone = Math.max(this.gone, to - this.span);
    for (let oldest = this.entries[this.head]; oldest && oldest.time <= this.gone; oldest = this.entries[this.head]) {
      this.total.remove(oldest.value, oldest.weight);
      this.head++;
    }
    if (this.head > 32 && this.head * 2 > this.entries.length) {
      this.entries = this.entries.slice(this.head);
      this.head = 0;
    }
  }

  result(): Value | undefined {
    return this.total.result();
  }

  /** The summary up to a time t, at an instant not before it: over (instant - D, t]. */
  at(t: number, instant: number): Value | undefined {
    this.advance(instant);
    const last = this.entries[this.entries.length - 1];
    if (!last || last.time <= t) return this.result();
    return this.over(this.live().filter((entry) => entry.time <= t)).result();
  }

  forget(): void {
    this.entries = [];
    this.head = 0;
    this.total = createAccumulator(this.plan);
  }

  /** What is in the window, in order of time. */
  live(): SlidingEntry[] {
    return this.entries.slice(this.head);
  }

  private over(entries: readonly SlidingEntry[]): Accumulator {
    const total = createAccumulator(this.plan);
    for (const { value, weight } of entries) total.add(value, weight);
    return total;
  }
}
