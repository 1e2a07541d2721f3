/** Schedules, records that must come: language.md 6; semantics.md 29. */

import type { SchedulePlan } from '../../../src/dsl/plan.ts';
import type { Match, Value } from '../../../src/runtime/record.ts';
import { nextClock } from './clocks.ts';
import type { Event, KeyValue } from './expressions.ts';
import { textOf } from './functions.ts';
import { type Deadline, Rule } from './rule.ts';

/** One key that is awaited. */
interface Watch {
  value: KeyValue;
  /** Absent: learnt, but not judged yet. */
  due: number | undefined;
  /** The instant of its last record. */
  last: number;
  /** `daily`: the due that is next has had its record. */
  served: boolean;
  /** The due that was missed last, if none was met since. */
  missed: number | undefined;
}

const DAY = 86_400_000_000;

export class Schedule extends Rule<SchedulePlan> {
  /** In order of the list, or of the first record. */
  private watches: Watch[] = [];
  private closed = false;
  private readonly grace = this.micros(this.plan.grace);
  private readonly period = this.plan.daily ? DAY : this.micros(this.plan.every ?? 0);

  /** A period later. */
  private after(due: number): number {
    return this.plan.daily ? nextClock(this.plan.daily, due) : due + this.period;
  }

  override begin(): void {
    const [key] = this.plan.keys;
    const listed = key?.from === undefined ? [] : (this.world.params.get(key.from) as Value[]).map((value) => [value]);
    const tuples = key === undefined || key.parts.length === 0 ? [[]] : listed;
    for (const tuple of tuples) this.watch({ key: 0, tuple, id: key === undefined ? '' : textOf([0, tuple]) }, this.after(this.world.now));
  }

  private watch(value: KeyValue, due?: number): void {
    this.watches.push({ value, due, last: this.world.now, served: false, missed: undefined });
  }

  protected take(event: Event): void {
    for (const value of event.values) {
      this.hand = { ...event, values: [value] };
      const match = this.fit(this.plan.on, { values: [value] });
      const watch = this.watches.find((one) => one.value.id === value.id);
      if (match && watch) this.came(watch, event.time, match);
      else if (match && !this.closed && this.plan.keys[0]?.learn !== undefined) this.watch(value);
    }
  }

  /** Choice: a record is judged by its instant. */
  private came(watch: Watch, time: number, match: Match): void {
    const { now } = this.world;
    watch.due ??= this.firstDue(watch.last, now);
    watch.last = now;
    if (watch.due === undefined) return;
    while (watch.served && watch.due < now) Object.assign(watch, { due: this.after(watch.due), served: false });
    // Choice: after a miss a record is late when it is nearer to the missed due than to the next.
    const isLate = watch.missed !== undefined && now - watch.missed < watch.due - now;
    if (isLate || watch.served) return;
    watch.missed = undefined;
    if (!this.plan.daily) watch.due = this.after(now);
    else if (now > watch.due) watch.due = this.after(watch.due);
    else watch.served = true;
    this.say(watch.value, 'met', time, time, [match]);
  }

  /** Choice: the second of two records near enough is the first that is met; it serves what the first would have, or the next. */
  private firstDue(last: number, now: number): number | undefined {
    if (now - last > this.period + this.grace) return undefined;
    const due = this.after(last);
    return now > due + this.grace ? this.after(due) : due;
  }

  private say(value: KeyValue, outcome: 'met' | 'missing', begin: number, end: number, matches: Match[]): void {
    const seen = { values: [value], carried: [value], match: matches[0], records: [{ matches }] };
    this.tell({ outcome, code: outcome, begin, end, matches }, seen);
  }

  deadlines(): Deadline[] {
    return this.watches.flatMap((watch) => {
      const { due, served, last } = watch;
      const next = due !== undefined && served ? this.after(due) : due;
      const misses = next === undefined ? [] : [{ at: next + this.grace, fire: () => this.miss(watch, next) }];
      const learn = this.plan.keys[0]?.learn;
      const forget = () => {
        this.watches = this.watches.filter((other) => other !== watch);
      };
      return learn === undefined ? misses : [...misses, { at: last + this.micros(learn), fire: forget }];
    });
  }

  private miss(watch: Watch, due: number): void {
    Object.assign(watch, { due: this.after(due), served: false, missed: due });
    this.say(watch.value, 'missing', due, this.world.now, []);
  }

  close(): void {
    this.watches = [];
    this.closed = true;
  }
}
