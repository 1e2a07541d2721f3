/** What feeds a summary: which records it counts, and the value it takes from each. */

import type { SummaryPlan } from '../../../dsl/plan.ts';
import { compileExpression } from '../../expression/compile.ts';
import type { Environment, Evaluate, Scope } from '../../expression/scope.ts';
import type { Match, Value } from '../../record.ts';
import { holds, type LogEvent } from '../event.ts';

type RecordScope = Scope & { match: Match | undefined };

/** What a summary takes of a log record. */
export interface Counted {
  value: Value;
  weight: number;
}

/** The value of a record that is only counted. */
const PRESENT = true;
/** Nearly all records that are only counted. */
export const ONE: Counted = { value: PRESENT, weight: 1 };

export class SummarySource {
  /** By record: whether it counts. */
  private readonly records: readonly boolean[];
  private readonly where: Evaluate | undefined;
  private readonly value: Evaluate | undefined;

  constructor(plan: SummaryPlan, environment: Environment) {
    const records = environment.records.map(() => false);
    for (const record of plan.records) records[record] = true;
    this.records = records;
    this.where = plan.where && compileExpression(plan.where, environment);
    this.value = plan.value && compileExpression(plan.value, environment);
  }

  /** What the summary takes of a log record, which counts once however many names it has; undefined if it does not count. */
  find(event: LogEvent, scope: RecordScope): Counted | undefined {
    for (const match of event.matches) {
      const value = this.take(match, scope);
      if (value === undefined) continue;
      return value === PRESENT && match.weight === 1 ? ONE : { value, weight: match.weight };
    }
    return undefined;
  }

  /** What the summary takes of a match; undefined if that does not count, as for missing values. */
  take(match: Match, scope: RecordScope): Value | undefined {
    if (this.records[match.record] !== true) return undefined;
    scope.match = match;
    if (this.where && !holds(this.where, scope)) return undefined;
    return this.value ? this.value(scope) : PRESENT;
  }
}
