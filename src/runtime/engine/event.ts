/** One record on its way through the rules, as all the named records that it is. */

import type { TriggerPlan } from '../../dsl/plan.ts';
import { compileExpression } from '../expression/compile.ts';
import type { Environment, Evaluate, Scope } from '../expression/scope.ts';
import type { Match, Value } from '../record.ts';

/** A log record, or an outcome that is chained. Its matches have one time and one place. */
export interface LogEvent {
  time: number;
  matches: readonly Match[];
  /** Arrival, to keep the order of records with one time. */
  arrival: number;
}

/** A compiled `R`, `any { R where …, S }`: which record it takes, and on which condition. */
export class Trigger {
  private readonly entries = new Map<number, (Evaluate | undefined)[]>();

  constructor(plan: TriggerPlan, environment: Environment) {
    for (const { record, where } of plan) {
      const conditions = this.entries.get(record) ?? [];
      conditions.push(where && compileExpression(where, environment));
      this.entries.set(record, conditions);
    }
  }

  /** Whether one of the event's records is one of its own, whatever the conditions say. */
  knows(event: LogEvent): boolean {
    return event.matches.some((match) => this.entries.has(match.record));
  }

  /** The match that it takes, if any; `scope.match` is that match afterwards. */
  find(event: LogEvent, scope: Scope & { match: Match | undefined }): Match | undefined {
    for (const match of event.matches) {
      const conditions = this.entries.get(match.record);
      if (!conditions) continue;
      scope.match = match;
      for (const condition of conditions) if (!condition || holds(condition, scope)) return match;
    }
    return undefined;
  }
}

/** A condition that is missing does not hold. */
export function holds(condition: Evaluate, scope: Scope): boolean {
  return condition(scope) === true;
}

/** A field of a match by name; `time` and `weight` are part of every match. */
export function fieldReader(name: string, environment: Environment): (match: Match) => Value | undefined {
  if (name === 'time') return (match) => match.time;
  if (name === 'weight') return (match) => match.weight;
  const slots = environment.records.map((record) => record.fields.findIndex((field) => field.name === name));
  return (match) => {
    const slot = slots[match.record] ?? -1;
    return slot < 0 ? undefined : match.values[slot];
  };
}
