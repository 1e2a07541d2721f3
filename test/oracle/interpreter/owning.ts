/** Which open transaction owns which key values, and which endings a rule has: language.md 4; semantics.md 7, 17, 18. */

import type { EndingPlan, TransactionPlan } from '../../../src/dsl/plan.ts';
import type { Match } from '../../../src/runtime/record.ts';
import type { KeyValue } from './expressions.ts';
import type { Instance, Until } from './instance.ts';
import { Rule } from './rule.ts';

export abstract class Owning extends Rule<TransactionPlan> {
  /** In order of opening. */
  protected open: Instance[] = [];
  /** Values of instances that have ended. */
  protected lingering: Until[] = [];
  /** The values that the current record has bound. */
  protected bound: KeyValue[] = [];
  /** Of a rule that has changed: its other versions. Choice: what one of them owns stays there, and what it binds lingers in none. */
  protected others: readonly Owning[] = [];
  /** Whether it is a former version, which opens nothing. */
  protected isFormer = false;

  /** Whether every owner may take a record, and each opening record opens an instance. */
  protected get sharing(): boolean {
    return ['overlap', 'overtake'].includes(this.plan.restart.policy);
  }

  /** Whether the record in hand carries a value that lingers. */
  protected get lingers(): boolean {
    return this.lingering.some(({ value, until }) => until >= this.world.reached && this.hand.values.includes(value));
  }

  protected isOwned(value: KeyValue): boolean {
    return [this, ...this.others].some((version) => version.owns(value));
  }

  owns(value: KeyValue): boolean {
    return this.open.some(({ values }) => values.includes(value));
  }

  /** In the order of the values. */
  protected ownersOf(values: readonly KeyValue[]): Instance[] {
    const owners = new Set(values.flatMap((value) => this.open.filter((instance) => instance.values.includes(value))));
    return [...owners].slice(0, this.sharing ? undefined : 1);
  }

  /** 7, 17, 18. Choice: a lingering value has no owner, and stops lingering. */
  protected bind(instance: Instance, values: readonly KeyValue[]): void {
    const stays = (value: KeyValue) => !this.sharing && this.plan.conflict === 'count' && this.isOwned(value);
    const others = values.filter((value) => !instance.values.includes(value));
    this.count('conflicts', others.filter(stays).length);
    for (const value of others.filter((value) => !stays(value))) {
      this.free(value, this.sharing ? [] : this.open);
      instance.values = [...instance.values, value];
      this.bound.push(value);
    }
  }

  /** In all versions. */
  protected disown(value: KeyValue): void {
    for (const version of [this, ...this.others]) version.free(value);
  }

  protected free(freed: KeyValue, from = this.open): void {
    for (const instance of from) instance.values = instance.values.filter((value) => value !== freed);
    for (const version of [this, ...this.others]) version.lingering = version.lingering.filter(({ value }) => value !== freed);
  }

  /** Failures first, each in written order. */
  protected get endings(): EndingPlan[] {
    return this.plan.endings.toSorted((a, b) => Number(b.outcome === 'failure') - Number(a.outcome === 'failure'));
  }

  /** Whether an ending `all` names the record. */
  protected isNamed(matches: readonly Match[]): boolean {
    const named = this.endings.flatMap(({ all, on = [] }) => (all ? on.map(({ record }) => record) : []));
    return matches.some(({ record }) => named.includes(record));
  }
}
