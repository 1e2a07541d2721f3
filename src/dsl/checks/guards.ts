import type { Element, StepClause } from '../ast-rules.ts';
import type { Report } from '../report.ts';
import type { Check } from './check.ts';

/** Whether an element is optional. */
export function isSkippable({ item, quantifier }: Element): boolean {
  if (quantifier?.min === 0) return true;
  if (item.kind === 'RecordRef') return false;
  if (item.kind === 'ElementGroup') return item.items.every(isSkippable);
  return item.mode === 'any' ? item.members.some(isSkippable) : item.members.every(isSkippable);
}

/** Reports guards for which the beginning or the end of their run is undefined. */
function checkElement(element: Element, place: 'step' | 'member of any' | 'first of a group', report: Report): void {
  const guard = element.within ?? element.without;
  if (guard && isSkippable(element)) report.add(guard, 'misplaced-guard', ['an element that may be skipped']);
  else if (guard && place !== 'step')
    report.add(guard, 'misplaced-guard', [place === 'member of any' ? 'a member of `any`' : 'the first element of a group']);
  const { item, without, where } = element;
  const behind = without && where.find(({ start }) => start > without.start);
  if (behind) report.add(behind, 'where-behind-without', []);
  if (item.kind === 'ElementGroup') {
    for (const [i, inner] of item.items.entries()) checkElement(inner, i === 0 ? 'first of a group' : 'step', report);
  } else if (item.kind === 'ElementSet') {
    for (const member of item.members) checkElement(member, item.mode === 'any' ? 'member of any' : 'step', report);
  }
}

/** Reports a guard on `start` that would never run, as the opening record completes `start`. */
function checkStart({ link, step }: StepClause, report: Report): void {
  if (link !== 'start' || step?.kind !== 'Element') return;
  const guard = step.within ?? step.without;
  const single = step.item.kind === 'RecordRef' && (step.quantifier?.min ?? 1) === 1;
  if (guard && single) report.add(guard, 'clause-without-effect', ['`start` needs nothing but its opening record.']);
}

/** `within` and `without` are only valid where it is clear when they begin and end to run. */
export const guardsInPlace: Check = {
  transaction({ decl, report }) {
    for (const clause of decl.clauses) {
      if (clause.kind !== 'StepClause' || clause.step?.kind !== 'Element') continue;
      checkElement(clause.step, 'step', report);
      checkStart(clause, report);
    }
  },
};
