/** The counters of a rule. */

import type { OutcomeWord, RulePlan } from '../../dsl/plan.ts';
import type { RuleCounters } from '../counters.ts';

export function newCounters(plan: RulePlan): RuleCounters {
  return {
    rule: plan.name,
    kind: plan.kind,
    started: 0,
    outcomes: {},
    live: 0,
    seen: 0,
    taken: 0,
    unexpected: new Map(),
    noKey: 0,
    orphans: 0,
    absorbed: 0,
    ignored: 0,
    conflicts: 0,
    tooLate: 0,
  };
}

export function countOutcome({ outcomes }: RuleCounters, outcome: OutcomeWord, count = 1): void {
  outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
}

/** The most distinct awaited texts to count: a set of n members has 2ⁿ of them, and a log may reach them all. */
export const MOST_AWAITED = 4_096;
/** Stands for all awaited texts beyond {@link MOST_AWAITED}. */
export const OTHERS_AWAITED = '…';

/** Counts unexpected records by what was awaited. */
export function countUnexpected({ unexpected }: RuleCounters, awaited: string, count: number): void {
  const isDistinct = unexpected.has(awaited) || unexpected.size < MOST_AWAITED;
  const name = isDistinct ? awaited : OTHERS_AWAITED;
  unexpected.set(name, (unexpected.get(name) ?? 0) + count);
}

/** The counters that several engines have of one rule, as those of a single engine. */
export function sumOf(plan: RulePlan, counters: readonly RuleCounters[]): RuleCounters {
  const sum = newCounters(plan);
  for (const { rule: _, kind: __, outcomes, unexpected, ...counts } of counters) {
    for (const [name, count] of Object.entries(counts)) sum[name as keyof typeof counts] += count;
    for (const [outcome, count] of Object.entries(outcomes)) countOutcome(sum, outcome as OutcomeWord, count);
    for (const [awaited, count] of unexpected) countUnexpected(sum, awaited, count);
  }
  return sum;
}

/** Plain JSON, for {@link restoreCounters}. */
export function saveCounters({ unexpected, outcomes, ...counts }: RuleCounters): unknown {
  return { ...counts, outcomes: { ...outcomes }, unexpected: [...unexpected] };
}

export function restoreCounters(counters: RuleCounters, saved: unknown): void {
  const { unexpected, ...counts } = saved as Omit<RuleCounters, 'unexpected'> & { unexpected: [string, number][] };
  Object.assign(counters, counts, { unexpected: new Map(unexpected) });
}
