/**
 * Expressions, evaluated anew each time, and summaries over lists of records: language.md 1 and 4 (Fields);
 * semantics.md 27.
 */

import {
  type ConstantValue,
  type ExprPlan,
  isCaptureField,
  type OutcomeField,
  type Plan,
  type RulePlan,
  type SpanPlan,
  type SummaryName,
  type SummaryPlan,
  type Type,
} from '../../../src/dsl/plan.ts';
import type { Match, Value } from '../../../src/runtime/record.ts';
import { called, compare, converted, isWithin, textOf, valid } from './functions.ts';

/** The value of a key: the text of the key's index and the tuple. */
export type KeyValue = string;
export const keyOf = (value: KeyValue) => JSON.parse(value)[0] as number;
export const tupleOf = (value: KeyValue) => JSON.parse(value)[1] as Value[];

/** One log record under all its names, with the key values that it carries; empty at a deadline. */
export interface Event {
  time: number;
  matches: readonly Match[];
  values: readonly KeyValue[];
}

/**
 * A record in summaries, with the captures that contain it. `again`: it is already included, and only counts for these
 * captures.
 */
export interface Summed {
  matches: readonly Match[];
  captures?: readonly number[];
  again?: boolean;
}

/** What an expression can access. */
export interface Scope {
  plan: Plan;
  params: ReadonlyMap<string, Value>;
  rule?: RulePlan;
  /** The current record; its time, or that of the deadline; the instant; the key values that it carries. */
  match?: Match | undefined;
  at?: number;
  now?: number;
  carried?: readonly KeyValue[];
  /** Of the instance: the values it owns, its records, and those in its captures. */
  values?: readonly KeyValue[];
  records?: readonly Summed[];
  captured?: readonly Summed[];
  /** Every record delivered to the rule. */
  history?: readonly Event[];
  outcome?: Partial<Record<OutcomeField, Value | undefined>>;
  emitted?: ReadonlyMap<string, Value>;
}

type Reader<O extends ExprPlan['op']> = (expr: Extract<ExprPlan, { op: O }>, scope: Scope) => Value | undefined;

const READERS: { [O in ExprPlan['op']]: Reader<O> } = {
  const: ({ value }) => constant(value),
  param: ({ name }, { params }) => params.get(name),
  field: ({ name }, { match, plan }) => fieldOf(match, name, plan),
  capture: ({ capture, field }, scope) => fieldOf(capturedBy(scope, capture), field, scope.plan),
  summary: ({ summary }, scope) => summarise(scope.rule?.summaries[summary] as SummaryPlan, scope.records ?? [], scope),
  lookback: ({ lookback }, scope) => lookBack(lookback, scope),
  key: ({ key, part }, { values = [] }) => values.filter((value) => keyOf(value) === key).map(tupleOf)[0]?.[part],
  outcome: ({ field }, { outcome }) => outcome?.[field],
  emitted: ({ name }, { emitted }) => emitted?.get(name),
  call: (call, scope) => called(call, ...call.args.map((arg) => evaluate(arg, scope))),
  convert: ({ to, value }, scope) => converted(evaluate(value, scope), to),
  lookup: (lookup, scope) => lookedUp(lookup, evaluate(lookup.key, scope), scope.plan),
};

export function evaluate(expr: ExprPlan, scope: Scope): Value | undefined {
  return (READERS[expr.op] as Reader<ExprPlan['op']>)(expr, scope);
}

export const holds = (condition: ExprPlan | undefined, scope: Scope) => condition === undefined || evaluate(condition, scope) === true;

/** `none` is a missing value. */
function constant(value: ConstantValue): Value | undefined {
  return Array.isArray(value) ? value.map((item) => constant(item) ?? '') : (value ?? undefined);
}

export function fieldOf(match: Match | undefined, name: string, { records }: Plan): Value | undefined {
  const slot = match ? records[match.record]?.fields.findIndex((field) => field.name === name) : -1;
  if (slot !== undefined && slot >= 0) return match?.values[slot];
  return name === 'time' || name === 'weight' ? match?.[name] : undefined;
}

export function capturedBy({ captured = [] }: Scope, capture: number): Match | undefined {
  return captured.findLast(({ captures }) => captures?.includes(capture))?.matches[0];
}

/** The row whose first column equals the value, or is the smallest network that contains it. */
function lookedUp({ table: name, column }: Extract<ExprPlan, { op: 'lookup' }>, key: Value | undefined, { tables }: Plan) {
  const table = tables.find((table) => table.name === name);
  if (!table || key === undefined) return undefined;
  const bits = ([network]: ConstantValue[]) => Number(String(network).split('/')[1]);
  const [row] =
    table.columns[0]?.type === 'network'
      ? table.rows.filter(([network]) => isWithin(key, [String(network)])).sort((a, b) => bits(b) - bits(a))
      : table.rows.filter(([first]) => first === key);
  return constant(row?.[table.columns.findIndex(({ name }) => name === column)] ?? null);
}

/**
 * Records of the first key, or of the window's, in (at - over, at], in order of time. Choice: records that have left by the instant are not
 * included, even for a late record.
 */
function lookBack(index: number, scope: Scope): Value | undefined {
  const { rule, carried = [], values = [], at = 0, now = 0, history = [] } = scope;
  const lookback = rule?.lookbacks[index] as RulePlan['lookbacks'][number];
  const own = [...carried, ...values];
  const key = (rule?.kind === 'window' ? own[0] : own.find((value) => keyOf(value) === 0)) ?? '';
  const from = Math.max(at, now) - micros(lookback.over, scope);
  const found = history.filter(({ time, values }) => time > from && time <= at && values.includes(key));
  return summarise(lookback, byTime(found), scope);
}

export const micros = (duration: number | { param: string }, { params }: Pick<Scope, 'params'>) =>
  typeof duration === 'number' ? duration : (params.get(duration.param) as number);

/** Choice: a negative length of time is none, and a missing one never ends. */
export function lengthOf(span: SpanPlan, scope: Scope): number {
  if (!isCaptureField(span)) return micros(span, scope);
  const told = fieldOf(capturedBy(scope, span.capture), span.field, scope.plan);
  return typeof told === 'number' ? Math.max(told, 0) : Number.POSITIVE_INFINITY;
}

/** Records of one time stay in order of delivery. */
export const byTime = <E extends { time: number }>(events: readonly E[]): E[] => [...events].sort((a, b) => a.time - b.time);

/** The exact sum, rounded once: each number is a whole number of 2^-1074, the smallest float. */
function sum(values: readonly Value[]): number {
  const total = values.reduce<bigint>((sum, value) => sum + smallestsIn(value as number), 0n);
  // What is beyond 64 bits only matters if it is not zero.
  const shift = Math.max(0, total.toString(2).length - 64);
  const [top, rest] = [total >> BigInt(shift), BigInt.asUintN(shift, total)];
  return Number(rest === 0n ? top : top | 1n) * 2 ** (shift - 1000) * 2 ** -74;
}

function smallestsIn(number: number): bigint {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, Math.abs(number));
  const exponent = bits.getUint16(0) >> 4;
  const fraction = bits.getBigUint64(0) & 0xf_ffff_ffff_ffffn;
  const size = exponent === 0 ? fraction : (fraction | (1n << 52n)) << BigInt(exponent - 1);
  return number < 0 ? -size : size;
}

/** The least value that is not exceeded by this share of the values. */
const percentile = (share: number) => (_: Value[], ordered: Value[]) => ordered[Math.ceil((ordered.length * share) / 100) - 1];

const SUMMARIES: Record<SummaryName, (values: Value[], ordered: Value[], limit?: number) => Value | undefined> = {
  count: sum,
  sum,
  avg: (values) => (values.length === 0 ? undefined : sum(values) / values.length),
  min: (_, ordered) => ordered[0],
  max: (_, ordered) => ordered.at(-1),
  first: (values) => values[0],
  last: (values) => values.at(-1),
  distinct: (values) => new Set(values.map(textOf)).size,
  // Choice: a full list keeps the first values.
  list: (values, _, limit) => values.slice(0, limit),
  p50: percentile(50),
  p95: percentile(95),
  p99: percentile(99),
};

/** Times and lengths of time are whole microseconds. */
const isWhole = (type: Type) => type === 'duration' || type === 'time';

/** Choice: a log record with several names counts once in one summary, under the first name that the summary covers. */
function summarise({ fn, type, records, captures, value, where, limit }: SummaryPlan, from: readonly Summed[], { plan, params }: Scope) {
  const values = from.flatMap((record) => {
    if (captures ? !captures.some((capture) => record.captures?.includes(capture)) : record.again) return [];
    const scopes = record.matches.filter((match) => records.includes(match.record)).map((match) => ({ plan, params, match }));
    const about = scopes.find((scope) => holds(where, scope) && (!value || evaluate(value, scope) !== undefined));
    return about ? [value && fn !== 'count' ? (evaluate(value, about) as Value) : about.match.weight] : [];
  });
  const ordered = [...values].sort((a, b) => compare(a, b, type));
  const result = SUMMARIES[fn](values, ordered, limit);
  return valid(isWhole(type) && typeof result === 'number' ? Math.round(result) : result, type === 'int' || isWhole(type));
}
