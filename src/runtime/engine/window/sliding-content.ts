/** The content of a sliding window: (t - D, t]. */

import type { SummaryPlan } from '../../../dsl/plan.ts';
import type { RecordLocation, Value } from '../../record.ts';
import { restoreValue, type SavedValue, saveValue } from '../../values/saved.ts';
import { append, appendNumber } from '../short-list.ts';
import { Sliding } from '../summaries/sliding.ts';
import { type Accumulator, createAccumulator, isReversible, type Reversible } from '../summaries/summaries.ts';
import { type Counted, ONE } from '../summaries/summary-source.ts';
import { Timeline } from '../summaries/timeline.ts';
import type { Taken, WindowContent } from './content.ts';

/** What each summary took of a record. */
type Row = readonly (Counted | undefined)[];

/** The same: nothing, {@link ONE}, or something else. */
type SavedRow = (0 | 1 | [SavedValue, weight: number])[];

interface SavedSlidingContent {
  times: number[];
  rows: SavedRow[];
  kept: RecordLocation[];
  /** Left out if they are the last of `times`, as those of records that came in order are. */
  keptTimes?: number[];
  /** By summary: a total that the rows alone do not determine, otherwise null. */
  traced?: unknown[];
}

/** Dropping fewer locations costs more than keeping them. */
const MANY_AT_ONCE = 8;

export class SlidingContent implements WindowContent {
  /** All records. Those that are only counted share one row. */
  private rows = new Timeline<Row>();
  /** By summary: the total of all rows, if it can take back the values of those that leave. */
  private sums: (Reversible | undefined)[];
  /** The other summaries. */
  private readonly slidings: (Sliding | undefined)[];
  /**
   * Locations in order of arrival, and their times: of the latest records by time, as many as an outcome lists, as they stay
   * longest, and of the record that arrived last. Others are dropped now and then, many at once.
   */
  private kept: RecordLocation[] = [];
  private keptTimes: number[] = [];

  constructor(
    private readonly plans: readonly SummaryPlan[],
    private readonly span: number,
    private readonly limit: number,
  ) {
    this.sums = this.newSums();
    this.slidings = plans.map((plan, i) => (this.sums[i] ? undefined : new Sliding(plan, span)));
  }

  private newSums(): (Reversible | undefined)[] {
    return this.plans.map(createAccumulator).map((total) => (isReversible(total) ? total : undefined));
  }

  add({ time, counted, place }: Taken): void {
    this.enter(time, this.rowOf(counted));
    this.kept = append(this.kept, place);
    this.keptTimes = appendNumber(this.keptTimes, time);
    this.dropIfMany();
  }

  private dropIfMany(): void {
    const enough = Math.min(this.count, this.limit + 1);
    if (this.kept.length > enough + Math.max(MANY_AT_ONCE, enough / 4)) this.drop();
  }

  /** Drops the locations of records that have left, and of those before the last the earliest: the first of several with one time. */
  private drop(): void {
    const { kept, keptTimes, limit } = this;
    const { firstTime } = this.rows;
    if (isAscending(keptTimes)) {
      let left = Math.max(kept.length - 1 - limit, 0);
      while ((keptTimes[left] as number) < firstTime) left++;
      if (left === 0) return;
      kept.splice(0, left);
      keptTimes.splice(0, left);
      return;
    }
    const stays = keptTimes.map((time) => time >= firstTime);
    const others: number[] = [];
    for (let i = 0; i < kept.length - 1; i++) if (stays[i]) others.push(i);
    others.sort((a, b) => (keptTimes[a] as number) - (keptTimes[b] as number));
    for (let i = 0; i < others.length - limit; i++) stays[others[i] as number] = false;
    this.kept = kept.filter((_, i) => stays[i]);
    this.keptTimes = keptTimes.filter((_, i) => stays[i]);
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

  advance(to: number): boolean {
    const left = to - this.span;
    const { rows } = this;
    if (rows.firstTime > left) return false;
    while (rows.firstTime <= left) this.takeBack(rows.shift() as Row);
    for (const sliding of this.slidings) sliding?.advance(to);
    if (this.count === 0) this.keepNone();
    else this.dropIfMany();
    return true;
  }

  private takeBack(row: Row): void {
    for (let i = 0; i < row.length; i++) {
      const one = row[i];
      if (one) this.sums[i]?.remove(one.value, one.weight);
    }
  }

  private keepNone(): void {
    this.kept = [];
    this.keptTimes = [];
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
    this.drop();
    return this.kept.slice(Math.max(this.kept.length - this.limit, 0));
  }

  forget(): void {
    this.rows = new Timeline();
    this.sums = this.newSums();
    for (const sliding of this.slidings) sliding?.forget();
    this.keepNone();
  }

  save(): unknown {
    this.drop();
    const { kept, keptTimes } = this;
    const traced = this.sums.map((sum) => (sum?.isTraced ? sum.save() : null));
    const times = Array.from(this.rows.entries(), ([time]) => time);
    const isInOrder = keptTimes.every((time, i) => time === times[times.length - kept.length + i]);
    return {
      times,
      rows: Array.from(this.rows.entries(), ([, row]) => row.map(saveCounted)),
      kept: [...kept],
      ...(!isInOrder && { keptTimes: [...keptTimes] }),
      ...(traced.some((sum) => sum !== null) && { traced }),
    } satisfies SavedSlidingContent;
  }

  restore(saved: unknown): void {
    const { times, rows, kept, keptTimes, traced = [] } = saved as SavedSlidingContent;
    for (const [i, time] of times.entries()) this.enter(time, this.rowOf((rows[i] ?? []).map(restoreCounted)));
    for (const [i, sum] of traced.entries()) if (sum !== null) this.sums[i]?.restore(sum);
    this.kept = kept;
    this.keptTimes = keptTimes ?? times.slice(times.length - kept.length);
  }
}

function isAscending(times: readonly number[]): boolean {
  for (let i = 1; i < times.length; i++) if ((times[i] as number) < (times[i - 1] as number)) return false;
  return true;
}

function saveCounted(one: Counted | undefined): SavedRow[number] {
  if (!one) return 0;
  return one === ONE ? 1 : [saveValue(one.value), one.weight];
}

function restoreCounted(saved: SavedRow[number]): Counted | undefined {
  if (saved === 0) return undefined;
  return saved === 1 ? ONE : { value: restoreValue(saved[0]) as Value, weight: saved[1] };
}
