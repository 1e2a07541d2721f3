/** Schedules, which expect records: language.md 6; semantics.md 29. */

import type { SchedulePlan } from '../../../src/dsl/plan.ts';
import type { Match, Value } from '../../../src/runtime/record.ts';
import { nextClock } from './clocks.ts';
import { type Event, type KeyValue, micros } from './expressions.ts';
import { type Deadline, Rule } from './rule.ts';

/** One expected key. */
interface Watch {
  value: KeyValue;
  /** Absent if it was learnt, but has no due time yet. */
  due: number | undefined;
  /** `daily`: the last due time that was met, before which no other record counts. */
  served: number;
  /** The last due time that was missed, if none was met since; `last` is the instant of its last record, if it had one. */
  missed: number | undefined;
  /** The number in a row. */
  misses: number;
  last: number;
  /** That record's index in the order of arrival. */
  nth: number;
}

const DAY = 86_400_000_000;
/** Choice: after this many misses in a row, a key is treated like a newly learnt one. */
const MOST_MISSES = 10_000;

export class Schedule extends Rule<SchedulePlan> {
  /** In the order of the list, or of the first records. */
  private watches: Watch[] = [];
  private arrivals = 0;
  private closed = false;

  private get grace(): number {
    return micros(this.plan.grace, this.world);
  }

  private get period(): number {
    return this.plan.daily ? DAY : micros(this.plan.every ?? 0, this.world);
  }

  /** The due time one period later. */
  private after(due: number): number {
    return this.plan.daily ? nextClock(this.plan.daily, due) : due + this.period;
  }

  protected override begin(): void {
    const [key] = this.plan.keys;
    const listed = key?.from === undefined ? [] : (this.world.params.get(key.from) as Value[]).map((value) => [value]);
    const tuples = key && key.parts.length > 0 ? listed : [[]];
    for (const tuple of tuples) this.watch(JSON.stringify([0, tuple]), this.after(this.world.now));
  }

  private watch(value: KeyValue, due?: number): void {
    this.watches.push({
      value,
      due,
      served: Number.NEGATIVE_INFINITY,
      missed: undefined,
      misses: 0,
      last: due === undefined ? this.world.now : Number.NEGATIVE_INFINITY,
      nth: this.arrivals++,
    });
  }

  protected take(event: Event): void {
    if (this.closed) return;
    this.countSeen(event);
    for (const value of event.values) {
      this.hand = { ...event, values: [value] };
      const match = this.fit(this.plan.on, { values: [value] });
      const watch = this.watches.find((one) => one.value === value);
      if (match && watch) this.came(watch, match);
      else if (match && this.plan.keys[0]?.learn !== undefined) this.learn(value);
    }
  }

  /** Choice: beyond `limit` the key whose last record is oldest is forgotten. */
  private learn(value: KeyValue): void {
    const [oldest] = this.watches.toSorted((a, b) => a.nth - b.nth);
    if (this.watches.length >= this.plan.limit) this.watches = this.watches.filter((watch) => watch !== oldest);
    this.watch(value);
  }

  /** Choice: a record is judged by its instant. */
  private came(watch: Watch, match: Match): void {
    const { now } = this.world;
    const { time } = this.hand;
    watch.due ??= this.firstDue(watch.last);
    const isNear = now - watch.last <= this.period + this.grace;
    watch.last = now;
    watch.nth = this.arrivals++;
    if (watch.due === undefined || now <= watch.served) return;
    // Choice: after a miss, a record is late if it is nearer to the missed due time than to the next.
    if (watch.missed !== undefined && now - watch.missed < watch.due - now) {
      this.count('tooLate');
      // Choice: if the one before was near, this is the rhythm now.
      if (!this.plan.daily && isNear) watch.due = this.after(now);
      return;
    }
    if (this.plan.daily) watch.served = watch.due;
    watch.due = this.after(this.plan.daily ? watch.due : now);
    watch.missed = undefined;
    watch.misses = 0;
    this.count('taken');
    this.say(watch.value, 'met', time, time, [match]);
  }

  /**
   * Choice: the second of two records near enough is the first that is met; it meets the due time after the first
   * record, or the next one.
   */
  private firstDue(last: number): number | undefined {
    const { now } = this.world;
    const due = this.after(last);
    if (now - last > this.period + this.grace) return undefined;
    return now > due + this.grace ? this.after(due) : due;
  }

  private say(value: KeyValue, outcome: 'met' | 'missing', begin: number, end: number, matches: Match[]): void {
    const seen = { values: [value], carried: [value], match: matches[0], records: [{ matches }] };
    this.tell({ outcome, code: outcome, begin, end, matches }, seen);
  }

  deadlines(): Deadline[] {
    const learn = this.plan.keys[0]?.learn;
    return this.watches.flatMap((watch) => {
      const { due, value } = watch;
      const miss = (missed: number) => {
        const isLast = ++watch.misses === MOST_MISSES;
        Object.assign(watch, isLast ? { due: undefined, missed: undefined } : { due: this.after(missed), missed });
        this.say(value, 'missing', missed, this.world.now, []);
      };
      const forget = () => {
        this.watches = this.watches.filter((other) => other !== watch);
      };
      const misses = due === undefined ? [] : [{ time: due + this.grace, fire: () => miss(due) }];
      return learn === undefined ? misses : [...misses, { time: watch.last + micros(learn, this.world), fire: forget }];
    });
  }

  close(): void {
    this.watches = [];
    this.closed = true;
  }
}
