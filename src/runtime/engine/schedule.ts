/** A `schedule` while it runs: records that must come, and the telling when they do not. */

import type { SchedulePlan } from '../../dsl/plan.ts';
import type { RuleCounters } from '../counters.ts';
import type { Match, Value } from '../record.ts';
import { Zone } from '../values/zone.ts';
import { countOutcome, newCounters } from './counting.ts';
import type { Subject } from './deadlines.ts';
import { type LogEvent, Trigger } from './event.ts';
import type { Host, Runner } from './host.ts';
import { Ids } from './ids.ts';
import { Keys, type KeyValue, keyId } from './keys.ts';
import { RuleScope } from './scope.ts';
import { Teller } from './teller.ts';

/** One key that must report. */
class Awaited implements Subject {
  due = Number.POSITIVE_INFINITY;
  queued = Number.POSITIVE_INFINITY;
  /** The time up to which the next record must come, without the grace; undefined: not judged yet. */
  next: number | undefined;
  /** `daily`: the day's record has come. */
  met = false;
  /** The due that was missed last. */
  missed: number | undefined;
  lastSeen: number | undefined;

  constructor(
    readonly rule: number,
    readonly opened: number,
    readonly value: KeyValue,
    private readonly onDue: (awaited: Awaited, at: number) => void,
  ) {}

  fire(at: number): void {
    this.onDue(this, at);
  }
}

export class ScheduleRunner implements Runner {
  readonly counters: RuleCounters;
  readonly live = 0;

  private readonly scope = new RuleScope();
  private readonly keys: Keys;
  private readonly trigger: Trigger;
  private readonly teller: Teller;
  private readonly ids: Ids;
  private readonly awaited = new Map<string, Awaited>();
  private readonly zone: Zone | undefined;
  private readonly period: number;
  private readonly grace: number;
  /** How long a learnt key is remembered; undefined: keys are listed. */
  private readonly learn: number | undefined;
  private opened = 0;

  constructor(
    readonly plan: SchedulePlan,
    private readonly order: number,
    private readonly host: Host,
  ) {
    this.counters = newCounters(plan);
    this.ids = new Ids(plan.name);
    this.keys = new Keys(plan.keys, host.environment, this.scope);
    this.trigger = new Trigger(plan.on, host.environment);
    this.teller = new Teller(plan, host, this.scope);
    this.zone = plan.daily && Zone.of(plan.daily.zone);
    this.period = plan.every === undefined ? 0 : host.micros(plan.every);
    this.grace = host.micros(plan.grace);
    const learn = plan.keys[0]?.learn;
    this.learn = learn === undefined ? undefined : host.micros(learn);
  }

  get listens(): Iterable<number> {
    return this.plan.known;
  }

  /** The first period of a listed key begins at the first record of the input. */
  begin(at: number): void {
    const [key] = this.plan.keys;
    if (!key) this.listen({ key: 0, id: '', values: [] }, at);
    else if (key.from !== undefined) {
      const listed = this.host.environment.params.get(key.from);
      for (const value of Array.isArray(listed) ? listed : []) this.listen({ key: 0, id: keyId(0, key, [value]), values: [value] }, at);
    }
  }

  private listen(value: KeyValue, at: number): void {
    if (this.awaited.has(value.id)) return;
    const awaited = this.create(value);
    awaited.next = this.dueAfter(at);
    this.settle(awaited);
  }

  private create(value: KeyValue): Awaited {
    const awaited = new Awaited(this.order, this.opened++, value, (due, at) => this.fire(due, at));
    this.awaited.set(value.id, awaited);
    return awaited;
  }

  private dueAfter(at: number): number {
    return this.zone && this.plan.daily ? this.zone.nextClock(at, this.plan.daily.at) : at + this.period;
  }

  deliver(event: LogEvent): void {
    const match = this.trigger.find(event, this.scope);
    if (!match) return;
    this.counters.seen++;
    const carried = this.plan.keys.length === 0 ? [{ key: 0, id: '', values: [] }] : this.keys.carriedFirst(event);
    if (carried.length === 0) this.counters.noKey++;
    for (const value of carried) this.take(value, match);
  }

  private take(value: KeyValue, match: Match): void {
    let awaited = this.awaited.get(value.id);
    if (!awaited) {
      if (this.learn === undefined) return;
      awaited = this.create(value);
    }
    const before = awaited.lastSeen;
    awaited.lastSeen = match.time;
    if (awaited.next === undefined) this.learnFrom(awaited, before, match);
    else if (this.isLate(awaited, match.time)) this.counters.tooLate++;
    else if (!awaited.met) this.meet(awaited, match);
    this.settle(awaited);
  }

  /** A learnt key is judged from the second of two records within a period and the grace. */
  private learnFrom(awaited: Awaited, before: number | undefined, match: Match): void {
    if (before === undefined || match.time > this.dueAfter(before) + this.grace) return;
    this.meet(awaited, match);
  }

  /** After its miss was told a record is late, as long as it is nearer to the missed due than to the next. */
  private isLate({ missed, next }: Awaited, time: number): boolean {
    return missed !== undefined && next !== undefined && time - missed < next - time;
  }

  private meet(awaited: Awaited, match: Match): void {
    const { next } = awaited;
    this.counters.taken++;
    this.tell(awaited, 'met', match.time, match.time, match);
    awaited.missed = undefined;
    if (this.plan.daily) {
      const forNext = next === undefined || match.time > next;
      awaited.met = !forNext;
      if (forNext) awaited.next = this.dueAfter(Math.max(match.time, next ?? match.time));
    } else awaited.next = match.time + this.period;
  }

  private tell({ value }: Awaited, outcome: 'met' | 'missing', begin: number, end: number, match?: Match): void {
    countOutcome(this.counters, outcome);
    this.scope.subject = {
      captureAt: () => undefined,
      summaryAt: () => undefined,
      keyAt: (_, part): Value | undefined => value.values[part],
    };
    this.scope.match = match;
    const record = match && (this.host.environment.records[match.record]?.name ?? '');
    this.teller.tell({
      id: `${this.ids.next(`${outcome}${value.id}`, end, this.host.now)}.0`,
      outcome,
      code: outcome,
      reason: outcome === 'met' ? `${record} came in time` : 'it did not come in time',
      begin,
      end,
      awaited: [],
      owned: this.plan.keys.length === 0 ? [] : [value],
      records: match && record !== undefined ? [{ source: match.source, line: match.line, record }] : [],
      recordCount: match ? 1 : 0,
    });
  }

  private fire(awaited: Awaited, at: number): void {
    if (this.learn !== undefined && awaited.lastSeen !== undefined && awaited.lastSeen + this.learn <= at) {
      awaited.due = Number.POSITIVE_INFINITY;
      this.awaited.delete(awaited.value.id);
      return;
    }
    const { next } = awaited;
    if (next !== undefined) {
      if (awaited.met) awaited.met = false;
      else {
        this.tell(awaited, 'missing', next, at);
        awaited.missed = next;
      }
      awaited.next = this.plan.daily ? this.dueAfter(next) : next + this.period;
    }
    this.settle(awaited);
  }

  private settle(awaited: Awaited): void {
    const { next, met, lastSeen } = awaited;
    const judged = next === undefined ? Number.POSITIVE_INFINITY : met ? next : next + this.grace;
    const forgotten = this.learn === undefined || lastSeen === undefined ? Number.POSITIVE_INFINITY : lastSeen + this.learn;
    awaited.due = Math.min(judged, forgotten);
    this.host.deadlines.update(awaited);
  }

  /** Schedules are not run on at the end of input. */
  close(): void {
    for (const awaited of this.awaited.values()) awaited.due = Number.POSITIVE_INFINITY;
    this.awaited.clear();
  }

  save(): unknown {
    const awaited = [...this.awaited.values()].map(({ opened, value, next, met, missed, lastSeen }) => ({
      opened,
      value,
      next,
      met,
      missed,
      lastSeen,
    }));
    return { opened: this.opened, awaited, ids: this.ids.save(), teller: this.teller.save() };
  }

  restore(saved: unknown): void {
    const { opened, awaited, ids, teller } = saved as { opened: number; awaited: Awaited[]; ids: unknown; teller: unknown };
    for (const { opened: order, value, ...state } of awaited) {
      this.opened = order;
      const one = Object.assign(this.create(value), state);
      this.settle(one);
    }
    this.opened = opened;
    this.ids.restore(ids);
    this.teller.restore(teller);
  }
}
