/**
 * The syntax tree: exactly what the author wrote.
 *
 * Plain nodes with a `kind` and offsets into the source. An invalid file has a tree too: a part that was not read is
 * absent (`undefined`, an empty list, or a {@link Name} with an empty text), never a guess. Only the parser creates
 * nodes; every later phase reads them.
 */

import type { BooleanLiteral, Expr, NoneLiteral, NumberLiteral, StampLiteral, TimeLiteral } from './ast-expressions.ts';
import type { Duration, OutcomeRef, ScheduleDecl, TransactionDecl, WindowDecl } from './ast-rules.ts';

/** Offsets in UTF-16 units; `end` is exclusive. */
export interface Span {
  start: number;
  end: number;
}

/** A word the author wrote. `text` is without backquotes; an empty text stands for a missing name. */
export interface Name extends Span {
  kind: 'Name';
  text: string;
}

/** `a.b.c` */
export interface Path extends Span {
  kind: 'Path';
  parts: Name[];
}

/** A string literal; `value` has its escapes resolved. */
export interface StringLiteral extends Span {
  kind: 'StringLiteral';
  value: string;
  /** `"""…"""`: raw, common indent removed. */
  block: boolean;
  /** False if its end is missing, which was reported. */
  closed: boolean;
}

/** `/…/flags` */
export interface RegexLiteral extends Span {
  kind: 'RegexLiteral';
  /** The text between the slashes, as written. */
  pattern: string;
  flags: string;
  /** False if its end is missing, which was reported. */
  closed: boolean;
}

export interface FileNode extends Span {
  kind: 'File';
  declarations: Declaration[];
}

export type Declaration =
  | ImportDecl
  | ParamDecl
  | TableDecl
  | FormatDecl
  | RecordsDecl
  | TransactionDecl
  | WindowDecl
  | ScheduleDecl
  | TestDecl;

export interface Documented extends Span {
  /** The text of the preceding `///` comments, one line each, without markers. */
  doc?: string;
}

export interface ImportDecl extends Documented {
  kind: 'ImportDecl';
  names: ImportAlias[];
  from?: StringLiteral;
}

export interface ImportAlias extends Span {
  kind: 'ImportAlias';
  name: Name;
  as?: Name;
}

export interface ParamDecl extends Documented {
  kind: 'ParamDecl';
  name: Name;
  type?: TypeNode;
  value?: Expr;
  /** A file with one value per line. */
  from?: StringLiteral;
}

export interface TableDecl extends Documented {
  kind: 'TableDecl';
  name: Name;
  columns: Column[];
  from?: StringLiteral;
}

export interface Column extends Span {
  kind: 'Column';
  name: Name;
  type?: TypeNode;
}

/** `list(text)?` */
export interface TypeNode extends Span {
  kind: 'Type';
  name: Name;
  of?: TypeNode;
  optional: boolean;
}

export interface FormatDecl extends Documented {
  kind: 'FormatDecl';
  name: Name;
  /** A template, or the name of a built-in format that this one refines. */
  base?: StringLiteral | Name;
  multiline?: Multiline;
  zone?: StringLiteral;
  /** `time ts`: the path of the time stamp. */
  time: Path[];
  /** `message note`: the path of the text that templates are matched against. */
  message?: Path;
}

export interface Multiline extends Span {
  kind: 'Multiline';
  starts?: RegexLiteral;
  idle?: Duration;
  maxLines?: NumberLiteral;
}

export interface RecordsDecl extends Documented, Refinement {
  kind: 'RecordsDecl';
  name: Name;
  format: Name;
  records: RecordDecl[];
}

/** The refinements after a record or a whole group. */
export interface Refinement {
  where: Expr[];
  lets: Binding[];
  weight?: Expr;
}

export interface RecordDecl extends Documented, Refinement {
  kind: 'RecordDecl';
  name: Name;
  patterns: Pattern[];
}

export type Pattern = StringLiteral | RegexLiteral | ObjectPattern;

export interface ObjectPattern extends Span {
  kind: 'ObjectPattern';
  fields: ObjectField[];
}

/** `customer.id as customer: text` or `event: "order.placed"` */
export interface ObjectField extends Span {
  kind: 'ObjectField';
  path: Path;
  as?: Name;
  type?: TypeNode;
  constant?: Constant;
}

/** A literal in an object pattern; the sign of numbers is part of the value. */
export type Constant = StringLiteral | RegexLiteral | NumberLiteral | BooleanLiteral | NoneLiteral;

/** `name = expr` in `let`, `emit`, `labels` and expectations. */
export interface Binding extends Span {
  kind: 'Binding';
  name: Name;
  value?: Expr;
}

// ── tests ──

export interface TestDecl extends Documented {
  kind: 'TestDecl';
  name: StringLiteral;
  statements: Statement[];
}

export type Statement = LogStatement | AdvanceStatement | RestartStatement | EndStatement | ExpectStatement;

export interface LogStatement extends Span {
  kind: 'LogStatement';
  format: Name;
  text?: StringLiteral;
  /** `log syslog file "x.log"` */
  file?: StringLiteral;
}

export interface AdvanceStatement extends Span {
  kind: 'AdvanceStatement';
  by?: Duration;
  to?: StampLiteral;
}

export interface RestartStatement extends Span {
  kind: 'RestartStatement';
}

export interface EndStatement extends Span {
  kind: 'EndStatement';
}

export interface ExpectStatement extends Span {
  kind: 'ExpectStatement';
  /** `expect nothing else` */
  nothingElse: boolean;
  /** The exact number, 0 for `no`; absent means at least one. */
  count?: number;
  rule: Name;
  outcome?: OutcomeRef;
  fields: Binding[];
  at?: TimeLiteral | StampLiteral;
}
