/**
 * The syntax tree: what the author wrote, nothing more.
 *
 * Plain nodes with a `kind` and offsets into the source. A broken file gives a tree too: a part that was
 * not read is absent (`undefined`, an empty list, or a {@link Name} with an empty text), never a guess.
 * Nodes are made by the parser only; every later phase reads them.
 */

/** Offsets in UTF-16 units; `end` is exclusive. */
export interface Span {
  start: number;
  end: number;
}

/** A word the author wrote. `text` is without backquotes; an empty text is a name that is missing. */
export interface Name extends Span {
  kind: 'Name';
  text: string;
}

/** `a.b.c` */
export interface Path extends Span {
  kind: 'Path';
  parts: Name[];
}

/** A string literal. `value` has its escapes resolved; `raw` is the text between the quotes, for offsets inside it. */
export interface StringLiteral extends Span {
  kind: 'StringLiteral';
  value: string;
  /** `"""…"""`: raw, common indent removed. */
  block: boolean;
}

/** `/…/flags` */
export interface RegexLiteral extends Span {
  kind: 'RegexLiteral';
  /** The text between the slashes, as written. */
  pattern: string;
  flags: string;
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

interface Documented extends Span {
  /** The text of the `///` comments in front, one line each, markers removed. */
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
  /** A file with one value a line. */
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
  /** `time ts`: where the time stamp is. */
  time: Path[];
  /** `message note`: what templates are matched against. */
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

/** What stands behind a record or a whole group. */
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

/** A literal in an object pattern; numbers have their sign folded in. */
export type Constant = StringLiteral | RegexLiteral | NumberLiteral | BooleanLiteral | NoneLiteral;

/** `name = expr` in `let`, `emit`, `labels` and expectations. */
export interface Binding extends Span {
  kind: 'Binding';
  name: Name;
  value?: Expr;
}

// ── rules ──

export interface TransactionDecl extends Documented {
  kind: 'TransactionDecl';
  name: Name;
  clauses: TransactionClause[];
}

export interface WindowDecl extends Documented {
  kind: 'WindowDecl';
  name: Name;
  clauses: WindowClause[];
}

export interface ScheduleDecl extends Documented {
  kind: 'ScheduleDecl';
  name: Name;
  clauses: ScheduleClause[];
}

export type RuleDecl = TransactionDecl | WindowDecl | ScheduleDecl;

export type TransactionClause = KeyClause | ReleaseClause | StepClause | EndingClause | PolicyClause | LingerClause | TellingClause;
export type WindowClause = KeyClause | OverClause | ConditionClause | FireClause | TellingClause;
export type ScheduleClause = KeyClause | AwaitClause | TellingClause;
export type TellingClause = MapClause | LimitClause | MessageClause | SeverityClause | ReportClause;

export interface KeyClause extends Documented {
  kind: 'KeyClause';
  /** `key none` */
  none: boolean;
  name?: Name;
  parts: KeyPart[];
  hold?: Duration;
  /** `from servers` */
  from?: Name;
  /** `learn 7d` */
  learn?: Duration;
  where: Expr[];
}

export interface KeyPart extends Span {
  kind: 'KeyPart';
  /** `plain` has one path, or several parted by `|`; `each(a, b)`; `every list`. */
  mode: 'plain' | 'each' | 'every';
  paths: Path[];
}

export interface ReleaseClause extends Documented {
  kind: 'ReleaseClause';
  /** Absent: every key. */
  key?: Name;
  on?: RecordSet;
  where: Expr[];
}

/** `start`, `then` or `next`, and what it takes or waits for. */
export interface StepClause extends Documented {
  kind: 'StepClause';
  link: 'start' | 'then' | 'next';
  step?: Element | WaitStep | NoStep;
}

export interface WaitStep extends Span {
  kind: 'WaitStep';
  duration?: Duration;
}

export interface NoStep extends Span {
  kind: 'NoStep';
  of?: RecordSet;
  where: Expr[];
  duration?: Duration;
}

/** A place where the grammar has `( set | ref )`: one record, or a set of elements. */
export type RecordSet = RecordRef | ElementSet;

export interface Element extends Span {
  kind: 'Element';
  item: RecordRef | ElementSet | ElementGroup;
  quantifier?: Quantifier;
  as?: Name;
  where: Expr[];
  within?: Duration;
  without?: RecordSet;
}

/** `sshd.failed`, `guessing.begin`, `shop.paid` */
export interface RecordRef extends Span {
  kind: 'RecordRef';
  /** Two parts in a right program: group and record, or rule and outcome. */
  parts: Name[];
}

export interface ElementSet extends Span {
  kind: 'ElementSet';
  mode: 'any' | 'all';
  members: Element[];
}

/** `( a then b next c )` */
export interface ElementGroup extends Span {
  kind: 'ElementGroup';
  items: Element[];
  /** `links[i]` stands between `items[i]` and `items[i + 1]`. */
  links: ('then' | 'next')[];
}

export interface Quantifier extends Span {
  kind: 'Quantifier';
  min: number;
  /** Absent: no upper bound. */
  max?: number;
}

export interface EndingClause extends Documented {
  kind: 'EndingClause';
  outcome: 'success' | 'failure' | 'timeout' | 'abandoned' | 'warning';
  all: boolean;
  name?: StringLiteral;
  trigger?: OnTrigger | AfterTrigger | ClockTrigger | WhenTrigger;
  since?: Name;
  before?: Name;
}

export interface OnTrigger extends Span {
  kind: 'OnTrigger';
  of?: RecordSet;
  as?: Name;
  where: Expr[];
}

export interface AfterTrigger extends Span {
  kind: 'AfterTrigger';
  duration?: Duration;
  idle: boolean;
}

/** `by 06:00 zone "Europe/Paris"` */
export interface ClockTrigger extends Span {
  kind: 'ClockTrigger';
  time?: TimeLiteral;
  zone?: StringLiteral;
}

/** `success when COND else "name"` */
export interface WhenTrigger extends Span {
  kind: 'WhenTrigger';
  condition?: Expr;
  otherwise?: StringLiteral;
}

/** `on restart abandon "pid reused"`: `what` and `choice` are as written, and checked later. */
export interface PolicyClause extends Documented {
  kind: 'PolicyClause';
  what: 'restart' | 'conflict' | 'orphan' | 'unexpected';
  choice: Name;
  name?: StringLiteral;
}

export interface LingerClause extends Documented {
  kind: 'LingerClause';
  duration?: Duration;
  all: boolean;
}

export interface OverClause extends Documented {
  kind: 'OverClause';
  mode: 'slide' | 'every' | 'session';
  duration?: Duration;
  max?: Duration;
  zone?: StringLiteral;
}

/** `open when C for D`, `close when C for D` */
export interface ConditionClause extends Documented {
  kind: 'ConditionClause';
  what: 'open' | 'close';
  when?: Expr;
  for?: Duration;
}

export interface FireClause extends Documented {
  kind: 'FireClause';
  on?: RecordSet;
  as?: Name;
  where: Expr[];
  when?: Expr;
  forget: boolean;
}

export interface AwaitClause extends Documented {
  kind: 'AwaitClause';
  of?: Element;
  every?: Duration;
  daily?: ClockTrigger;
  grace?: Duration;
}

/** `emit { … }`, `labels { … }` */
export interface MapClause extends Documented {
  kind: 'MapClause';
  what: 'emit' | 'labels';
  entries: Binding[];
}

export interface LimitClause extends Documented {
  kind: 'LimitClause';
  value?: NumberLiteral;
}

/** `failure "denied"`: an outcome class and, if any, the author's name. */
export interface OutcomeRef extends Span {
  kind: 'OutcomeRef';
  outcome: Name;
  name?: StringLiteral;
}

export interface MessageClause extends Documented {
  kind: 'MessageClause';
  outcome?: OutcomeRef;
  text?: StringLiteral;
}

export interface SeverityClause extends Documented {
  kind: 'SeverityClause';
  outcome?: OutcomeRef;
  level: Name;
}

export interface ReportClause extends Documented {
  kind: 'ReportClause';
  outcomes: OutcomeRef[];
  oncePer?: Duration;
  by: Path[];
}

/** A duration as written, or the name of a `param`. */
export type Duration = DurationLiteral | Name;

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
  /** 1 when no number is written, 0 for `no`. */
  count: number;
  rule: Name;
  outcome?: OutcomeRef;
  fields: Binding[];
  at?: TimeLiteral | StampLiteral;
}

// ── expressions ──

export type Expr =
  | NameExpr
  | CallExpr
  | MemberExpr
  | IndexExpr
  | UnaryExpr
  | BinaryExpr
  | ListExpr
  | GroupExpr
  | StringLiteral
  | RegexLiteral
  | NumberLiteral
  | DurationLiteral
  | SizeLiteral
  | IpLiteral
  | TimeLiteral
  | StampLiteral
  | BooleanLiteral
  | NoneLiteral;

export interface NameExpr extends Span {
  kind: 'NameExpr';
  name: Name;
}

/** `count(sshd.failed where user == "root", 10m)` */
export interface CallExpr extends Span {
  kind: 'CallExpr';
  callee: Name;
  args: Argument[];
}

export interface Argument extends Span {
  kind: 'Argument';
  value: Expr;
  where?: Expr;
}

export interface MemberExpr extends Span {
  kind: 'MemberExpr';
  object: Expr;
  member: Name;
}

export interface IndexExpr extends Span {
  kind: 'IndexExpr';
  object: Expr;
  index: Expr;
}

export interface UnaryExpr extends Span {
  kind: 'UnaryExpr';
  operator: 'not' | '-';
  operand: Expr;
}

export type BinaryOperator =
  | 'or'
  | 'and'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'in'
  | 'contains'
  | 'matches'
  | 'starts with'
  | 'ends with'
  | '??'
  | '+'
  | '-'
  | '*'
  | '/'
  | '%';

export interface BinaryExpr extends Span {
  kind: 'BinaryExpr';
  operator: BinaryOperator;
  /** `not in`, `not contains`, … */
  negated: boolean;
  left: Expr;
  right: Expr;
}

export interface ListExpr extends Span {
  kind: 'ListExpr';
  items: Expr[];
}

/** `( expr )`: kept, so that the formatter and fixes see what was written. */
export interface GroupExpr extends Span {
  kind: 'GroupExpr';
  expr: Expr;
}

/** `12` or `1.5`; in an object pattern the value may be negative. */
export interface NumberLiteral extends Span {
  kind: 'NumberLiteral';
  value: number;
  /** Written without a fraction. */
  integer: boolean;
}

export interface DurationLiteral extends Span {
  kind: 'DurationLiteral';
  /** Microseconds. */
  micros: number;
}

/** `4KB`, `1MiB` */
export interface SizeLiteral extends Span {
  kind: 'SizeLiteral';
  bytes: number;
}

/** An address or a network, as written. */
export interface IpLiteral extends Span {
  kind: 'IpLiteral';
  text: string;
  network: boolean;
}

/** `06:00`, `06:00:30` */
export interface TimeLiteral extends Span {
  kind: 'TimeLiteral';
  /** Microseconds since midnight. */
  micros: number;
}

/** `2023-02-21T00:00:00Z` */
export interface StampLiteral extends Span {
  kind: 'StampLiteral';
  /** Microseconds since 1970, UTC; NaN when the date does not exist. */
  micros: number;
}

export interface BooleanLiteral extends Span {
  kind: 'BooleanLiteral';
  value: boolean;
}

export interface NoneLiteral extends Span {
  kind: 'NoneLiteral';
}
