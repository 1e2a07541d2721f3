/** What a vector is made of. `schema/vector.schema.json` checks its shape, `test/vectors/README.md` says what it means. */

import type { OutcomeWord, Plan, Severity } from '../../src/dsl/plan.ts';
import type { ReasonCode } from '../../src/runtime/record.ts';

/** Raised by one when those who read vectors must read them otherwise. */
export const VECTOR_VERSION = 1;

/** Times and durations are whole microseconds, addresses their canonical text. What is missing is not there. */
export type PlainValue = string | number | boolean | PlainValue[] | { [name: string]: PlainValue };
export type PlainFields = { [name: string]: PlainValue };

export interface Vector {
  vector: typeof VECTOR_VERSION;
  title: string;
  /** What the plan was compiled from, for people. */
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
  /** Those that do not have the value that the plan says. */
  params: PlainFields;
}

/** A log record under all names that it has; without any it only moves the watermark. */
export interface VectorRecord {
  time: number;
  matches: { record: string; weight: number; fields: PlainFields }[];
  /** As it stands when the record has arrived. */
  watermark: number;
}

export interface Expected {
  /** Of each rule, when the last record has arrived and the input has not ended. */
  state: RuleState[];
  /** From the first record to the end of the input, in order. */
  outcomes: VectorOutcome[];
}

export interface RuleState {
  rule: string;
  /** What would be told as `open` if the input ended here. */
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
  /** By what was awaited. */
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
  /** `arrival`: the place in the input, from 1. */
  records: { record: string; arrival: number }[];
  peak?: PlainValue;
  message?: string;
  labels: PlainFields;
  told: boolean;
  heldBack: number;
}
