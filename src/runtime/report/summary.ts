/** The result of a run: the end of every report, for people and for programs. */

import type { OutcomeWord } from '../../dsl/plan.ts';
import type { RuleCounters, RunCounters } from '../counters.ts';
import type { SourcePlace } from '../outputs/place.ts';
import type { ReasonCode } from '../record.ts';

export interface Summary {
  input: Omit<RunCounters, 'rules' | 'perRecord'>;
  rules: RuleSummary[];
  /** The longest transactions that a record ended, successes and failures; longest first. */
  slowest: SlowTransaction[];
  /** Why transactions and schedules did not end well, most frequent first. */
  failures: Failure[];
  /** Record patterns that no record matched. */
  unmatched: string[];
  /** Rules that saw none of their records. */
  silent: string[];
  /** Empty unless Corr has miscounted, which would be a fault of its own. */
  imbalances: Imbalance[];
}

export interface RuleSummary extends Omit<RuleCounters, 'outcomes' | 'unexpected'> {
  /** The outcomes that occurred, in the order of the language. */
  outcomes: OutcomeSummary[];
  /** Unexpected records by what was awaited; most frequent first. */
  unexpected: { awaited: string; count: number }[];
}

export interface OutcomeSummary {
  outcome: OutcomeWord;
  count: number;
  /** How many of them `report` held back. */
  suppressed: number;
  /** Most frequent first. */
  names: { name?: string; code: ReasonCode; count: number }[];
  durations: Durations;
}

/** In microseconds. */
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
  /** As text for people. */
  key: string;
  duration: number;
  /** The place of its first record. */
  place?: SourcePlace;
}

export interface Failure {
  rule: string;
  outcome: OutcomeWord;
  name?: string;
  code: ReasonCode;
  /** The reason without the values of the individual case. */
  reason: string;
  count: number;
  /** The place of the last record of the first such case. */
  example?: SourcePlace;
}

/** A rule whose counts do not balance. */
export interface Imbalance {
  rule: string;
  started: number;
  /** Number of outcomes that end what was started. */
  ended: number;
  live: number;
}
