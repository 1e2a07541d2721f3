/** What a summary is fed with: which records it counts, and the value it takes from each. */

import type { SummaryPlan } from '../../dsl/plan.ts';
import { compileExpression } from '../expression/compile.ts';
import type { Environment, Evaluate, Scope } from '../expression/scope.ts';
import type { Match, Value } from '../record.ts';
import { holds, type LogEvent } from './event.ts';

export class SummarySource {
  private readonly records: ReadonlySet<number>;
  private readonly where: Evaluate | undefined;
  private readonly value: Evaluate | undefined;

  constructor(plan: SummaryPlan, environment: Environment) {
    this.records = new Set(plan.records);
    this.where = plan.where && compileExpression(plan.where, environment);
    this.value = plan.value && compileExpression(plan.value, environment);
  }

  /** The first match of a record that it counts: one log record counts once, however many names it has. */
  find(event: LogEvent, scope: Scope & { match: Match | undefined }): Match | undefined {
    for (const match of event.matches) if (this.admits(match, scope)) return match;
    return undefined;
  }

  admits(match: Match, scope: Scope & { match: Match | undefined }): boolean {
    if (!this.records.has(match.record)) return false;
    if (!this.where) return true;
    scope.match = match;
    return holds(this.where, scope);
  }

  /** Undefined also for a `count` of records, which has no value. */
  valueOf(match: Match, scope: Scope & { match: Match | undefined }): Value | undefined {
    if (!this.value) return undefined;
    scope.match = match;
    return this.value(scope);
  }
}
