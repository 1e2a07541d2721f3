/** The content of a sliding window: (t - D, t]. */

import type { SummaryPlan } from '../../dsl/plan.ts';
import type { RecordLocation, Value } from '../record.ts';
import { restoreValue, type SavedValue, saveValue } from '../values/saved.ts';
import { append } from './short-list.ts';
import { Sliding } from './sliding.ts';
import { type Accumulator, createAccumulator, createReversible, isReversible, type Reversible } from './summaries.ts';
import { type Counted, ONE } from './summary-source.ts';
import { Timeline } from './timeline.ts';
import type { Taken, WindowContent } from './window-content.ts';

/** What each summary took of a record. */
type Row = readonly (Counted | undefined)[];

/** The same: nothing, {@link ONE}, or something else. */
type SavedRow = (0 | 1 | [SavedValue, weight: number])[];

interface SavedSlidingContent {
  times: number[];
  rows: SavedRow[];
  kept: RecordLocation[];
  keptTimes?: number[];
  /** By summary: a total that the rows alone do not determine, otherwise null. */
  traced?: unknown[];
}

export class SlidingContent implements WindowContent {
  /** All records. Those that are only counted share one row. */
  private rows = new Timeline<Row>();
  /** By summary: the total of all rows, if it can take back the values of those that leave. */
  private sums: (Reversible | undefined)[];
  /** The other summaries. */
  private readonly slidings: (Sliding | undefined)[];
  /**
   * Locations in order of arrival: of the latest records by time, as many as an outcome lists, as they stay longest, and of
   * the record that arrived last.
   */
  private kept: RecordLocation[] = [];
  /** The times of `kept`; undefined as long as records came in order of time: then these are the last of `rows`. */
  private keptTimes: number[] | undefined;

  constructor(
    private readonly plans: readonly SummaryPlan[],
    private readonly span: number,
    private readonly limit: number,
  ) {
    this.sums = this.newSums();
    this.slidings = plans.map((plan) => (isReversible(plan) ? undefined : new Sliding(plan, span)));
  }

  private newSums(): (Reversible | undefined)[] {
    return this.plans.map((plan) => (isReversible(plan) ? createReversible(plan) : undefined));
  }

  add({ time, counted, place }: Taken): void {
    if (time < this.rows.lastTime) this.keptTimes ??= this.timesOfKept();
    this.enter(time, this.rowOf(counted));
    this.kept = append(this.kept, place);
    this.keptTimes?.push(time);
    if (this.kept.length > this.limit + 1) this.dropEarliest();
  }

  /** Of those before the last: the first of several with one time. */
  private dropEarliest(): void {
    const { kept, keptTimes } = this;
    const earliest = keptTimes ? keptTimes.indexOf(Math.min(...keptTimes.slice(0, -1))) : 0;
    kept.splice(earliest, 1);
    keptTimes?.splice(earliest, 1);
  }

  private rowOf(counted: Row): Row {
    const { last } = this.rows;
    return last?.every((one, i) => one === counted[i]) ? last : counted.slice();
  }

  private enter(time: number, row: Row): void {
    this.rows.add(time, row);
    for (let i = 0; i < row.length; i++) {
      const one = row[i];
      if (!one) continue;
      this.sums[i]?.add(one.value, one.weight);
      this.slidings[i]?.add(time, one);
    }
  }

  private timesOfKept(): number[] {
    return this.times().slice(this.count - this.kept.length);
  }

  private times(): number[] {
    return Array.from(this.rows.entries(), ([time]) => time);
  }

  advance(to: number): boolean {
    const left = to - this.span;
    const { rows } = this;
    if (rows.firstTime > left) return false;
    while (rows.firstTime <= left) this.takeBack(rows.shift() as Row);
    for (const sliding of this.slidings) sliding?.advance(to);
    this.drop(left);
    return true;
  }

  private takeBack(row: Row): void {
    for (let i = 0; i < row.length; i++) {
      const one = row[i];
      if (one) this.sums[i]?.remove(one.value, one.weight);
    }
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
    return this.rows.firstTime + this.span;
  }

  get empties(): number {
    return this.count > 0 ? this.rows.lastTime + this.span : Number.POSITIVE_INFINITY;
  }

  get count(): number {
    return this.rows.size;
  }

  result(summary: number): Value | undefined {
    return (this.sums[summary] ?? this.slidings[summary])?.result();
  }

  totals(): Accumulator[] {
    return this.plans.map((plan, i) => {
      const total = createAccumulator(plan);
      const sum = this.sums[i];
      if (sum) total.restore(sum.save());
      else for (const { value, weight } of this.takenBy(i)) total.add(value, weight);
      return total;
    });
  }

  /** What a summary took of the records in the window. */
  private *takenBy(summary: number): Generator<Counted> {
    for (const [, row] of this.rows.entries()) {
      const one = row[summary];
      if (one) yield one;
    }
  }

  places(): RecordLocation[] {
    return this.kept.slice(Math.max(this.kept.length - this.limit, 0));
  }

  forget(): void {
    this.rows = new Timeline();
    this.sums = this.newSums();
    for (const sliding of this.slidings) sliding?.forget();
    this.keepNone();
  }

  save(): unknown {
    const traced = this.sums.map((sum) => (sum?.isTraced ? sum.save() : null));
    return {
      times: this.times(),
      rows: Array.from(this.rows.entries(), ([, row]) => row.map(saveCounted)),
      kept: [...this.kept],
      ...(this.keptTimes && { keptTimes: [...this.keptTimes] }),
      ...(traced.some((sum) => sum !== null) && { traced }),
    } satisfies SavedSlidingContent;
  }

  restore(saved: unknown): void {
    const { times, rows, kept, keptTimes, traced = [] } = saved as SavedSlidingContent;
    for (const [i, time] of times.entries()) this.enter(time, this.rowOf((rows[i] ?? []).map(restoreCounted)));
    for (const [i, sum] of traced.entries()) if (sum !== null) this.sums[i]?.restore(sum);
    this.kept = kept;
    this.keptTimes = keptTimes;
  }
}

function saveCounted(one: Counted | undefined): SavedRow[number] {
  if (!one) return 0;
  return one === ONE ? 1 : [saveValue(one.value), one.weight];
}

function restoreCounted(saved: SavedRow[number]): Counted | undefined {
  if (saved === 0) return undefined;
  return saved === 1 ? ONE : { value: restoreValue(saved[0]) as Value, weight: saved[1] };
}
