/** The syntax tree of rules: transactions, windows, schedules, and their clauses. */

import type { Binding, Documented, Name, Path, Span, StringLiteral } from './ast.ts';
import type { DurationLiteral, Expr, MemberExpr, NumberLiteral, TimeLiteral } from './ast-expressions.ts';

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

export type TransactionClause = KeyClause | ReleaseClause | StepClause | EndingClause | PolicyClause | LingerClause | ReportingClause;
export type WindowClause = KeyClause | OverClause | ConditionClause | FireClause | ReportingClause;
export type ScheduleClause = KeyClause | AwaitClause | ReportingClause;
export type Clause = RuleDecl['clauses'][number];
export type ReportingClause = MapClause | LimitClause | MessageClause | SeverityClause | ReportClause;

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
  /** `plain` has one path, or several separated by `|`; `each(a, b)`; `every list`. */
  mode: 'plain' | 'each' | 'every';
  paths: Path[];
}

export interface ReleaseClause extends Documented {
  kind: 'ReleaseClause';
  /** Absent for every key. */
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

/** Wherever the grammar has `( set | ref )`: one record, or a set of elements. */
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
  /** Two parts in a valid program: group and record, or rule and outcome. */
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
  /** `links[i]` is between `items[i]` and `items[i + 1]`. */
  links: ('then' | 'next')[];
}

export interface Quantifier extends Span {
  kind: 'Quantifier';
  min: number;
  /** Absent if there is no upper bound. */
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
  /** May be a field of a step: `ack.lease`. */
  duration?: Duration | MemberExpr;
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

/** `on restart abandon "pid reused"`: `what` and `choice` are unchecked; later phases check them. */
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

/** A duration literal, or the name of a `param`. */
export type Duration = DurationLiteral | Name;
