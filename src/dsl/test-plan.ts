import type { DurationPlan, ExprPlan, Origin, OutcomeWord } from './plan.ts';

/** A `test` block, compiled; it runs on the plan it came with. */
export interface TestPlan {
  name: string;
  origin: Origin;
  statements: TestStatement[];
  /** Rules of the file of the test: what `nothing else` is about. */
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
  /** Exactly so many; at least one if absent. */
  count?: number;
  rule: string;
  outcome: OutcomeWord;
  name?: string;
  /** What must be equal: fields of `emit`, parts of keys, and what every outcome has. */
  fields: { name: string; value: ExprPlan; text: string }[];
  /** `clock`: microseconds since midnight UTC; `stamp`: since 1970. Compared to the second. */
  at?: { clock?: number; stamp?: number };
  line: number;
  text: string;
}
