/** Outcomes as records: what a chained rule sees of the outcome of another. */

import type { OutcomeWord, Plan } from '../../dsl/plan.ts';
import { getOrMake } from '../../get-or-make.ts';
import { type FieldReader, readerOf } from '../outcome-fields.ts';
import type { Match, Outcome } from '../record.ts';

/** What a chained rule sees of one kind of outcome. */
interface OutcomeRecord {
  /** Index into `plan.records`. */
  record: number;
  /** By slot. */
  readers: readonly FieldReader[];
}

export class OutcomeRecords {
  /** By rule and outcome. */
  private readonly records = new Map<string, Map<OutcomeWord, OutcomeRecord>>();

  constructor({ records, rules }: Plan) {
    for (const [record, { outcome, fields }] of records.entries()) {
      if (!outcome) continue;
      const rule = rules.find(({ name }) => name === outcome.rule);
      if (!rule) continue;
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
