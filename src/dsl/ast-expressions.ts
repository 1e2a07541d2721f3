/** The syntax tree of expressions and literals. */

import type { Name, RegexLiteral, Span, StringLiteral } from './ast.ts';

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

/** `( expr )`: kept, so that the formatter and fixes see the original text. */
export interface GroupExpr extends Span {
  kind: 'GroupExpr';
  expr: Expr;
}

/** `12` or `1.5`; in an object pattern the value may be negative. */
export interface NumberLiteral extends Span {
  kind: 'NumberLiteral';
  value: number;
  /** Whether it has no fraction. */
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
