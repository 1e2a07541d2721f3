/** Schedules: records that must come. */

import type { SchedulePlan } from '../../../src/dsl/plan.ts';
import type { Match, Value } from '../../../src/runtime/record.ts';
import { textOf } from './expressions.ts';
import { type Closing, type Deadline, type Event, type KeyValue, Machine, nextClock } from './machine.ts';

/** One key that is awaited. */
interface Watch {
  value: KeyValue;
  /** Absent: learnt, but not judged yet. */
  due: number | undefined;
  /** The instant of its last record. */
  last: number;
  /** `daily`: the due that is next has had its record. */
  served: boolean;
  /** A miss was told since its last record, which will be late. */
  missed: boolean;
}

export class ScheduleMachine extends Machine<SchedulePlan> {
  /** In order of the list, or of the first record. */
  private watches: Watch[] = [];

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
    for (const tuple of tuples) this.watch({ key: 0, tuple, id: key === undefined ? '' : textOf([0, tuple]) }, this.after(this.world.now));
  }

  private watch(value: KeyValue, due: number | undefined): void {
    this.watches.push({ value, due, last: this.world.now, served: false, missed: false });
  }

  protected take(event: Event): void {
    for (const value of this.carried(event)) {
      const match = this.fitting(this.plan.on, event, { values: [value], carried: [value], at: event.time });
      if (!match) continue;
      const watch = this.watches.find((one) => one.value.id === value.id);
      if (watch) this.came(watch, event.time, match);
      else if (this.plan.keys[0]?.learn !== undefined) this.watch(value, undefined);
    }
  }

  private came(watch: Watch, time: number, match: Match): void {
    const { now } = this.world;
    const { last, missed } = watch;
    Object.assign(watch, { last: now, missed: false });
    if (watch.due === undefined) {
      // Choice: the second of two records near enough is the first that is met.
      if (this.after(last) + this.grace < now) return;
      watch.due = this.plan.daily ? this.after(last) : now;
      watch.served = false;
    }
    if (missed) return;
    if (!this.plan.daily) {
      watch.due = this.after(now);
      this.met(watch, time, match);
      return;
    }
    while (watch.served && watch.due < now) Object.assign(watch, { due: this.after(watch.due), served: false });
    if (watch.served) return;
    if (now > watch.due) watch.due = this.after(watch.due);
    else watch.served = true;
    this.met(watch, time, match);
  }

  private met({ value }: Watch, time: number, match: Match): void {
    this.say(value, 'met', time, [match]);
  }

  private say(value: KeyValue, outcome: 'met' | 'missing', at: number, records: Match[]): void {
    const values = this.plan.keys.length === 0 ? [] : [value];
    const summed = records.map((match) => ({ matches: [match] }));
    this.tell({ outcome, code: outcome, begin: at, end: at, values, records }, { values, at, match: records[0], summed });
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
    Object.assign(watch, { due: this.after(due), served: false, missed: true });
    this.say(watch.value, 'missing', this.world.now, []);
  }

  private forget(watch: Watch): void {
    this.watches = this.watches.filter((other) => other !== watch);
  }

  *closing(_part: Closing): Iterable<void> {}
}
