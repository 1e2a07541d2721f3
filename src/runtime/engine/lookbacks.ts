/**
 * Look-backs: `count(sshd.failed, 10m)` in a guard, a condition or `emit`. They see their records whether or
 * not an instance is open, by the first key of the rule, and are not moved by them.
 */

import type { LookbackPlan, RulePlan } from '../../dsl/plan.ts';
import type { Value } from '../record.ts';
import type { LogEvent } from './event.ts';
import type { Host } from './host.ts';
import type { KeyValue } from './key-value.ts';
import type { RuleScope } from './scope.ts';
import { Sliding } from './sliding.ts';
import { SummarySource } from './summary-source.ts';

/** One key more drops the one whose last record is oldest. */
const MOST_KEYS = 1_000_000;

/** What one key is looked back on. */
interface Past {
  slidings: Sliding[];
  /** The instant of its last record. */
  touched: number;
}

export class Lookbacks {
  /** Records that it sees. */
  readonly records: readonly number[];

  private readonly plans: readonly LookbackPlan[];
  private readonly spans: readonly number[];
  private readonly sources: readonly SummarySource[];
  /** That of a key without records. */
  private readonly nothing: readonly Sliding[];
  /** By key; the one whose last record is oldest comes first. */
  private readonly pasts = new Map<string, Past>();
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

  /** Takes note of a record, before the rule is moved by it. */
  observe(event: LogEvent, keys: readonly KeyValue[]): void {
    this.fade();
    const found = this.sources.map((source) => source.find(event, this.scope));
    if (found.every((counted) => counted === undefined)) return;
    for (const { id } of keys) {
      const { slidings } = this.touch(id);
      for (const [i, counted] of found.entries()) if (counted) slidings[i]?.add(event.time, counted);
    }
  }

  /** Its value for a key, for a record of time `t` in hand. */
  read(index: number, id: string | undefined, t: number): Value | undefined {
    const past = id === undefined ? undefined : this.pasts.get(id);
    return (past?.slidings ?? this.nothing)[index]?.at(t, this.host.now);
  }

  forget(id: string): void {
    this.pasts.delete(id);
  }

  /** Plain JSON, for {@link Lookbacks.restore}. */
  save(): unknown {
    return Array.from(this.pasts, ([id, { slidings, touched }]) => [id, touched, slidings.map((sliding) => sliding.save())]);
  }

  restore(saved: unknown): void {
    for (const [id, touched, states] of saved as [string, number, unknown[]][]) {
      const slidings = this.slidings();
      for (const [i, sliding] of slidings.entries()) sliding.restore(states[i]);
      this.pasts.set(id, { slidings, touched });
    }
  }

  private slidings(): Sliding[] {
    return this.plans.map((plan, i) => new Sliding(plan, this.spans[i] ?? 0));
  }

  /** The past of a key, which is now the one with the newest record. */
  private touch(id: string): Past {
    const past = this.pasts.get(id) ?? { slidings: this.slidings(), touched: 0 };
    if (!this.pasts.delete(id) && this.pasts.size >= MOST_KEYS) this.dropOldest();
    past.touched = this.host.now;
    this.pasts.set(id, past);
    return past;
  }

  private dropOldest(): void {
    for (const id of this.pasts.keys()) {
      this.pasts.delete(id);
      return;
    }
  }

  /** Drops the keys whose records have all left, so that memory holds no more than the longest look-back. */
  private fade(): void {
    for (const [id, { touched }] of this.pasts) {
      if (touched + this.longest > this.host.now) return;
      this.pasts.delete(id);
    }
  }
}
