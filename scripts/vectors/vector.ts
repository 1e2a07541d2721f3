/**
 * The structure of a vector. `schema/vector.schema.json` checks its shape, `test/vectors/README.md` defines its
 * meaning.
 */

import type { OutcomeWord, Plan, Severity } from '../../src/dsl/plan.ts';
import type { ReasonCode } from '../../src/runtime/record.ts';

/** Incremented when readers of vectors must interpret them differently. */
export const VECTOR_VERSION = 1;

/** Times and durations are integers in microseconds, addresses their canonical text. Missing values are omitted. */
export type PlainValue = string | number | boolean | PlainValue[] | { [name: string]: PlainValue };
export type PlainFields = { [name: string]: PlainValue };

export interface Vector {
  vector: typeof VECTOR_VERSION;
  title: string;
  /** The source of the plan, for people. */
  rules: string[];
  run: VectorRun;
  /** In order of arrival. */
  input: VectorRecord[];
  expected: Expected;
  plan: Plan;
}

export interface VectorRun {
  lateness: number;
  late: 'deliver' | 'drop';
  atEnd: 'open' | 'expire';
  /** Params whose values differ from the plan's. */
  params: PlainFields;
}

/** A log record with all its names; without names it only advances the watermark. */
export interface VectorRecord {
  time: number;
  matches: { record: string; weight: number; fields: PlainFields }[];
  /** The watermark after the record has arrived. */
  watermark: number;
}

export interface Expected {
  /** The state of each rule after the last record, before the end of the input. */
  state: RuleState[];
  /** In order, from the first record to the end of the input. */
  outcomes: VectorOutcome[];
}

export interface RuleState {
  rule: string;
  /** The outcomes reported as `open` if the input ended here. */
  open: VectorOutcome[];
  counts: Counts;
}

export interface Counts {
  started: number;
  live: number;
  noKey: number;
  orphans: number;
  absorbed: number;
  ignored: number;
  conflicts: number;
  tooLate: number;
  /** Keyed by what was awaited. */
  unexpected: { [awaited: string]: number };
}

export interface VectorOutcome {
  rule: string;
  outcome: OutcomeWord;
  name?: string;
  code: ReasonCode;
  severity: Severity;
  keys: { name: string; parts: string[]; values: PlainValue[][] }[];
  begin: number;
  end: number;
  lastStep?: string;
  awaited: string[];
  fields: PlainFields;
  captures: { [name: string]: PlainFields };
  /** @param arrival the position in the input, from 1 */
  records: { record: string; arrival: number }[];
  peak?: PlainValue;
  message?: string;
  labels: PlainFields;
  reported: boolean;
  heldBack: number;
}
