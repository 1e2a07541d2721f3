import type { Plan, RulePlan } from '../../dsl/plan.ts';
import type { RuleCounters } from '../counters.ts';
import { newCounters } from '../engine/counting.ts';

/** The counters of each rule, summed over all engines, in the order of the plan. */
export function sumOfRules(plan: Plan, counters: readonly RuleCounters[]): RuleCounters[] {
  return plan.rules.map((rule) =>
    sumOf(
      rule,
      counters.filter((one) => one.rule === rule.name),
    ),
  );
}

function sumOf(rule: RulePlan, counters: readonly RuleCounters[]): RuleCounters {
  const sum = newCounters(rule);
  for (const { rule: _, kind: __, outcomes, unexpected, ...counts } of counters) {
    for (const [name, count] of Object.entries(counts)) sum[name as keyof typeof counts] += count;
    for (const [word, count] of Object.entries(outcomes)) {
      const outcome = word as keyof typeof outcomes;
      sum.outcomes[outcome] = (sum.outcomes[outcome] ?? 0) + count;
    }
    for (const [awaited, count] of unexpected) sum.unexpected.set(awaited, (sum.unexpected.get(awaited) ?? 0) + count);
  }
  return sum;
}
