import type { AlternativePlan, RecordPlan } from '../../dsl/pattern-plan.ts';
import { beginningsOf } from './beginnings.ts';
import { type Constraint, constraintsOf, keyOf } from './constraints.ts';

/** What is known in advance of records that fit a candidate. */
export interface Hints {
  constraints: readonly Constraint[];
  /** The message begins with one of these; undefined if nothing is known. */
  beginnings: readonly string[] | undefined;
  /** The message contains all of these; the rarest first. */
  literals: readonly string[];
}

/** The hints of one alternative of a record. */
export function hintsOf(record: RecordPlan, alternative: AlternativePlan): Hints {
  return { constraints: constraintsOf(record, alternative), ...textHints(alternative) };
}

function textHints(alternative: AlternativePlan): Pick<Hints, 'beginnings' | 'literals'> {
  switch (alternative.kind) {
    case 'template':
      return { beginnings: beginningsOf(alternative.template.pieces), literals: alternative.template.literals };
    case 'regex':
      return { beginnings: undefined, literals: alternative.regex.literals };
    case 'fields':
      return { beginnings: undefined, literals: [] };
  }
}

/** Whether messages of a candidate are known to have some text. */
export function hasTexts({ beginnings, literals }: Hints): boolean {
  return beginnings !== undefined || literals.length > 0;
}

/** Whether no log record can satisfy both. */
export function areApart(a: Hints, b: Hints): boolean {
  return beginApart(a.beginnings, b.beginnings) || a.constraints.some((one) => b.constraints.some((other) => excludes(one, other)));
}

function beginApart(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  return a !== undefined && b !== undefined && a.every((one) => b.every((other) => !one.startsWith(other) && !other.startsWith(one)));
}

/** Texts and numbers are compared differently: `1.0` equals the number 1, too. */
function excludes(a: Constraint, b: Constraint): boolean {
  const types = new Set([...a.values, ...b.values].map((value) => typeof value));
  return keyOf(a.path) === keyOf(b.path) && types.size === 1 && !a.values.some((value) => b.values.includes(value));
}
