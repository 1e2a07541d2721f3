import type { DiagnosticSeverity } from '../diagnostic.ts';

/** One kind of diagnostic. Its examples are tests, and part of its reference page. */
export interface Spec<Args extends readonly unknown[]> {
  severity: DiagnosticSeverity;
  message: (...args: Args) => string;
  /** What to do next; ends the message on a terminal. */
  help: string;
  /** A program that causes it, and one that does not. Empty if no short program causes it. */
  bad: string;
  good: string;
  /** Other files that the examples read, by path. */
  files?: Readonly<Record<string, string>>;
}

export function spec<Args extends readonly unknown[]>(
  severity: DiagnosticSeverity,
  message: (...args: Args) => string,
  rest: Omit<Spec<Args>, 'severity' | 'message'>,
): Spec<Args> {
  return { severity, message, ...rest };
}

/** Wraps a transaction's clauses in a program, for examples. */
export function around(clauses: string): string {
  return `records app from syslog where app == "app" {
  begin = "begin {id}"
  work  = "work {id}"
  load  = "load {id} {n:int}"
  done  = "done {id}"
  bad   = "bad {id}"
}
transaction job {
${clauses
  .split('\n')
  .map((line) => `  ${line}`)
  .join('\n')}
}
`;
}

/** A program without problems, for examples. */
export const good = around('key id\nstart app.begin as first\nthen app.done\ntimeout after 1h\nemit { id = first.id }');
