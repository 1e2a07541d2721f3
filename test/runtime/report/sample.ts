import type { RuleCounters, RunCounters } from '../../../src/runtime/counters.ts';

export function ruleCounters(rule: string, kind: RuleCounters['kind'], given: Partial<RuleCounters> = {}): RuleCounters {
  return {
    rule,
    kind,
    started: 0,
    outcomes: {},
    live: 0,
    seen: 10,
    taken: 10,
    unexpected: new Map(),
    noKey: 0,
    orphans: 0,
    absorbed: 0,
    ignored: 0,
    conflicts: 0,
    tooLate: 0,
    ...given,
  };
}

export function runCounters(rules: RuleCounters[], given: Partial<RunCounters> = {}): RunCounters {
  return {
    read: 2000,
    bytes: 223_400,
    matched: 1204,
    undecodable: 0,
    late: 0,
    lateDropped: 0,
    truncated: 0,
    incomplete: 0,
    invalidUtf8: 0,
    badTime: 0,
    fromFuture: 0,
    futureDropped: 0,
    overflows: 0,
    perRecord: [1000, 204],
    rules,
    ...given,
  };
}
