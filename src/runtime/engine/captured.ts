/** Names of captures, and what an outcome reports of the records they hold. */

import type { FieldPlan } from '../../dsl/pattern-plan.ts';
import type { CapturePlan } from '../../dsl/plan.ts';
import type { TakeNode } from '../../dsl/sequence-plan.ts';
import type { Environment } from '../expression/scope.ts';
import type { Match, Value } from '../record.ts';
import type { ScopeSubject } from './scope.ts';

/** The first `as` name of a step; undefined if it has none. */
export function stepName({ captures: own }: TakeNode, captures: readonly CapturePlan[]): string | undefined {
  for (const capture of own) {
    const name = captures[capture]?.name;
    if (name) return name;
  }
  return undefined;
}

/** The fields of the last record of each capture, by `as` name. */
export function captured(
  captures: readonly CapturePlan[],
  subject: Pick<ScopeSubject, 'captureAt'>,
  environment: Environment,
): Map<string, Map<string, Value>> {
  const found = new Map<string, Map<string, Value>>();
  for (let index = 0; index < captures.length; index++) {
    const { name } = captures[index] as CapturePlan;
    const match = name === '' ? undefined : subject.captureAt(index);
    if (match) found.set(name, fieldsOf(match, environment));
  }
  return found;
}

function fieldsOf({ record, values }: Match, { records }: Environment): Map<string, Value> {
  const fields = new Map<string, Value>();
  const named = records[record]?.fields ?? [];
  for (let slot = 0; slot < named.length; slot++) {
    const value = values[slot];
    if (value !== undefined) fields.set((named[slot] as FieldPlan).name, value);
  }
  return fields;
}
