/** Outcomes as records: what a chained rule sees of the outcome of another. */

import type { OutcomeWord, Plan } from '../../dsl/plan.ts';
import { keyNamed, keyPartOf } from '../outcome-keys.ts';
import type { Match, Outcome, Value } from '../record.ts';

export class OutcomeRecords {
  /** By rule and outcome: the index into `plan.records`. */
  private readonly records = new Map<string, Map<OutcomeWord, number>>();

  constructor(private readonly plan: Plan) {
    for (const [index, { outcome }] of plan.records.entries()) {
      if (!outcome) continue;
      const ofRule = this.records.get(outcome.rule) ?? new Map<OutcomeWord, number>();
      this.records.set(outcome.rule, ofRule.set(outcome.outcome, index));
    }
  }

  /** The outcome as a match; undefined if no rule is chained to it. */
  matchOf(outcome: Outcome): Match | undefined {
    const record = this.records.get(outcome.rule)?.get(outcome.outcome);
    if (record === undefined) return undefined;
    const [place] = outcome.records.slice(-1);
    const values = (this.plan.records[record]?.fields ?? []).map(({ name }) => fieldOf(outcome, name));
    return { record, time: outcome.end, weight: 1, values, source: place?.source ?? -1, line: place?.line ?? 0 };
  }
}

/** The value of a field: `emit` takes precedence over the key, and the key over what every outcome has. */
function fieldOf(outcome: Outcome, name: string): Value | undefined {
  const emitted = outcome.fields.get(name);
  if (emitted !== undefined) return emitted;
  const inKey = keyPartOf(outcome.keys, name);
  if (inKey) return inKey.value;
  switch (name) {
    case 'name':
    case 'reason':
    case 'begin':
    case 'end':
      return outcome[name];
    case 'duration':
      return outcome.end - outcome.begin;
    default:
      return keyNamed(outcome.keys, name);
  }
}
