/** The fields of outcomes by their names: what a chained rule and a test see. */

import type { OutcomeField, RulePlan } from '../dsl/plan.ts';
import { keyNamed, keyPartOf } from './outcome-keys.ts';
import type { Outcome, Value } from './record.ts';

export type FieldReader = (outcome: Outcome) => Value | undefined;

/**
 * Reads a field of a rule's outcomes: one that it emits, a part of its keys, a key of one part, or what every outcome has; the first
 * of these that has the name, also where its value is missing, since the others may be of another type. Messages have the same order.
 */
export function readerOf(name: string, { reporting, keys }: Pick<RulePlan, 'reporting' | 'keys'>): FieldReader {
  if (reporting.emit.some((field) => field.name === name)) return ({ fields }) => fields.get(name);
  if (keys.some(({ parts }) => parts.some((part) => part.name === name))) return (outcome) => keyPartOf(outcome.keys, name)?.value;
  if (keys.some((key) => key.name === name && key.parts.length === 1)) return (outcome) => keyNamed(outcome.keys, name);
  return (outcome) => memberOf(outcome, name as OutcomeField);
}

/** What every outcome has. */
export function memberOf(outcome: Outcome, field: OutcomeField): Value | undefined {
  return field === 'duration' ? outcome.end - outcome.begin : outcome[field];
}
