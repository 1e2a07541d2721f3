import { canSkip, openingTakes } from '../lower/pattern.ts';
import type { Step } from '../lower/rule.ts';
import type { EndingPlan, PatternNode, TransactionPlan } from '../plan.ts';
import type { Check, CheckedTransaction } from './check.ts';

/** A state without a deadline would keep every unfinished transaction in memory. */
export const boundedStates: Check = {
  transaction(rule) {
    const { plan, decl, report } = rule;
    if (plan.pattern.items.length === 0) return;
    const timed = plan.endings.filter(({ outcome, after, by }) => outcome !== 'warning' && (after || by));
    for (const [index, item] of plan.pattern.items.entries()) {
      const state = unboundedIn(item, endedBy(rule, timed, index), index === 0);
      if (state === undefined) continue;
      const at = { file: report.file, start: decl.end - 1, end: decl.end - 1, text: '  timeout "stalled" after 1h\n' };
      report.add(decl.name, 'unbounded-state', [plan.name, state], { fixes: [{ title: 'Add a timeout', edits: [at] }] });
      return;
    }
  },
};

/** Whether an ending is sure to fire while an element of the pattern is waited for. */
function endedBy({ plan, context }: CheckedTransaction, timed: readonly EndingPlan[], element: number): boolean {
  const steps = new Map([...context.steps.values()].map((step) => [step.index, step]));
  return timed.some(({ since, before }) => {
    const sinceHolds = since === undefined || isTaken(steps.get(since), element, plan);
    const beforeHolds = before === undefined || isAhead(steps.get(before), element, plan);
    return sinceHolds && beforeHolds;
  });
}

function isTaken(step: Step | undefined, element: number, { pattern }: TransactionPlan): boolean {
  if (!step) return false;
  const opening = openingTakes(pattern);
  return (step.certain && step.element < element) || (opening.length > 0 && opening.every(({ captures }) => captures.includes(step.index)));
}

/** It has taken nothing as long as the element is waited for. */
function isAhead(step: Step | undefined, element: number, { pattern }: TransactionPlan): boolean {
  if (!step || step.element < element) return false;
  return step.element > element || pattern.items[element]?.kind === 'take';
}

/** An element that could be waited for without end, as its author calls it. `opening`: its first record is there. */
function unboundedIn(node: PatternNode, bounded: boolean, opening = false): string | undefined {
  if (bounded || node.within !== undefined) return undefined;
  switch (node.kind) {
    case 'take':
      return opening ? undefined : node.label;
    case 'wait':
    case 'no':
      return undefined;
    case 'sequence':
      return firstOf(
        node.items.map((item, i) => (canSkip(item) && !opening ? insideOnly(item) : unboundedIn(item, false, opening && i === 0))),
      );
    case 'any':
      return firstOf(node.members.map((member) => unboundedIn(member, false, opening)));
    case 'all':
      // With the first record of one member there, the others are waited for.
      return firstOf(
        node.members.map((member) =>
          opening && node.members.length === 1 ? unboundedIn(member, false, true) : unboundedIn(member, false),
        ),
      );
    case 'repeat':
      return node.min > 1 ? unboundedIn(node.body, false) : insideOnly(node, opening);
  }
}

/** What may be passed by is not waited for until it has begun. */
function insideOnly(node: PatternNode, opening = true): string | undefined {
  if (node.kind !== 'repeat') return unboundedIn(node, false, true);
  return unboundedIn(node.body, false, opening || node.min === 0);
}

function firstOf(states: readonly (string | undefined)[]): string | undefined {
  return states.find((state) => state !== undefined);
}
