/** A summary over the last D of time: (t - D, t]. */

import type { SummaryPlan } from '../../dsl/plan.ts';
import type { Value } from '../record.ts';
import { restoreValue, type SavedValue, saveValue } from '../values/saved.ts';
import { placeAfter } from './place-after.ts';
import { append } from './short-list.ts';
import { type Accumulator, createAccumulator, createReversible, goesBefore, type Reversible } from './summaries.ts';
import type { Counted } from './summary-source.ts';

export interface SlidingEntry extends Counted {
  time: number;
}

export class Sliding {
  /** The times of all entries, ascending, and what is counted of each; those before `head` have left. */
  private times: number[] = [];
  private counted: Counted[] = [];
  private head = 0;
  private total: Total;
  /** Entries up to this time have left for good. */
  private gone = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly plan: SummaryPlan,
    private readonly span: number,
  ) {
    this.total = totalOf(plan);
  }

  get empty(): boolean {
    return this.head === this.times.length;
  }

  /** When the oldest entry leaves; Infinity when there is none. */
  get leaves(): number {
    const oldest = this.times[this.head];
    return oldest === undefined ? Number.POSITIVE_INFINITY : oldest + this.span;
  }

  /** Adds an entry in its place in time; one that has already left the window is no part of it. */
  add(time: number, counted: Counted): void {
    if (time <= this.gone) return;
    const place = placeAfter(this.times, this.head, time);
    if (place === this.times.length) {
      this.times = append(this.times, time);
      this.counted = append(this.counted, counted);
    } else {
      this.times.splice(place, 0, time);
      this.counted.splice(place, 0, counted);
    }
    this.total.enter(counted, time);
  }

  /** Moves the window on to (to - D, to]. */
  advance(to: number): void {
    this.gone = Math.max(this.gone, to - this.span);
    const { times } = this;
    while (this.head < times.length && (times[this.head] as number) <= this.gone) {
      this.total.leave(this.counted[this.head] as Counted, times[this.head] as number);
      this.head++;
    }
    if (this.head > 32 && this.head * 2 > times.length) {
      this.times = times.slice(this.head);
      this.counted = this.counted.slice(this.head);
      this.head = 0;
    }
  }

  result(): Value | undefined {
    return this.total.result(this.counted, this.head, this.counted.length);
  }

  /** The summary up to a time t, at an instant not before it: over (instant - D, t]. */
  at(t: number, instant: number): Value | undefined {
    this.advance(instant);
    return this.total.result(this.counted, this.head, placeAfter(this.times, this.head, t));
  }

  forget(): void {
    this.times = [];
    this.counted = [];
    this.head = 0;
    this.total = totalOf(this.plan);
  }

  /** What is in the window, in order of time. */
  live(): SlidingEntry[] {
    return this.times.slice(this.head).map((time, i) => ({ time, ...(this.counted[this.head + i] as Counted) }));
  }

  /** Plain JSON, for {@link Sliding.restore}. */
  save(): unknown {
    const { times, counted } = this;
    const entries: [number, SavedValue, number][] = [];
    for (let i = this.head; i < times.length; i++) {
      const { value, weight } = counted[i] as Counted;
      entries.push([times[i] as number, saveValue(value), weight]);
    }
    return { entries, total: this.total.save() };
  }

  restore(saved: unknown): void {
    const { entries, total } = saved as { entries: [number, SavedValue, number][]; total: unknown };
    this.times = entries.map(([time]) => time);
    this.counted = entries.map(([, value, weight]) => ({ value: restoreValue(value) as Value, weight }));
    this.total.restore(total, this.counted, this.times);
  }
}

/** What is known of the entries in a window without looking through them. */
interface Total {
  enter(counted: Counted, time: number): void;
  /** The oldest one has left. */
  leave(oldest: Counted, time: number): void;
  /** Over the entries from `start` to before `end`; all that are in the window come from `start` on. */
  result(entries: readonly Counted[], start: number, end: number): Value | undefined;
  save(): unknown;
  /** To what was saved while these entries were in the window. */
  restore(saved: unknown, entries: readonly Counted[], times: readonly number[]): void;
}

function totalOf(plan: SummaryPlan): Total {
  switch (plan.fn) {
    case 'first':
    case 'last':
    case 'list':
      return new Positional(plan);
    case 'min':
    case 'max':
      return new SlidingExtreme(plan);
    default:
      return new Running(createReversible(plan));
  }
}

class Running implements Total {
  constructor(private readonly total: Reversible) {}

  enter({ value, weight }: Counted): void {
    this.total.add(value, weight);
  }

  leave({ value, weight }: Counted): void {
    this.total.remove(value, weight);
  }

  /** What is beyond `end` is taken out for a moment: it is little, as it has overtaken a late record. */
  result(entries: readonly Counted[], _start: number, end: number): Value | undefined {
    if (end === entries.length) return this.total.result();
    const beyond = entries.slice(end);
    for (const entry of beyond) this.leave(entry);
    const result = this.total.result();
    for (const entry of beyond) this.enter(entry);
    return result;
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

  save(): unknown {
    return null;
  }

  restore(): void {}

  result(entries: readonly Counted[], start: number, end: number): Value | undefined {
    const { fn, limit = end } = this.plan;
    if (fn === 'list') return entries.slice(start, Math.min(end, start + limit)).map(({ value }) => value);
    return start === end ? undefined : entries[fn === 'first' ? start : end - 1]?.value;
  }
}

/** Keeps the entries that can still become the extreme: each goes before all that came earlier. */
class SlidingExtreme implements Total {
  private times: number[] = [];
  private candidates: Counted[] = [];
  private head = 0;
  private readonly before: (a: Value, b: Value) => boolean;

  constructor(private readonly plan: SummaryPlan) {
    this.before = goesBefore(plan);
  }

  enter(counted: Counted, time: number): void {
    const { times, candidates } = this;
    const end = placeAfter(times, this.head, time);
    const later = candidates[end];
    if (later && !this.before(counted.value, later.value)) return;
    let start = end;
    while (start > this.head && !this.before(candidates[start - 1]?.value as Value, counted.value)) start--;
    times.splice(start, end - start, time);
    candidates.splice(start, end - start, counted);
  }

  leave(oldest: Counted, time: number): void {
    if (this.candidates[this.head] !== oldest || this.times[this.head] !== time) return;
    this.head++;
    if (this.head > 32 && this.head * 2 > this.candidates.length) {
      this.times = this.times.slice(this.head);
      this.candidates = this.candidates.slice(this.head);
      this.head = 0;
    }
  }

  result(entries: readonly Counted[], start: number, end: number): Value | undefined {
    if (end === entries.length) return this.candidates[this.head]?.value;
    const total: Accumulator = createAccumulator(this.plan);
    for (const { value, weight } of entries.slice(start, end)) total.add(value, weight);
    return total.result();
  }

  save(): unknown {
    return null;
  }

  restore(_: unknown, entries: readonly Counted[], times: readonly number[]): void {
    for (const [i, counted] of entries.entries()) this.enter(counted, times[i] as number);
  }
}
