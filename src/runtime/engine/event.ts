/** One record on its way through the rules, with all the named records that it is. */

import type { TriggerPlan } from '../../dsl/plan.ts';
import { compileExpression } from '../expression/compile.ts';
import type { Environment, Evaluate, Scope } from '../expression/scope.ts';
import type { Match } from '../record.ts';

/** A log record, or a chained outcome. All its matches have the same time and place. */
export interface LogEvent {
  time: number;
  matches: readonly Match[];
}

/** A compiled `R` or `any { R where …, S }`: which records it takes, and on which condition. */
export class Trigger {
  /** In written order. */
  private readonly entries: { record: number; where: Evaluate | undefined }[];

  constructor(plan: TriggerPlan, environment: Environment) {
    this.entries = plan.map(({ record, where }) => ({ record, where: where && compileExpression(where, environment) }));
  }

  /** Whether one of the event's records is listed here, whatever the conditions say. */
  knows({ matches }: LogEvent): boolean {
    return this.entries.some(({ record }) => matches.some((match) => match.record === record));
  }

  /** Returns the match that it takes, if any; changes `scope.match`. */
  find({ matches }: LogEvent, scope: Scope & { match: Match | undefined }): Match | undefined {
    for (const { record, where } of this.entries) {
      for (const match of matches) {
        if (match.record !== record) continue;
        scope.match = match;
        if (!where || holds(where, scope)) return match;
      }
    }
    return undefined;
  }
}

/** Whether a condition is true; a missing value is not. */
export function holds(condition: Evaluate, scope: Scope): boolean {
  return condition(scope) === true;
}
