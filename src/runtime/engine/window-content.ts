/** The content of a window: its summaries, and the locations of its records. How records leave depends on the kind of window. */

import type { SummaryPlan } from '../../dsl/plan.ts';
import type { RecordLocation, Value } from '../record.ts';
import { append } from './short-list.ts';
import { Sliding } from './sliding.ts';
import { type Accumulator, createAccumulator } from './summaries.ts';
import type { Counted } from './summary-source.ts';
import { Timeline } from './timeline.ts';

/** A record as a window takes it in. */
export interface Taken {
  time: number;
  /** What each summary takes of it; valid only while the record is in hand. */
  counted: readonly (Counted | undefined)[];
  place: RecordLocation;
}

export interface WindowContent {
  add(taken: Taken): void;
  /** Drops what has left by `to`; returns whether anything did. */
  advance(to: number): boolean;
  /** When something leaves next; Infinity if nothing will. */
  readonly leaves: number;
  /** When the last of it will have left. */
  readonly empties: number;
  /** Number of records in it. */
  readonly count: number;
  result(summary: number): Value | undefined;
  /** New accumulators that hold what is in the window now. */
  totals(): Accumulator[];
  /** The locations of its records, as many as an outcome lists. */
  places(): RecordLocation[];
  forget(): void;
  /** Plain JSON, for `restore` of a content made from the same plan. */
  save(): unknown;
  restore(saved: unknown): void;
}

/** Feeds a record to accumulators, one for each summary. */
export function addTo(totals: readonly Accumulator[], { counted }: Taken): void {
  for (let i = 0; i < counted.length; i++) {
    const one = counted[i];
    if (one) totals[i]?.add(one.value, one.weight);
  }
}

interface SavedSlidingContent {
  slidings: unknown[];
  times: number[];
  kept: RecordLocation[];
  keptTimes?: number[];
}

/** The content of a sliding window: (t - D, t]. */
export class SlidingContent implements WindowContent {
  private readonly slidings: Sliding[];
  /** The times of all records. */
  private times = Timeline.ofTimes();
  /** The locations of the records that arrived last, as many as an outcome lists. */
  private kept: RecordLocation[] = [];
  /** The times of `kept`; undefined as long as records came in order of time: then these are the last of `times`. */
  private keptTimes: number[] | undefined;

  constructor(
    private readonly plans: readonly SummaryPlan[],
    private readonly span: number,
    private readonly limit: number,
  ) {
    this.slidings = plans.map((plan) => new Sliding(plan, span));
  }

  add({ time, counted, place }: Taken): void {
    for (let i = 0; i < counted.length; i++) {
      const one = counted[i];
      if (one) this.slidings[i]?.add(time, one);
    }
    if (time < this.times.lastTime) this.keptTimes ??= this.timesOfKept();
    this.times.add(time, undefined);
    this.kept = append(this.kept, place);
    this.keptTimes?.push(time);
    if (this.kept.length > this.limit) {
      this.kept.shift();
      this.keptTimes?.shift();
    }
  }

  private timesOfKept(): number[] {
    const { times, kept } = this;
    return Array.from(times.entries(), ([time]) => time).slice(times.size - kept.length);
  }

  advance(to: number): boolean {
    const left = to - this.span;
    if (this.times.firstTime > left) return false;
    while (this.times.firstTime <= left) this.times.shift();
    for (const sliding of this.slidings) sliding.advance(to);
    this.drop(left);
    return true;
  }

  /** Drops the locations of records that have left: if they came in order of time, all but the last `count`. */
  private drop(left: number): void {
    const { kept, keptTimes, count } = this;
    if (count === 0) this.keepNone();
    else if (keptTimes) {
      this.kept = kept.filter((_, i) => (keptTimes[i] as number) > left);
      this.keptTimes = keptTimes.filter((time) => time > left);
    } else if (count < kept.length) kept.splice(0, kept.length - count);
  }

  private keepNone(): void {
    this.kept = [];
    this.keptTimes = undefined;
  }

  get leaves(): number {
    return this.times.firstTime + this.span;
  }

  get empties(): number {
    return this.count > 0 ? this.times.lastTime + this.span : Number.POSITIVE_INFINITY;
  }

  get count(): number {
    return this.times.size;
  }

  result(summary: number): Value | undefined {
    return this.slidings[summary]?.result();
  }

  totals(): Accumulator[] {
    return this.plans.map((plan, i) => {
      const total = createAccumulator(plan);
      for (const { value, weight } of this.slidings[i]?.live() ?? []) total.add(value, weight);
      return total;
    });
  }

  places(): RecordLocation[] {
    return [...this.kept];
  }

  forget(): void {
    for (const sliding of this.slidings) sliding.forget();
    this.times = Timeline.ofTimes();
    this.keepNone();
  }

  save(): unknown {
    return {
      slidings: this.slidings.map((sliding) => sliding.save()),
      times: Array.from(this.times.entries(), ([time]) => time),
      kept: [...this.kept],
      ...(this.keptTimes && { keptTimes: [...this.keptTimes] }),
    } satisfies SavedSlidingContent;
  }

  restore(saved: unknown): void {
    const { slidings, times, kept, keptTimes } = saved as SavedSlidingContent;
    for (const [i, sliding] of this.slidings.entries()) sliding.restore(slidings[i]);
    for (const time of times) this.times.add(time, undefined);
    this.kept = kept;
    this.keptTimes = keptTimes;
  }
}

/** An interval at whose end everything leaves at once: a tumbling window or a session. */
export class StretchContent implements WindowContent {
  count = 0;
  /** Exclusive for a tumbling window; the deadline of a session. */
  end = Number.POSITIVE_INFINITY;
  private sums: Accumulator[];
  /** The locations of the first records, as many as an outcome lists. */
  private kept: RecordLocation[] = [];

  constructor(
    private readonly plans: readonly SummaryPlan[],
    private readonly limit: number,
  ) {
    this.sums = plans.map(createAccumulator);
  }

  add(taken: Taken): void {
    this.count++;
    addTo(this.sums, taken);
    if (this.kept.length < this.limit) this.kept = append(this.kept, taken.place);
  }

  advance(to: number): boolean {
    if (to < this.leaves) return false;
    this.forget();
    return true;
  }

  get leaves(): number {
    return this.count > 0 ? this.end : Number.POSITIVE_INFINITY;
  }

  /** All leave at once. */
  get empties(): number {
    return this.leaves;
  }

  result(summary: number): Value | undefined {
    return this.sums[summary]?.result();
  }

  totals(): Accumulator[] {
    const totals = this.plans.map(createAccumulator);
    for (const [i, total] of totals.entries()) total.restore(this.sums[i]?.save());
    return totals;
  }

  places(): RecordLocation[] {
    return [...this.kept];
  }

  forget(): void {
    this.count = 0;
    this.sums = this.plans.map(createAccumulator);
    this.kept = [];
  }

  save(): unknown {
    const end = Number.isFinite(this.end) ? this.end : null;
    return { count: this.count, end, sums: this.sums.map((sum) => sum.save()), kept: [...this.kept] };
  }

  restore(saved: unknown): void {
    const { count, end, sums, kept } = saved as { count: number; end: number | null; sums: unknown[]; kept: RecordLocation[] };
    this.count = count;
    this.end = end ?? Number.POSITIVE_INFINITY;
    for (const [i, sum] of this.sums.entries()) sum.restore(sums[i]);
    this.kept = kept;
  }
}
