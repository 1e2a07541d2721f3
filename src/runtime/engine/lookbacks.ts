/**
 * Look-backs: `count(sshd.failed, 10m)` in a guard, a condition or `emit`. They see their records whether or
 * not an instance is open, by the first key of the rule, and are not moved by them.
 */

import type { LookbackPlan } from '../../dsl/plan.ts';
import type { Environment } from '../expression/scope.ts';
import type { Value } from '../record.ts';
import type { LogEvent } from './event.ts';
import type { KeyValue } from './keys.ts';
import type { RuleScope } from './scope.ts';
import { Sliding } from './sliding.ts';
import { SummarySource } from './summary-source.ts';

export class Lookbacks {
  private readonly sources: SummarySource[];
  private readonly byKey = new Map<string, Sliding[]>();
  /** Keys by the time at which they may be empty; times ascend, as instants do. */
  private readonly fading: { id: string; at: number }[] = [];
  private faded = 0;
  private readonly longest: number;

  constructor(
    private readonly plans: readonly LookbackPlan[],
    private readonly spans: readonly number[],
    environment: Environment,
    private readonly scope: RuleScope,
  ) {
    this.sources = plans.map((plan) => new SummarySource(plan, environment));
    this.longest = Math.max(0, ...spans);
  }

  get records(): number[] {
    return this.plans.flatMap((plan) => plan.records);
  }

  /** Takes note of a record, before the rule is moved by it. */
  observe(event: LogEvent, keys: readonly KeyValue[], now: number): void {
    this.fade(now);
    for (let i = 0; i < this.sources.length; i++) {
      const match = this.sources[i]?.find(event, this.scope);
      if (!match) continue;
      const value = this.sources[i]?.valueOf(match, this.scope);
      for (const { id } of keys) this.slidingOf(id, now)[i]?.add({ time: event.time, value, weight: match.weight });
    }
  }

  /** Its value for a key, for a record of time `t` in hand at the instant `now`. */
  read(index: number, id: string | undefined, t: number, now: number): Value | undefined {
    const sliding = id === undefined ? undefined : this.byKey.get(id)?.[index];
    return (sliding ?? this.fresh(index)).at(t, now);
  }

  forget(id: string): void {
    for (const sliding of this.byKey.get(id) ?? []) sliding.forget();
  }

  private fresh(index: number): Sliding {
    return new Sliding(this.plans[index] as LookbackPlan, this.spans[index] ?? 0);
  }

  private slidingOf(id: string, now: number): Sliding[] {
    let slidings = this.byKey.get(id);
    if (!slidings) {
      slidings = this.plans.map((_, i) => this.fresh(i));
      this.byKey.set(id, slidings);
      this.fading.push({ id, at: now + this.longest });
    }
    return slidings;
  }

  /** Drops the keys whose records have all left, so that memory holds no more than the longest look-back. */
  private fade(now: number): void {
    for (let next = this.fading[this.faded]; next && next.at <= now; next = this.fading[this.faded]) {
      this.faded++;
      const slidings = this.byKey.get(next.id);
      if (!slidings) continue;
      for (const sliding of slidings) sliding.advance(now);
      if (slidings.every((sliding) => sliding.empty)) this.byKey.delete(next.id);
      else this.fading.push({ id: next.id, at: now + this.longest });
    }
    if (this.faded > 1024 && this.faded * 2 > this.fading.length) {
      this.fading.splice(0, this.faded);
      this.faded = 0;
    }
  }
}
