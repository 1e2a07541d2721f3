/** Properties of a pattern that hold for any input. */

import { filledAtOnce, openingTakes } from '../lower/pattern.ts';
import type { TransactionPlan, TriggerPlan } from '../plan.ts';
import type { PatternNode } from '../sequence-plan.ts';
import type { CheckedTransaction } from './check.ts';

/** A range of elements of a pattern by number, both inclusive; empty if `first` is greater. */
export type Elements = readonly [first: number, last: number];

/** The captures that limit when an ending is in force. */
type Limits = { since?: number | undefined; before?: number | undefined };

/** The elements during whose wait an ending is certainly in force, whatever was taken or skipped before. */
export function inForce({ since, before }: Limits, { plan, context }: Pick<CheckedTransaction, 'plan' | 'context'>): Elements {
  const [from, until] = [since, before].map((capture) => context.stepOf.get(capture ?? -1));
  let first = 0;
  if (from && !filledAtOnce(plan.pattern).has(from.index)) first = from.certain ? from.element + 1 : Number.POSITIVE_INFINITY;
  if (!until) return [first, Number.POSITIVE_INFINITY];
  return [first, plan.pattern.items[until.element]?.kind === 'take' ? until.element : until.element - 1];
}

/** Whether the opening record completes the pattern, so that an instance ends as soon as it opens. */
export function completesAtOnce(node: PatternNode): boolean {
  switch (node.kind) {
    case 'take':
      return true;
    case 'sequence':
      return node.items.length === 1 && node.items.every(completesAtOnce);
    case 'any':
      return node.members.every(completesAtOnce);
    case 'all':
      return node.members.length === 1 && node.members.every(completesAtOnce);
    case 'repeat':
      return node.min <= 1 && completesAtOnce(node.body);
    default:
      return false;
  }
}

/** The records that open an instance without a condition. */
export function alwaysOpening({ pattern }: TransactionPlan): Set<number> {
  const unconditional = entriesOf(pattern).filter(({ where }) => where === undefined);
  return new Set(unconditional.map(({ record }) => record));
}

/** The records that can be the first of an element, with their conditions. */
export function entriesOf(node: PatternNode): TriggerPlan {
  return openingTakes(node).flatMap(({ of }) => of);
}
