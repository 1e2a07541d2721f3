/** One record on its way through the rules, as all the named records that it is. */

import type { TriggerPlan } from '../../dsl/plan.ts';
import { compileExpression } from '../expression/compile.ts';
import type { Environment, Evaluate, Scope } from '../expression/scope.ts';
import type { Match } from '../record.ts';

/** A log record, or an outcome that is chained. Its matches have one time and one place. */
export interface LogEvent {
  time: number;
  matches: readonly Match[];
}

/** The record under those of its names that move a rule; undefined when it has none. */
export function knownAs(known: ReadonlySet<number>, event: LogEvent): LogEvent | undefined {
  if (event.matches.length < 2) {
    const only = event.matches[0];
    return only && known.has(only.record) ? event : undefined;
  }
  const matches = event.matches.filter(({ record }) => known.has(record));
  return matches.length > 0 ? { ...event, matches } : undefined;
}

/** A compiled `R`, `any { R where …, S }`: which record it takes, and on which condition. */
export class Trigger {
  /** In written order. */
  private readonly entries: { record: number; where: Evaluate | undefined }[];

  constructor(plan: TriggerPlan, environment: Environment) {
    this.entries = plan.map(({ record, where }) => ({ record, where: where && compileExpression(where, environment) }));
  }

  /** Whether one of the event's records is one of its own, whatever the conditions say. */
  knows({ matches }: LogEvent): boolean {
    return this.entries.some(({ record }) => matches.some((match) => match.record === record));
  }

  /** The match that it takes, if any; `scope.match` is changed. */
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

/** A condition that is missing does not hold. */
export function holds(condition: Evaluate, scope: Scope): boolean {
  return condition(scope) === true;
}
