/** How the last transaction with each key value ended: records that come after its end reach nothing. */

import type { KeyPlan, Plan, RulePlan } from '../../dsl/plan.ts';
import { type KeyValue, keyValue } from '../engine/key-value.ts';
import type { Outcome } from '../record.ts';
import { AgedMap } from '../values/aged-map.ts';
import { writeDuration } from '../values/duration.ts';
import { namedOutcome } from './names.ts';

/** The most to keep, each under one key value; the oldest are forgotten. */
const MOST = 10_000;

type End = Pick<Outcome, 'end' | 'outcome' | 'name'>;

export class LastEnds {
  private readonly kept = new AgedMap<End>();
  private readonly transactions: ReadonlyMap<string, RulePlan>;

  constructor({ rules }: Plan) {
    this.transactions = new Map(rules.flatMap((rule) => (rule.kind === 'transaction' ? [[rule.name, rule]] : [])));
  }

  /** Must be called for each outcome. */
  add({ rule, code, outcome, name, end, keys }: Outcome): void {
    const plan = this.transactions.get(rule);
    if (!plan || outcome === 'warning' || code === 'orphan') return;
    const { kept } = this;
    for (const value of valuesOf(plan.keys, keys)) kept.set(idOf(rule, value), { end, outcome, name });
    for (let { oldest } = kept; kept.size > MOST && oldest !== undefined; oldest = kept.oldest) kept.delete(oldest);
  }

  /** Of the first value that one had: `the last one with its key had ended 5s before: failure "denied"`. */
  textFor(rule: string, time: number, carried: readonly KeyValue[]): string | undefined {
    for (const value of carried) {
      const last = this.kept.get(idOf(rule, value));
      if (!last) continue;
      const before =
        time >= last.end ? `${writeDuration(time - last.end)} before` : `already, ${writeDuration(last.end - time)} after its timestamp`;
      return `the last one with its key had ended ${before}: ${namedOutcome(last)}`;
    }
    return undefined;
  }
}

/** The key values that an outcome lists. */
export function valuesOf(plans: readonly KeyPlan[], keys: Outcome['keys']): KeyValue[] {
  return plans.flatMap((plan, index) => (keys[index]?.values ?? []).map((values) => keyValue(index, plan, [...values])));
}

function idOf(rule: string, { id }: KeyValue): string {
  return `${rule} ${id}`;
}
