import type { Element, Quantifier } from '../ast-rules.ts';
import type { Report } from '../report.ts';
import type { Check } from './check.ts';

/** Each repetition is a separate position in a state machine. */
const MAX_COUNT = 1000;

function isPossible({ min, max }: Quantifier): boolean {
  return min <= MAX_COUNT && (max === undefined || (max > 0 && max <= MAX_COUNT && min <= max));
}

function checkElement({ quantifier, item }: Element, report: Report): void {
  if (quantifier && !isPossible(quantifier)) report.add(quantifier, 'bad-quantifier', []);
  if (item.kind === 'RecordRef') return;
  for (const inner of item.kind === 'ElementSet' ? item.members : item.items) checkElement(inner, report);
}

/** A quantifier must be possible, and small enough for a state machine. */
export const quantifiers: Check = {
  transaction({ decl, report }) {
    for (const clause of decl.clauses)
      if (clause.kind === 'StepClause' && clause.step?.kind === 'Element') checkElement(clause.step, report);
  },
};
