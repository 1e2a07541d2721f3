/** The content of a window: its summaries, and the locations of its records. How records leave depends on the kind of window. */

import type { SummaryPlan } from '../../../dsl/plan.ts';
import type { RecordLocation, Value } from '../../record.ts';
import { appendUpTo } from '../short-list.ts';
import { type Accumulator, createAccumulator } from '../summaries/summaries.ts';
import type { Counted } from '../summaries/summary-source.ts';

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

/** An interval at whose end everything leaves at once: a tumbling window or a session. */
export class StretchContent implements WindowContent {
  count = 0;
  /** Exclusive for a tumbling window; the deadline of a session. */
  end = Number.POSITIVE_INFINITY;
  private sums: Accumulator[];
  /** The locations of the first records and the last, as many as an outcome lists. */
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
    this.kept = appendUpTo(this.kept, taken.place, this.limit);
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
