/** The deadlines that apply while a step is awaited. */

import type { StepClause, TransactionDecl } from '../../../dsl/ast-rules.ts';
import { inForce } from '../../../dsl/checks/pattern-facts.ts';
import { endingText } from '../../../dsl/plan.ts';
import type { View } from '../../view.ts';

/** In the author's notation; none if there is nothing to wait for. */
export function deadlinesOf(view: View, decl: TransactionDecl, clause: StepClause): string[] {
  const rule = view.ruleOf(decl);
  const steps = decl.clauses.filter((other) => other.kind === 'StepClause');
  const { plan } = rule ?? {};
  if (!rule || plan?.kind !== 'transaction' || clause.link === 'start' || plan.pattern.items.length !== steps.length) return [];
  const index = steps.indexOf(clause);
  const timed = plan.endings.filter((ending) => {
    const [first, last] = inForce(ending, { plan, context: rule.context });
    return (ending.after || ending.by) && first <= index && index <= last;
  });
  return [...within(view, clause), ...timed.map((ending) => `${ending.outcome} ${endingText(ending, plan.captures)}`)];
}

function within({ source }: View, { step }: StepClause): string[] {
  if (step?.kind === 'WaitStep' || step?.kind === 'NoStep') return [source.text.slice(step.start, step.end)];
  return step?.within ? [`within ${source.text.slice(step.within.start, step.within.end)}`] : [];
}
