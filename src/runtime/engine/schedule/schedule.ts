/** A `schedule` while it runs: awaits records, and reports those that do not come. */

import type { SchedulePlan } from '../../../dsl/plan.ts';
import type { Match } from '../../record.ts';
import { DAY } from '../../values/time-units.ts';
import { Zone } from '../../values/zone.ts';
import { KeyedRunner, type SavedBase } from '../base-runner.ts';
import { type LogEvent, Trigger } from '../event.ts';
import type { Host, Runner } from '../host.ts';
import { type KeyValue, keyValue, NO_KEY, ownedBy } from '../key-value.ts';
import { LruList } from '../lru-list.ts';
import { restoreKeyValue } from '../saved.ts';
import type { ScopeSubject } from '../scope.ts';
import { createAccumulator } from '../summaries/summaries.ts';
import { SummarySource } from '../summaries/summary-source.ts';
import { Awaited, type SavedAwaited } from './awaited.ts';

/** The most consecutive misses reported for a key: a single stamp from another century would otherwise report without end. */
const MOST_MISSES = 10_000;

interface SavedSchedule extends SavedBase {
  closed: boolean;
  awaited: SavedAwaited[];
}

export class ScheduleRunner extends KeyedRunner<SchedulePlan> implements Runner {
  private readonly sources: readonly SummarySource[];
  private readonly trigger: Trigger;
  private readonly awaited = new Map<string, Awaited>();
  /** In the order of their last records. */
  private readonly recency = new LruList<Awaited>();
  private readonly zone: Zone | undefined;
  private readonly period: number;
  private readonly grace: number;
  /** How long a learnt key is remembered; undefined if keys are listed. */
  private readonly learn: number | undefined;
  private closed = false;

  constructor(plan: SchedulePlan, order: number, host: Host) {
    super(plan, order, host);
    this.sources = plan.summaries.map((summary) => new SummarySource(summary, host.environment));
    this.trigger = new Trigger(plan.on, host.environment);
    this.zone = plan.daily && Zone.of(plan.daily.zone);
    this.period = plan.every === undefined ? DAY : Math.max(1, host.micros(plan.every));
    this.grace = host.micros(plan.grace);
    const learn = plan.keys[0]?.learn;
    this.learn = learn === undefined ? undefined : host.micros(learn);
  }

  /**
   * The first period of a listed key begins at the first record of the input. When the run resumes from saved state,
   * that of a newly listed key begins then, and keys no longer listed are dropped.
   */
  begin(at: number): void {
    if (this.closed || this.learn !== undefined) return;
    const listed = this.listed();
    const ids = new Set(listed.map(({ id }) => id));
    for (const awaited of this.awaited.values()) if (!ids.has(awaited.value.id)) this.forget(awaited);
    for (const value of listed) this.listen(value, at);
  }

  private listed(): KeyValue[] {
    const [key] = this.plan.keys;
    if (!key) return [NO_KEY];
    if (key.from === undefined) return [keyValue(0, key, [])];
    const listed = this.environment.params.get(key.from);
    return Array.isArray(listed) ? listed.map((value) => keyValue(0, key, [value])) : [];
  }

  private listen(value: KeyValue, at: number): void {
    if (this.awaited.has(value.id)) return;
    const awaited = this.create(value, this.opened++);
    awaited.next = this.dueAfter(at);
    this.settle(awaited);
  }

  private create(value: KeyValue, opened: number): Awaited {
    const awaited = new Awaited(this.order, opened, value, (due, at) => this.fire(due, at));
    this.awaited.set(value.id, awaited);
    this.recency.add(awaited);
    return awaited;
  }

  private dueAfter(at: number): number {
    return this.zone && this.plan.daily ? this.zone.nextClock(at, this.plan.daily.at) : at + this.period;
  }

  override deliver(event: LogEvent): void {
    if (!this.closed) super.deliver(event);
  }

  /** Due times are set and judged by the instant of a record, so that a source with a slow clock causes no miss. */
  protected override take(value: KeyValue, event: LogEvent): void {
    const { now } = this.host;
    this.scope.point(event.time, value.id);
    const match = this.trigger.find(event, this.scope);
    const awaited = match && (this.awaited.get(value.id) ?? this.learnt(value));
    if (!match || !awaited) return;
    this.recency.touch(awaited);
    const before = awaited.lastSeen;
    awaited.lastSeen = now;
    if (awaited.next === undefined) this.judgeFirst(awaited, before, match);
    else if (awaited.isLate(now)) this.late(awaited, before);
    else if (!awaited.met) this.meet(awaited, match);
    this.settle(awaited);
  }

  /** Two late records in a row as near as those of a learnt key set the rhythm: in another one, every record would be late. */
  private late(awaited: Awaited, before: number | undefined): void {
    const { now } = this.host;
    this.counters.tooLate++;
    if (!this.plan.daily && this.isNear(now, before)) awaited.next = this.dueAfter(now);
  }

  private isNear(now: number, before: number | undefined): before is number {
    return before !== undefined && now - before <= this.period + this.grace;
  }

  private learnt(value: KeyValue): Awaited | undefined {
    if (this.learn === undefined) return undefined;
    for (let oldest = this.recency.first; oldest && this.awaited.size >= this.plan.limit; oldest = this.recency.first) this.forget(oldest);
    return this.create(value, this.opened++);
  }

  /** A learnt key is judged from the second of two records within a period plus the grace. */
  private judgeFirst(awaited: Awaited, before: number | undefined, match: Match): void {
    const { now } = this.host;
    if (!this.isNear(now, before)) return;
    const due = this.dueAfter(before);
    awaited.next = now > due + this.grace ? this.dueAfter(due) : due;
    this.meet(awaited, match);
  }

  /** Counts a record for the next due time or, within the grace, for the one that has just passed. */
  private meet(awaited: Awaited, match: Match): void {
    const { now } = this.host;
    const { next = now } = awaited;
    this.counters.taken++;
    awaited.missed = undefined;
    awaited.misses = 0;
    awaited.met = this.plan.daily !== undefined && now <= next;
    if (!awaited.met) awaited.next = this.dueAfter(this.plan.daily ? next : now);
    this.report(awaited, 'met', match.time, match.time, match);
  }

  private report(awaited: Awaited, outcome: 'met' | 'missing', begin: number, end: number, match?: Match): void {
    const { value } = awaited;
    const records = match ? [this.placeOf(match)] : [];
    this.scope.point(end, value.id);
    this.reporter.report(this.subjectOf(value, match), {
      id: `${this.reporter.newId(`${outcome}${value.id}`, end)}.0`,
      outcome,
      code: outcome,
      reason: match ? `${this.recordName(match)} came in time` : missingReason(awaited),
      begin,
      end,
      records,
      recordCount: records.length,
    });
  }

  /** Summaries cover the one record that came, if one did. */
  private subjectOf(value: KeyValue, match: Match | undefined): ScopeSubject {
    const summaries = this.plan.summaries.map((plan, i) => {
      const total = createAccumulator(plan);
      const counted = match && this.sources[i]?.take(match, this.scope);
      if (match && counted !== undefined) total.add(counted, match.weight);
      return total.result();
    });
    return { owned: ownedBy(value), lookbackKey: value.id, captureAt: () => undefined, summaryAt: (index) => summaries[index] };
  }

  private fire(awaited: Awaited, at: number): void {
    const { next } = awaited;
    if (next !== undefined && this.judgedAt(awaited) <= at) this.pass(awaited, next, at);
    if (this.forgottenAt(awaited) <= at) this.forget(awaited);
    else this.settle(awaited);
  }

  /** Handles a due time that has passed, met or not. */
  private pass(awaited: Awaited, due: number, at: number): void {
    awaited.next = this.dueAfter(due);
    if (awaited.met) awaited.met = false;
    else {
      awaited.missed = due;
      if (++awaited.misses === MOST_MISSES) this.giveUp(awaited);
      this.report(awaited, 'missing', due, at);
    }
  }

  /** Reports nothing more of the key until it comes again; then it is judged like a learnt key. */
  private giveUp(awaited: Awaited): void {
    awaited.next = awaited.missed = undefined;
  }

  private judgedAt({ next = Number.POSITIVE_INFINITY, met }: Awaited): number {
    return met ? next : next + this.grace;
  }

  private forgottenAt({ lastSeen }: Awaited): number {
    return this.learn === undefined || lastSeen === undefined ? Number.POSITIVE_INFINITY : lastSeen + this.learn;
  }

  private settle(awaited: Awaited): void {
    awaited.due = Math.min(this.judgedAt(awaited), this.forgottenAt(awaited));
    this.host.deadlines.update(awaited);
  }

  private forget(awaited: Awaited): void {
    awaited.due = Number.POSITIVE_INFINITY;
    this.host.deadlines.update(awaited);
    this.awaited.delete(awaited.value.id);
    this.recency.delete(awaited);
  }

  /** Schedules do not run on at the end of input, whatever else still ends. */
  *close(): Generator<void> {
    this.closed = true;
    for (const awaited of this.awaited.values()) {
      this.forget(awaited);
      yield;
    }
  }

  save(): unknown {
    const awaited = Array.from(this.recency, (one) => one.save());
    return { ...this.saveBase(), closed: this.closed, awaited } satisfies SavedSchedule;
  }

  restore(saved: unknown): void {
    const { closed, awaited, ...base } = saved as SavedSchedule;
    this.restoreBase(base);
    this.closed = closed;
    for (const one of awaited) {
      const restored = this.create(restoreKeyValue(one.value, this.plan.keys), one.opened);
      restored.restore(one);
      this.settle(restored);
    }
  }
}

function missingReason({ misses }: Awaited): string {
  const why = 'it did not come in time';
  return misses < MOST_MISSES ? why : `${why}, ${misses} times in a row; no more is told of it until it comes again`;
}
