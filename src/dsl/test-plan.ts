import type { DurationPlan, ExprPlan, Origin, OutcomeWord } from './plan.ts';

/** A compiled `test` block; it runs on the plan that it was compiled with. */
export interface TestPlan {
  name: string;
  origin: Origin;
  statements: TestStatement[];
  /** Rules in the file of the test, to which `nothing else` applies. */
  rules: string[];
}

export type TestStatement =
  | { kind: 'log'; format: string; text: string; line: number }
  | { kind: 'logFile'; format: string; file: string; line: number }
  | { kind: 'advance'; by?: DurationPlan; to?: number; line: number }
  | { kind: 'restart'; line: number }
  | { kind: 'end'; line: number }
  | { kind: 'nothingElse'; line: number }
  | ExpectPlan;

export interface ExpectPlan {
  kind: 'expect';
  /** The exact number; at least one if absent. */
  count?: number;
  rule: string;
  outcome: OutcomeWord;
  name?: string;
  /** Fields that must be equal: those of `emit`, parts of keys, and the fields of every outcome. */
  fields: { name: string; value: ExprPlan; text: string }[];
  /** `clock`: microseconds since midnight UTC; `stamp`: since 1970. Compared to the second. */
  at?: { clock?: number; stamp?: number };
  line: number;
  text: string;
}
