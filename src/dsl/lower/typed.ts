/** A typed expression, and its context. */

import type { Name, Span } from '../ast.ts';
import type { CallExpr } from '../ast-expressions.ts';
import type { ConstantValue, ExprPlan, ParamPlan, TablePlan, Type } from '../plan.ts';
import type { Report } from '../report.ts';
import type { Source } from '../source.ts';
import { tokenize } from '../tokens.ts';
import type { Requirements } from './ranges.ts';

export interface Typed {
  expr: ExprPlan;
  type: Type;
  /** Whether the value may be missing. */
  optional: boolean;
  /** Whether it is a field that nothing declares: of a format in which any name is one. */
  undeclared?: boolean;
  /** The declared field of which such a field is probably a misspelling. */
  resembles?: string;
  /** `none` itself. */
  none?: true;
  /** The value of a param unless a run gives another. */
  byDefault?: ConstantValue;
  /** Paths into records that may not have been taken when it is evaluated: worth a warning in a condition. */
  absent?: readonly string[];
  /** The path of a field that its record may lack, as its pattern says: worth a warning where it is to differ from something. */
  lacking?: string;
  /** Paths that are present if it is true. */
  shows?: readonly string[];
  /** Paths that are present if it is false. */
  showsElse?: readonly string[];
  /** What must be so for it to be true. */
  holds?: Requirements;
  /** What must be so for it to be false. */
  fails?: Requirements;
  /** The only values it may have: of the severity and the facility of syslog. */
  words?: readonly string[];
}

/** The meaning of the leading parts of a path. Without a value it is known, but was reported as invalid. */
export interface Found {
  value?: Typed;
  /** The number of parts of the path that were used. */
  used: number;
}

/** A source of names: fields of a record, steps, keys, params. */
export interface Names {
  find(path: readonly Name[], report: Report): Found | undefined;
  /** The names that may have been meant by another, for "did you mean"; none if absent. */
  known?(): Iterable<string>;
}

export function knownIn(names: readonly Names[]): Set<string> {
  return new Set(names.flatMap((source) => [...(source.known?.() ?? [])]));
}

/** The context of an expression: the visible names, and where errors are reported. */
export interface Place {
  report: Report;
  source: Source;
  /** Consulted in order. */
  names: readonly Names[];
  /** Lowers the calls that are not standard functions: summaries. Returns null for any other. */
  call?: (call: CallExpr, place: Place) => Typed | undefined | null;
  table: (name: Name) => TablePlan | undefined;
  /** What can be named, where that is not said by the usual help of a name which nothing has. */
  help?: string;
  /** Whether it is compared with a text, or may be, so that a name which nothing has is probably a text without quotes. */
  besideText?: boolean;
  /** Whether it decides something, so that fields which may be missing are worth a warning. */
  decides?: boolean;
  /** Paths known to be present, because an `and` or `or` before tested them. */
  present?: ReadonlySet<string>;
}

export function constant(value: ConstantValue, type: Type): Typed {
  return { expr: { op: 'const', value }, type, optional: false };
}

export const NONE: Typed = { ...constant(null, 'json'), optional: true, none: true };

export function paramValue({ name, type, value }: ParamPlan): Typed {
  return { expr: { op: 'param', name }, type, optional: false, byDefault: value };
}

export function constantValue(typed: Typed): ConstantValue | undefined {
  return typed.expr.op === 'const' ? typed.expr.value : undefined;
}

/** The author's text, without comments, and with whitespace collapsed. */
export function writtenAt(source: Source, { start, end }: Span): string {
  const written = source.text.slice(start, end);
  const text = /\/[/*]/.test(written) ? withoutComments(written) : written;
  return text.replace(/\s+/g, ' ').trim();
}

function withoutComments(text: string): string {
  const { comments } = tokenize(text);
  const pieces = comments.map(({ startOffset }, i) => text.slice(i === 0 ? 0 : endOf(comments[i - 1]), startOffset));
  return [...pieces, text.slice(endOf(comments.at(-1)))].join(' ');
}

function endOf(comment: { startOffset: number; image: string } | undefined): number {
  return comment ? comment.startOffset + comment.image.length : 0;
}
