import type { RulePlan } from '../../dsl/plan.ts';
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

/** Increments the count of an outcome, which may not exist yet. */
export function countOutcome(counters: RuleCounters, outcome: keyof RuleCounters['outcomes']): void {
  counters.outcomes[outcome] = (counters.outcomes[outcome] ?? 0) + 1;
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

/** Plain JSON, for {@link restoreCounters}. */
export function saveCounters({ unexpected, outcomes, ...counts }: RuleCounters): unknown {
  return { ...counts, outcomes: { ...outcomes }, unexpected: [...unexpected] };
}

export function restoreCounters(counters: RuleCounters, saved: unknown): void {
  const { unexpected, ...counts } = saved as Omit<RuleCounters, 'unexpected'> & { unexpected: [string, number][] };
  Object.assign(counters, counts, { unexpected: new Map(unexpected) });
}
