/** A summary over the last D of time: (t - D, t]. */

import type { SummaryPlan } from '../../../dsl/plan.ts';
import type { Value } from '../../record.ts';
import { restoreValue, type SavedValue, saveValue } from '../../values/saved.ts';
import { createAccumulator, goesBefore, isReversible, type Reversible } from './summaries.ts';
import type { Counted } from './summary-source.ts';
import { Timeline } from './timeline.ts';

/** The total of the entries up to a time. */
interface Part {
  upTo: number;
  total: Total;
}

export class Sliding {
  private entries = new Timeline<Counted>();
  /** Of all entries. */
  private total: Total;
  /** Of those up to the time asked about last that was not the end: apart, as a source may lag behind the others for long. */
  private behind: Part | undefined;
  /** Entries up to this time have left for good. */
  private gone = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly plan: SummaryPlan,
    private readonly span: number,
  ) {
    this.total = totalOf(plan);
  }

  /** Adds an entry at its place in time; one that has already left the window is ignored. */
  add(time: number, counted: Counted): void {
    if (time <= this.gone) return;
    this.entries.add(time, counted);
    this.total.enter(counted, time);
    if (this.behind && time <= this.behind.upTo) this.behind.total.enter(counted, time);
  }

  /** Moves the window on to (to - D, to]. */
  advance(to: number): void {
    this.gone = Math.max(this.gone, to - this.span);
    if (this.behind && this.behind.upTo <= this.gone) this.behind = undefined;
    const { entries, behind } = this;
    for (let time = entries.firstTime; time <= this.gone; time = entries.firstTime) {
      const oldest = entries.shift() as Counted;
      this.total.leave(oldest, time);
      if (behind && time <= behind.upTo) behind.total.leave(oldest, time);
    }
  }

  result(): Value | undefined {
    return this.total.result(this.entries, Number.POSITIVE_INFINITY);
  }

  /** The summary up to a time t, at an instant not before it: over (instant - D, t]. */
  at(t: number, instant: number): Value | undefined {
    this.advance(instant);
    return t < this.entries.lastTime ? this.totalUpTo(t).result(this.entries, t) : this.result();
  }

  /**
   * Moves the total behind forward or back to the entries up to a time. Consecutive questions are about neighbouring
   * times, also in a log that comes newest first, or in parts of which the later came first, so little lies between them.
   */
  private totalUpTo(t: number): Total {
    const { entries } = this;
    this.behind ??= { upTo: Number.NEGATIVE_INFINITY, total: totalOf(this.plan) };
    const { upTo, total } = this.behind;
    if (t < upTo) total.retreat(entries, t, upTo);
    else for (const [time, counted] of entries.entries(upTo, t)) total.enter(counted, time);
    this.behind.upTo = t;
    return total;
  }

  forget(): void {
    this.entries = new Timeline();
    this.total = totalOf(this.plan);
    this.behind = undefined;
  }

  /** Plain JSON, for {@link Sliding.restore}. */
  save(): unknown {
    const { behind } = this;
    const entries = Array.from(this.entries.entries(), ([time, { value, weight }]) => [time, saveValue(value), weight]);
    return { entries, total: this.total.save(), ...(behind && { behind: { upTo: behind.upTo, total: behind.total.save() } }) };
  }

  restore(saved: unknown): void {
    const { entries, total, behind } = saved as SavedSliding;
    for (const [time, value, weight] of entries) this.entries.add(time, { value: restoreValue(value) as Value, weight });
    this.total.restore(total, this.entries.entries());
    if (!behind) return;
    this.behind = { upTo: behind.upTo, total: totalOf(this.plan) };
    this.behind.total.restore(behind.total, this.entries.entries(Number.NEGATIVE_INFINITY, behind.upTo));
  }
}

interface SavedSliding {
  entries: [time: number, value: SavedValue, weight: number][];
  total: unknown;
  behind?: { upTo: number; total: unknown };
}

/** An aggregate of the first entries of a window, or of all, that needs no pass over them. */
interface Total {
  enter(counted: Counted, time: number): void;
  /** Must be called when the oldest entry has left. */
  leave(oldest: Counted, time: number): void;
  /** Takes back the entries beyond `to`, up to `from`. */
  retreat(entries: Timeline<Counted>, to: number, from: number): void;
  /** The result over the entries up to a time; exactly these have entered. */
  result(entries: Timeline<Counted>, upTo: number): Value | undefined;
  save(): unknown;
  /** Restores what was saved while these entries were in it. */
  restore(saved: unknown, entries: Iterable<[time: number, counted: Counted]>): void;
}

function totalOf(plan: SummaryPlan): Total {
  if (plan.fn === 'min' || plan.fn === 'max') return new SlidingExtreme(plan);
  const total = createAccumulator(plan);
  return isReversible(total) ? new Running(total) : new Positional(plan);
}

class Running implements Total {
  constructor(private readonly total: Reversible) {}

  enter({ value, weight }: Counted): void {
    this.total.add(value, weight);
  }

  leave({ value, weight }: Counted): void {
    this.total.remove(value, weight);
  }

  retreat(entries: Timeline<Counted>, to: number, from: number): void {
    for (const [, counted] of entries.entries(to, from)) this.leave(counted);
  }

  result(): Value | undefined {
    return this.total.result();
  }

  save(): unknown {
    return this.total.save();
  }

  restore(saved: unknown): void {
    this.total.restore(saved);
  }
}

/** The first, the last or some of the entries themselves. */
class Positional implements Total {
  constructor(private readonly plan: SummaryPlan) {}

  enter(): void {}

  leave(): void {}

  retreat(): void {}

  save(): unknown {
    return null;
  }

  restore(): void {}

  result(entries: Timeline<Counted>, upTo: number): Value | undefined {
    const { fn, limit } = this.plan;
    if (fn === 'list') return firstValues(entries, upTo, limit);
    if (fn === 'first') return entries.firstTime <= upTo ? entries.first?.value : undefined;
    return entries.lastUpTo(upTo)?.value;
  }
}

function firstValues(entries: Timeline<Counted>, upTo: number, limit = Number.POSITIVE_INFINITY): Value[] {
  const values: Value[] = [];
  for (const [, { value }] of entries.entries(Number.NEGATIVE_INFINITY, upTo)) {
    if (values.length >= limit) break;
    values.push(value);
  }
  return values;
}

/** Keeps the entries that can still become the extreme: each goes before all earlier ones. */
class SlidingExtreme implements Total {
  private readonly candidates = new Timeline<Counted>();
  private readonly before: (a: Value, b: Value) => boolean;

  constructor(plan: SummaryPlan) {
    this.before = goesBefore(plan);
  }

  enter(counted: Counted, time: number): void {
    const { candidates } = this;
    const later = time < candidates.lastTime ? candidates.firstBeyond(time) : undefined;
    if (later && !this.before(counted.value, later.value)) return;
    const isBeaten = (one: Counted | undefined) => one && !this.before(one.value, counted.value);
    while (isBeaten(candidates.lastUpTo(time))) candidates.removeLastUpTo(time);
    candidates.add(time, counted);
  }

  leave(oldest: Counted, time: number): void {
    if (this.candidates.first === oldest && this.candidates.firstTime === time) this.candidates.shift();
  }

  /** Entries that were beaten by removed ones lie after the last candidate that stays, or have the same time. */
  retreat(entries: Timeline<Counted>, to: number): void {
    const { candidates } = this;
    const dropLast = () => candidates.removeLastUpTo(candidates.lastTime);
    while (candidates.lastTime > to) dropLast();
    for (const time = candidates.lastTime; candidates.size > 0 && candidates.lastTime === time; ) dropLast();
    for (const [time, counted] of entries.entries(candidates.lastTime, to)) this.enter(counted, time);
  }

  result(): Value | undefined {
    return this.candidates.first?.value;
  }

  save(): unknown {
    return null;
  }

  restore(_: unknown, entries: Iterable<[time: number, counted: Counted]>): void {
    for (const [time, counted] of entries) this.enter(counted, time);
  }
}
