/** Records that take whatever comes, as those that a window counts: a changed message hides behind one. */

import type { AlternativePlan } from '../../dsl/pattern-plan.ts';
import type { Plan } from '../../dsl/plan.ts';

/** Indexes of the records of which a match says nothing, as any text or object fits; without those that a transaction knows. */
export function catchAllsOf({ records, rules }: Plan): ReadonlySet<number> {
  const known = new Set(rules.flatMap((rule) => (rule.kind === 'transaction' ? rule.known : [])));
  return new Set(records.flatMap(({ alternatives }, index) => (!known.has(index) && alternatives.some(takesAll) ? [index] : [])));
}

/** `{}`, or a template such as `{message:rest}`. */
function takesAll(alternative: AlternativePlan): boolean {
  if (alternative.kind === 'fields') return alternative.fields.length === 0;
  if (alternative.kind === 'regex') return false;
  const [first, ...others] = alternative.template.pieces;
  return others.length === 0 && first?.kind === 'capture' && (first.type.name === 'text' || first.type.name === 'rest');
}
