/** Outcomes as records: what a chained rule sees of the outcome of another. */

import type { OutcomeWord, Plan, RulePlan } from '../../dsl/plan.ts';
import { getOrMake } from '../../get-or-make.ts';
import { keyNamed, keyPartOf } from '../outcome-keys.ts';
import type { Match, Outcome, Value } from '../record.ts';

type Reader = (outcome: Outcome) => Value | undefined;

/** What a chained rule sees of one kind of outcome. */
interface OutcomeRecord {
  /** Index into `plan.records`. */
  record: number;
  /** By slot. */
  readers: readonly Reader[];
}

export class OutcomeRecords {
  /** By rule and outcome. */
  private readonly records = new Map<string, Map<OutcomeWord, OutcomeRecord>>();

  constructor({ records, rules }: Plan) {
    for (const [record, { outcome, fields }] of records.entries()) {
      if (!outcome) continue;
      const rule = rules.find(({ name }) => name === outcome.rule);
      const readers = fields.map(({ name }) => readerOf(name, rule));
      getOrMake(this.records, outcome.rule, () => new Map()).set(outcome.outcome, { record, readers });
    }
  }

  /** The outcome as a match; undefined if no rule is chained to it. */
  matchOf(outcome: Outcome): Match | undefined {
    const found = this.records.get(outcome.rule)?.get(outcome.outcome);
    if (!found) return undefined;
    const place = outcome.records.at(-1);
    const values = found.readers.map((read) => read(outcome));
    return { record: found.record, time: outcome.end, weight: 1, values, source: place?.source ?? -1, line: place?.line ?? 0 };
  }
}

/**
 * Reads a field: `emit` takes precedence over the key, and the key over what every outcome has, also where its value is
 * missing, since the others may be of another type.
 */
function readerOf(name: string, rule: RulePlan | undefined): Reader {
  if (rule?.reporting.emit.some((field) => field.name === name)) return ({ fields }) => fields.get(name);
  if (rule?.keys.some(({ parts }) => parts.some((part) => part.name === name))) return ({ keys }) => keyPartOf(keys, name)?.value;
  switch (name) {
    case 'name':
    case 'reason':
    case 'begin':
    case 'end':
      return (outcome) => outcome[name];
    case 'duration':
      return ({ begin, end }) => end - begin;
    default:
      return ({ keys }) => keyNamed(keys, name);
  }
}
