/** Requests of the page to its worker, and the answers. Offsets are in UTF-16 units. */

export interface Problem {
  from: number;
  to: number;
  severity: 'error' | 'warning' | 'info';
  message: string;
  code: string;
  fixes: { title: string; edits: TextChange[] }[];
}

export interface TextChange {
  from: number;
  to: number;
  insert: string;
}

export interface Coloured {
  from: number;
  to: number;
  type: string;
}

export interface Proposed {
  label: string;
  kind: string;
  detail: string | undefined;
  doc: string | undefined;
  text: string;
  form: string | undefined;
  rank: number;
}

export interface OutcomeRow {
  rule: string;
  outcome: string;
  key: string;
  story: string;
  severity: string;
  /** Milliseconds since 1970. */
  begin: number;
  end: number;
  took: string;
  /** Line numbers of its records, from 1. */
  lines: number[];
}

export interface RunAnswer {
  /** Absent if the rules do not compile. */
  outcomes: OutcomeRow[] | undefined;
  /** The number of outcomes, including those not shown. */
  total: number;
  read: number;
  matched: number;
  format: string;
  /** The state machine as an SVG document. */
  machine: string;
  /** The results of the program's tests. */
  tests: { name: string; failures: string[] }[];
  /** A fault of the program itself. */
  fault: string | undefined;
}

/** Each request gets one answer, in any order. */
export interface Questions {
  look(rules: string): { problems: Problem[]; colours: Coloured[] };
  complete(rules: string, offset: number): { from: number; options: Proposed[] } | undefined;
  hover(rules: string, offset: number): { from: number; to: number; text: string } | undefined;
  format(rules: string): TextChange[];
  run(rules: string, log: string): Promise<RunAnswer>;
}

export interface Asked {
  id: number;
  question: keyof Questions;
  arguments: unknown[];
}

export interface Answered {
  id: number;
  answer?: unknown;
  fault?: string;
}
