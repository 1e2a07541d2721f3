/** What the page asks its worker, and what it is told. Offsets are in UTF-16 units. */

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
  /** Lines of its records, from 1. */
  lines: number[];
}

export interface RunAnswer {
  /** Absent when the rules do not compile. */
  outcomes: OutcomeRow[] | undefined;
  /** More outcomes than are shown. */
  total: number;
  read: number;
  matched: number;
  format: string;
  /** An SVG document. */
  machine: string;
  /** What the tests of the program came to. */
  tests: { name: string; failures: string[] }[];
  /** A mistake of the program itself. */
  fault: string | undefined;
}

/** Each question is answered by one answer, in whatever order. */
export interface Questions {
  look(rules: string): { problems: Problem[]; colours: Coloured[] };
  complete(rules: string, offset: number): Proposed[];
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
