/** What a run comes to: the end of every report, for people and for programs. */

import type { OutcomeWord } from '../../dsl/plan.ts';
import type { RuleCounters, RunCounters } from '../counters.ts';
import type { SourcePlace } from '../outputs/place.ts';
import type { ReasonCode } from '../record.ts';

export interface Summary {
  input: Omit<RunCounters, 'rules' | 'perRecord'>;
  rules: RuleSummary[];
  /** Of transactions that a record ended, successes and failures, the longest; longest first. */
  slowest: SlowTransaction[];
  /** Why transactions and schedules did not end well, most common first. */
  failures: Failure[];
  /** Record patterns that no record matched. */
  unmatched: string[];
  /** Rules that saw no record of theirs. */
  silent: string[];
  /** Empty, or Corr has lost count: a mistake of its own. */
  imbalances: Imbalance[];
}

export interface RuleSummary extends Omit<RuleCounters, 'outcomes' | 'unexpected'> {
  /** Those that occurred, in the order of the language. */
  outcomes: OutcomeSummary[];
  /** Records that fitted nothing, by what was awaited; most first. */
  unexpected: { awaited: string; count: number }[];
}

export interface OutcomeSummary {
  outcome: OutcomeWord;
  count: number;
  /** How many of them `report` held back. */
  untold: number;
  /** Most first. */
  names: { name?: string; code: ReasonCode; count: number }[];
  durations: Durations;
}

/** Microseconds. */
export interface Durations {
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

export interface SlowTransaction {
  rule: string;
  outcome: OutcomeWord;
  name?: string;
  /** For people. */
  key: string;
  duration: number;
  /** Its first record. */
  place?: SourcePlace;
}

export interface Failure {
  rule: string;
  outcome: OutcomeWord;
  name?: string;
  code: ReasonCode;
  /** The reason without the values of the case. */
  reason: string;
  count: number;
  /** The last record of the first such case. */
  example?: SourcePlace;
}

/** A rule whose books do not balance. */
export interface Imbalance {
  rule: string;
  started: number;
  /** Outcomes that end what was started. */
  ended: number;
  live: number;
}
