import type { Element } from '../ast-rules.ts';
import type { Report } from '../report.ts';
import type { Check } from './check.ts';
import { isSkippable } from './guards.ts';

/** The pattern ends as soon as nothing more is required, so that a last element takes only its minimum. */
function checkLast({ item, quantifier }: Element, report: Report): void {
  if (quantifier && quantifier.min !== quantifier.max) {
    report.add(quantifier, 'trailing-range', []);
    return;
  }
  if (item.kind === 'ElementGroup') {
    const last = item.items[item.items.length - 1];
    if (last) checkLast(last, report);
  } else if (item.kind === 'ElementSet' && (item.mode === 'any' || item.members.length === 1)) {
    for (const member of item.members) checkLast(member, report);
  } else if (item.kind === 'ElementSet' && item.members.every(isSkippable)) report.add(item, 'trailing-range', []);
}

/** A range at the end of a pattern has no effect beyond its minimum. */
export const trailingRanges: Check = {
  transaction({ decl, report }) {
    const steps = decl.clauses.filter((clause) => clause.kind === 'StepClause');
    const last = steps[steps.length - 1]?.step;
    if (last?.kind === 'Element') checkLast(last, report);
  },
};
