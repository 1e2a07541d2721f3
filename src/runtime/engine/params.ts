/** The params of a program in one run. */

import type { DurationPlan, Plan } from '../../dsl/plan.ts';
import type { Environment } from '../expression/scope.ts';
import type { Value } from '../record.ts';

/** The value of each param: the one given by name, otherwise its default. One with neither is left out. */
export function paramValues({ params }: Pick<Plan, 'params'>, given: ReadonlyMap<string, Value> | undefined): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  for (const { name, value } of params) {
    const chosen = given?.get(name) ?? value;
    if (chosen !== null) values.set(name, chosen as Value);
  }
  return values;
}

/** A duration of the program, which may be a param, in microseconds; 0 if the param has no number. */
export function microsOf(duration: DurationPlan, { params }: Pick<Environment, 'params'>): number {
  if (typeof duration === 'number') return duration;
  const value = params.get(duration.param);
  return typeof value === 'number' ? value : 0;
}
