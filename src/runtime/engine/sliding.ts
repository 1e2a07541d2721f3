/** A summary over the last D of time: (t - D, t]. */

import type { SummaryPlan } from '../../dsl/plan.ts';
import type { Value } from '../record.ts';
import { restoreValue, type SavedValue, saveValue } from '../values/saved.ts';
import { append } from './short-list.ts';
import { type Accumulator, createAccumulator, createReversible, goesBefore, type Reversible } from './summaries.ts';

export interface SlidingEntry {
  time: number;
  value: Value;
  weight: number;
}

export class Sliding {
  /** In order of time; those before `head` have left. */
  private entries: SlidingEntry[] = [];
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
    const place = this.placeAfter(entry.time);
    if (place === this.entries.length) this.entries = append(this.entries, entry);
    else this.entries.splice(place, 0, entry);
    this.total.enter(entry);
  }

  /** Moves the window on to (to - D, to]. */
  advance(to: number): void {
    this.gone = Math.max(this.gone, to - this.span);
    for (let oldest = this.entries[this.head]; oldest && oldest.time <= this.gone; oldest = this.entries[this.head]) {
      this.total.leave(oldest);
      this.head++;
    }
    if (this.head > 32 && this.head * 2 > this.entries.length) {
      this.entries = this.entries.slice(this.head);
      this.head = 0;
    }
  }

  result(): Value | undefined {
    return this.total.result(this.entries, this.head, this.entries.length);
  }

  /** The summary up to a time t, at an instant not before it: over (instant - D, t]. */
  at(t: number, instant: number): Value | undefined {
    this.advance(instant);
    return this.total.result(this.entries, this.head, this.placeAfter(t));
  }

  forget(): void {
    this.entries = [];
    this.head = 0;
    this.total = totalOf(this.plan);
  }

  /** What is in the window, in order of time. */
  live(): SlidingEntry[] {
    return this.entries.slice(this.head);
  }

  /** Plain JSON, for {@link Sliding.restore}. */
  save(): unknown {
    return { entries: this.live().map(({ time, value, weight }) => [time, saveValue(value), weight]), total: this.total.save() };
  }

  restore(saved: unknown): void {
    const { entries, total } = saved as { entries: [number, SavedValue, number][]; total: unknown };
    this.entries = entries.map(([time, value, weight]) => ({ time, value: restoreValue(value) as Value, weight }));
    this.total.restore(total, this.entries);
  }

  /** Behind the entries up to a time; records come nearly in order, so it is near the end. */
  private placeAfter(time: number): number {
    let place = this.entries.length;
    while (place > this.head && (this.entries[place - 1] as SlidingEntry).time > time) place--;
    return place;
  }
}

/** What is known of the entries in a window without looking through them. */
interface Total {
  enter(entry: SlidingEntry): void;
  /** The oldest one has left. */
  leave(oldest: SlidingEntry): void;
  /** Over the entries from `start` to before `end`; all that are in the window come from `start` on. */
  result(entries: readonly SlidingEntry[], start: number, end: number): Value | undefined;
  save(): unknown;
  /** To what was saved while these entries were in the window. */
  restore(saved: unknown, entries: readonly SlidingEntry[]): void;
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

  enter({ value, weight }: SlidingEntry): void {
    this.total.add(value, weight);
  }

  leave({ value, weight }: SlidingEntry): void {
    this.total.remove(value, weight);
  }

  /** What is beyond `end` is taken out for a moment: it is little, as it has overtaken a late record. */
  result(entries: readonly SlidingEntry[], _start: number, end: number): Value | undefined {
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

  result(entries: readonly SlidingEntry[], start: number, end: number): Value | undefined {
    const { fn, limit = end } = this.plan;
    if (fn === 'list') return entries.slice(start, Math.min(end, start + limit)).map(({ value }) => value);
    return start === end ? undefined : entries[fn === 'first' ? start : end - 1]?.value;
  }
}

/** Keeps the entries that can still become the extreme: each goes before all that came earlier. */
class SlidingExtreme implements Total {
  private candidates: SlidingEntry[] = [];
  private head = 0;
  private readonly before: (a: Value, b: Value) => boolean;

  constructor(private readonly plan: SummaryPlan) {
    this.before = goesBefore(plan);
  }

  enter(entry: SlidingEntry): void {
    const { candidates } = this;
    let end = candidates.length;
    while (end > this.head && (candidates[end - 1] as SlidingEntry).time > entry.time) end--;
    const later = candidates[end];
    if (later && !this.before(entry.value, later.value)) return;
    let start = end;
    while (start > this.head && !this.before((candidates[start - 1] as SlidingEntry).value, entry.value)) start--;
    candidates.splice(start, end - start, entry);
  }

  leave(oldest: SlidingEntry): void {
    if (this.candidates[this.head] !== oldest) return;
    this.head++;
    if (this.head > 32 && this.head * 2 > this.candidates.length) {
      this.candidates = this.candidates.slice(this.head);
      this.head = 0;
    }
  }

  result(entries: readonly SlidingEntry[], start: number, end: number): Value | undefined {
    if (end === entries.length) return this.candidates[this.head]?.value;
    const total: Accumulator = createAccumulator(this.plan);
    for (const { value, weight } of entries.slice(start, end)) total.add(value, weight);
    return total.result();
  }

  save(): unknown {
    return null;
  }

  restore(_: unknown, entries: readonly SlidingEntry[]): void {
    for (const entry of entries) this.enter(entry);
  }
}
