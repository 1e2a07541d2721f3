/**
 * Look-backs: `count(sshd.failed, 10m)` in a guard, a condition or `emit`. They see their records whether or not an
 * instance is open, by the first key of the rule, and those records do not move the rule.
 */

import type { LookbackPlan, RulePlan } from '../../dsl/plan.ts';
import type { Value } from '../record.ts';
import type { LogEvent } from './event.ts';
import type { Host } from './host.ts';
import type { KeyValue } from './key-value.ts';
import { Recency, type Recent } from './recency.ts';
import type { RuleScope } from './scope.ts';
import { Sliding } from './sliding.ts';
import { SummarySource } from './summary-source.ts';

/** The most keys to keep: one more drops the key whose last record is oldest. */
const MOST_KEYS = 1_000_000;

/** The records of one key that look-backs see. */
interface Past extends Recent<Past> {
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
  private readonly pasts = new Map<string, Past>();
  /** In the order of their last records. */
  private readonly recency = new Recency<Past>();
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
    this.fade();
    for (let i = 0; i < this.sources.length; i++) {
      const counted = this.sources[i]?.find(event, this.scope);
      if (counted) for (const { id } of keys) this.touch(id, this.host.now).slidings[i]?.add(event.time, counted);
    }
  }

  /** The value of a look-back for a key at the time `t` of the record in hand. */
  read(index: number, id: string | undefined, t: number): Value | undefined {
    const past = id === undefined ? undefined : this.pasts.get(id);
    return (past?.slidings ?? this.nothing)[index]?.at(t, this.host.now);
  }

  forget(id: string): void {
    const past = this.pasts.get(id);
    if (past) this.drop(past);
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

  /** The past of a key, which becomes the most recent one; created if absent. */
  private touch(id: string, at: number): Past {
    const known = this.pasts.get(id);
    if (known) this.recency.touch(known);
    const past = known ?? this.create(id);
    past.touched = at;
    return past;
  }

  private create(id: string): Past {
    const oldest = this.recency.first;
    if (oldest && this.pasts.size >= MOST_KEYS) this.drop(oldest);
    const past: Past = { id, slidings: this.slidings(), touched: 0, older: undefined, newer: undefined };
    this.pasts.set(id, past);
    this.recency.add(past);
    return past;
  }

  private drop(past: Past): void {
    this.pasts.delete(past.id);
    this.recency.delete(past);
  }

  /** Drops keys whose records have all expired, so that memory is bounded by the longest look-back. */
  private fade(): void {
    for (let oldest = this.recency.first; oldest && oldest.touched + this.longest <= this.host.now; oldest = this.recency.first)
      this.drop(oldest);
  }
}
