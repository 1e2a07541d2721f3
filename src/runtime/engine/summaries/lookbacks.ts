/**
 * Look-backs: `count(sshd.failed, 10m)` in a guard, a condition or `emit`. They see their records whether or not an
 * instance is open, by the first key of the rule, and those records do not move the rule.
 */

import type { LookbackPlan, RulePlan } from '../../../dsl/plan.ts';
import type { Value } from '../../record.ts';
import type { LogEvent } from '../event.ts';
import type { Host } from '../host.ts';
import type { KeyValue } from '../key-value.ts';
import { LruList, type LruNode } from '../lru-list.ts';
import type { RuleScope } from '../scope.ts';
import { Sliding } from './sliding.ts';
import { type Counted, SummarySource } from './summary-source.ts';

/** The most keys to keep: one more drops the key whose last record is oldest. */
const MOST_KEYS = 1_000_000;

/** The records of one key that look-backs see. */
interface History extends LruNode<History> {
  readonly id: string;
  readonly slidings: Sliding[];
  /** The instant of its last record. */
  touched: number;
}

export class Lookbacks {
  /** Records that look-backs see. */
  readonly records: readonly number[];

  private readonly plans: readonly LookbackPlan[];
  private readonly spans: readonly number[];
  private readonly sources: readonly SummarySource[];
  /** The slidings of a key without records. */
  private readonly nothing: readonly Sliding[];
  /** By key. */
  private readonly histories = new Map<string, History>();
  /** In the order of their last records. */
  private readonly recency = new LruList<History>();
  private readonly longest: number;

  constructor(
    { lookbacks }: RulePlan,
    private readonly host: Host,
    private readonly scope: RuleScope,
  ) {
    this.plans = lookbacks;
    this.records = lookbacks.flatMap(({ records }) => records);
    this.spans = lookbacks.map(({ over }) => host.micros(over));
    this.sources = lookbacks.map((plan) => new SummarySource(plan, host.environment));
    this.nothing = this.slidings();
    this.longest = Math.max(0, ...this.spans);
  }

  /** Adds a record, before it moves the rule. */
  observe(event: LogEvent, keys: readonly KeyValue[]): void {
    this.dropExpired();
    for (let i = 0; i < this.sources.length; i++) {
      const counted = this.sources[i]?.find(event, this.scope);
      if (counted) for (const { id } of keys) this.add(i, id, event.time, counted);
    }
  }

  /** Drops what has left as well: a look-back may be asked for long after, or never. */
  private add(index: number, id: string, time: number, counted: Counted): void {
    const { now } = this.host;
    const sliding = this.touch(id, now).slidings[index];
    sliding?.advance(now);
    sliding?.add(time, counted);
  }

  /** The value of a look-back for a key at the time `t` of the record in hand. */
  read(index: number, id: string | undefined, t: number): Value | undefined {
    const history = id === undefined ? undefined : this.histories.get(id);
    return (history?.slidings ?? this.nothing)[index]?.at(t, this.host.now);
  }

  forget(id: string): void {
    const history = this.histories.get(id);
    if (history) this.drop(history);
  }

  /** Plain JSON, for {@link Lookbacks.restore}. */
  save(): unknown {
    return Array.from(this.recency, ({ id, touched, slidings }) => [id, touched, slidings.map((sliding) => sliding.save())]);
  }

  restore(saved: unknown): void {
    for (const [id, touched, states] of saved as [string, number, unknown[]][]) {
      const { slidings } = this.touch(id, touched);
      for (const [i, sliding] of slidings.entries()) sliding.restore(states[i]);
    }
  }

  private slidings(): Sliding[] {
    return this.plans.map((plan, i) => new Sliding(plan, this.spans[i] ?? 0));
  }

  /** The history of a key, which becomes the most recent one; created if absent. */
  private touch(id: string, at: number): History {
    const known = this.histories.get(id);
    if (known) this.recency.touch(known);
    const history = known ?? this.create(id);
    history.touched = at;
    return history;
  }

  private create(id: string): History {
    const oldest = this.recency.first;
    if (oldest && this.histories.size >= MOST_KEYS) this.drop(oldest);
    const history: History = { id, slidings: this.slidings(), touched: 0, older: undefined, newer: undefined };
    this.histories.set(id, history);
    this.recency.add(history);
    return history;
  }

  private drop(history: History): void {
    this.histories.delete(history.id);
    this.recency.delete(history);
  }

  /** Drops keys whose records have all expired, so that memory is bounded by the longest look-back. */
  private dropExpired(): void {
    for (let oldest = this.recency.first; oldest && oldest.touched + this.longest <= this.host.now; oldest = this.recency.first)
      this.drop(oldest);
  }
}
