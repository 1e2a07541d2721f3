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

/** Adds one to a count that may not be there yet. */
export function countOutcome(counters: RuleCounters, outcome: keyof RuleCounters['outcomes']): void {
  counters.outcomes[outcome] = (counters.outcomes[outcome] ?? 0) + 1;
}

/** Plain JSON, for {@link restoreCounters}. */
export function saveCounters({ unexpected, outcomes, ...counts }: RuleCounters): unknown {
  return { ...counts, outcomes: { ...outcomes }, unexpected: [...unexpected] };
}

export function restoreCounters(counters: RuleCounters, saved: unknown): void {
  const { unexpected, ...counts } = saved as Omit<RuleCounters, 'unexpected'> & { unexpected: [string, number][] };
  Object.assign(counters, counts, { unexpected: new Map(unexpected) });
}
