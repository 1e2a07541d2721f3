/** Schedules: records that must come. */

import type { SchedulePlan } from '../../../src/dsl/plan.ts';
import type { Match, Value } from '../../../src/runtime/record.ts';
import { nextClock } from './clocks.ts';
import { textOf } from './functions.ts';
import { type Deadline, type Event, type KeyValue, Machine } from './machine.ts';

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

export class ScheduleMachine extends Machine<SchedulePlan> {
  /** In order of the list, or of the first record. */
  private watches: Watch[] = [];
  private closed = false;

  private get grace(): number {
    return this.micros(this.plan.grace);
  }

  /** A period later. */
  private after(due: number): number {
    return this.plan.daily ? nextClock(this.plan.daily, due) : due + this.micros(this.plan.every ?? 0);
  }

  override begin(): void {
    const [key] = this.plan.keys;
    const listed = key?.from === undefined ? [] : (this.world.params.get(key.from) as Value[]);
    const tuples = key === undefined || key.parts.length === 0 ? [[]] : listed.map((value) => [value]);
    const due = this.after(this.world.now);
    for (const tuple of tuples) this.watch({ key: 0, tuple, id: key === undefined ? '' : textOf([0, tuple]) }, due);
  }

  private watch(value: KeyValue, due: number | undefined): void {
    this.watches.push({ value, due, last: this.world.now, served: false, missed: undefined });
  }

  protected take(event: Event): void {
    for (const value of this.carried(event)) {
      const match = this.fitting(this.plan.on, event, { values: [value], carried: [value], at: event.time });
      if (!match) continue;
      const watch = this.watches.find((one) => one.value.id === value.id);
      if (watch) this.came(watch, event.time, match);
      else if (!this.closed && this.plan.keys[0]?.learn !== undefined) this.watch(value, undefined);
    }
  }

  /** Choice: a record is judged by its instant. */
  private came(watch: Watch, time: number, match: Match): void {
    const { now } = this.world;
    const { last } = watch;
    watch.last = now;
    watch.due ??= this.firstDue(last, now);
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
    const period = this.plan.daily ? DAY : this.micros(this.plan.every ?? 0);
    if (now - last > period + this.grace) return undefined;
    const due = this.after(last);
    return now > due + this.grace ? this.after(due) : due;
  }

  private say(value: KeyValue, outcome: 'met' | 'missing', begin: number, end: number, records: Match[]): void {
    const values = this.plan.keys.length === 0 ? [] : [value];
    const summed = () => records.map((match) => ({ matches: [match] }));
    this.tell({ outcome, code: outcome, begin, end, values, records }, { values, carried: [value], at: end, match: records[0], summed });
  }

  deadlines(): Deadline[] {
    return this.watches.flatMap((watch) => {
      const { due, served, last } = watch;
      const next = due !== undefined && served ? this.after(due) : due;
      const misses = next === undefined ? [] : [{ at: next + this.grace, fire: () => this.miss(watch, next) }];
      const learn = this.plan.keys[0]?.learn;
      const forgets = learn === undefined ? [] : [{ at: last + this.micros(learn), fire: () => this.forget(watch) }];
      return [...misses, ...forgets];
    });
  }

  private miss(watch: Watch, due: number): void {
    Object.assign(watch, { due: this.after(due), served: false, missed: due });
    this.say(watch.value, 'missing', due, this.world.now, []);
  }

  private forget(watch: Watch): void {
    this.watches = this.watches.filter((other) => other !== watch);
  }

  close(): void {
    this.watches = [];
    this.closed = true;
  }
}
