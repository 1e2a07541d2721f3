/** What is in a window: its summaries, and where its records lie. How records leave depends on the kind of window. */

import type { SummaryPlan } from '../../dsl/plan.ts';
import type { RecordLocation, Value } from '../record.ts';
import { Sliding, type SlidingEntry } from './sliding.ts';
import { type Accumulator, createAccumulator } from './summaries.ts';

/** A record as a window takes it in: by summary its value, or nothing where it does not count. */
export interface Taken {
  time: number;
  weight: number;
  values: ({ value: Value | undefined } | undefined)[];
  place: RecordLocation;
}

export interface WindowContent {
  add(taken: Taken): void;
  /** Lets go of what has left by `to`; tells whether anything did. */
  advance(to: number): boolean;
  /** When something leaves next; Infinity: nothing will. */
  readonly leaves: number;
  readonly empty: boolean;
  result(summary: number): Value | undefined;
  /** Feeds what is in the window now to other accumulators. */
  copyTo(totals: readonly Accumulator[]): void;
  places(): RecordLocation[];
  forget(): void;
}

/** (t - D, t] */
export class SlidingContent implements WindowContent {
  private readonly slidings: Sliding[];
  private kept: { time: number; place: RecordLocation }[] = [];
  private left = 0;

  constructor(
    plans: readonly SummaryPlan[],
    private readonly span: number,
    private readonly limit: number,
  ) {
    this.slidings = plans.map((plan) => new Sliding(plan, span));
  }

  add({ time, weight, values, place }: Taken): void {
    for (const [i, sliding] of this.slidings.entries()) {
      const taken = values[i];
      if (taken) sliding.add({ time, value: taken.value, weight });
    }
    if (time <= this.left) return;
    this.kept.push({ time, place });
    if (this.kept.length > this.limit) this.kept.shift();
  }

  advance(to: number): boolean {
    const before = this.leaves;
    for (const sliding of this.slidings) sliding.advance(to);
    this.left = Math.max(this.left, to - this.span);
    if (before > to) return false;
    this.kept = this.kept.filter(({ time }) => time > this.left);
    return true;
  }

  get leaves(): number {
    return Math.min(Number.POSITIVE_INFINITY, ...this.slidings.map((sliding) => sliding.leaves));
  }

  get empty(): boolean {
    return this.slidings.every((sliding) => sliding.empty);
  }

  result(summary: number): Value | undefined {
    return this.slidings[summary]?.result();
  }

  copyTo(totals: readonly Accumulator[]): void {
    for (const [i, sliding] of this.slidings.entries()) {
      for (const { value, weight } of sliding.live()) totals[i]?.add(value, weight);
    }
  }

  places(): RecordLocation[] {
    return this.kept.map(({ place }) => place);
  }

  forget(): void {
    for (const sliding of this.slidings) sliding.forget();
    this.kept = [];
  }

  save(): { entries: SlidingEntry[][]; kept: unknown; left: number } {
    return { entries: this.slidings.map((sliding) => sliding.live()), kept: this.kept, left: this.left };
  }
}

/** A stretch of time at whose end everything leaves: of a tumbling window, or a session. */
export class StretchContent implements WindowContent {
  private totals: Accumulator[];
  private kept: RecordLocation[] = [];
  private any = false;

  constructor(
    private readonly plans: readonly SummaryPlan[],
    /** Exclusive for a tumbling window; the deadline of a session. */
    public end: number,
    private readonly limit: number,
  ) {
    this.totals = plans.map((plan) => createAccumulator(plan));
  }

  add({ weight, values, place }: Taken): void {
    this.any = true;
    for (const [i, taken] of values.entries()) if (taken) this.totals[i]?.add(taken.value, weight);
    if (this.kept.length < this.limit) this.kept.push(place);
  }

  advance(to: number): boolean {
    if (to < this.end || !this.any) return false;
    this.forget();
    return true;
  }

  get leaves(): number {
    return this.any ? this.end : Number.POSITIVE_INFINITY;
  }

  get empty(): boolean {
    return !this.any;
  }

  result(summary: number): Value | undefined {
    return this.totals[summary]?.result();
  }

  copyTo(totals: readonly Accumulator[]): void {
    for (const [i, total] of totals.entries()) {
      const own = this.totals[i];
      if (own) total.restore(own.save());
    }
  }

  places(): RecordLocation[] {
    return [...this.kept];
  }

  forget(): void {
    this.totals = this.plans.map((plan) => createAccumulator(plan));
    this.kept = [];
    this.any = false;
  }
}
