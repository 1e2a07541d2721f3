/** Evaluates expressions of a Plan by walking them each time. */

import type { ConstantValue, ExprPlan, Plan, SummaryPlan } from '../../../src/dsl/plan.ts';
import type { Scope } from '../../../src/runtime/expression/scope.ts';
import type { Match, Value } from '../../../src/runtime/record.ts';
import { calledWith, compare, converted, isWithin, textOf } from './functions.ts';

/** What is the same for all expressions of a program. */
export interface Surroundings {
  plan: Plan;
  params: ReadonlyMap<string, Value>;
}

export function fieldOf(match: Match | undefined, name: string, { plan }: Surroundings): Value | undefined {
  if (!match) return undefined;
  const slot = plan.records[match.record]?.fields.findIndex((field) => field.name === name) ?? -1;
  if (slot >= 0) return match.values[slot];
  return name === 'time' ? match.time : name === 'weight' ? match.weight : undefined;
}

export function evaluate(expr: ExprPlan, scope: Scope, around: Surroundings): Value | undefined {
  switch (expr.op) {
    case 'const':
      return constant(expr.value);
    case 'param':
      return around.params.get(expr.name);
    case 'field':
      return fieldOf(scope.match, expr.name, around);
    case 'capture':
      return fieldOf(scope.capture(expr.capture), expr.field, around);
    case 'summary':
      return scope.summary(expr.summary);
    case 'lookback':
      return scope.lookback(expr.lookback);
    case 'key':
      return scope.key(expr.key, expr.part);
    case 'outcome':
      return scope.outcome(expr.field);
    case 'emitted':
      return scope.emitted(expr.name);
    case 'convert':
      return converted(evaluate(expr.value, scope, around), expr.to);
    case 'lookup':
      return lookedUp(expr, evaluate(expr.key, scope, around), around);
    case 'call':
      return call(expr, (arg) => evaluate(arg, scope, around));
  }
}

export function holds(expr: ExprPlan | undefined, scope: Scope, around: Surroundings): boolean {
  return expr === undefined || evaluate(expr, scope, around) === true;
}

/** `none` is a missing value. */
function constant(value: ConstantValue): Value | undefined {
  if (value === null) return undefined;
  return Array.isArray(value) ? value.map((item) => constant(item) ?? '') : value;
}

const isNone = (expr: ExprPlan | undefined) => expr?.op === 'const' && expr.value === null;

function call(expr: Extract<ExprPlan, { op: 'call' }>, read: (arg: ExprPlan) => Value | undefined): Value | undefined {
  const { fn, args } = expr;
  switch (fn) {
    case 'and':
      return args.every((arg) => read(arg) === true);
    case 'or':
      return args.some((arg) => read(arg) === true);
    case 'not':
      return !args.some((arg) => read(arg) === true);
    case 'default':
      return args.map(read).find((value) => value !== undefined);
    case 'list':
      return args.map((arg) => read(arg) ?? '');
    case 'eq':
    case 'ne':
      // Only `== none` and `!= none` ask whether a value is missing.
      if (args.some(isNone)) return args.every((arg) => read(arg) === undefined) === (fn === 'eq');
  }
  return calledWith(expr, args.map(read));
}

/** The row whose first column is the value, or the least network that contains it. */
function lookedUp({ table: name, column }: Extract<ExprPlan, { op: 'lookup' }>, key: Value | undefined, { plan }: Surroundings) {
  const table = plan.tables.find((table) => table.name === name);
  if (!table || key === undefined) return undefined;
  const byNetwork = table.columns[0]?.type === 'network';
  const found = table.rows.filter(([first]) => (byNetwork ? isWithin(String(key), [String(first)]) : first === key));
  const bits = ([network]: ConstantValue[]) => Number(String(network).split('/')[1]);
  const [row] = byNetwork ? found.sort((a, b) => bits(b) - bits(a)) : found;
  return constant(row?.[table.columns.findIndex(({ name }) => name === column)] ?? null);
}

/** A log record as a summary sees it: under each of its names, with the captures that hold it. */
export interface Summed {
  matches: readonly Match[];
  captures?: readonly number[];
  /** It is there already, and only its captures are new. */
  again?: boolean;
}

/** Choice: a log record of several names counts once in one summary, under the first name that the summary is about. */
export function summarise(plan: SummaryPlan, from: readonly Summed[], around: Surroundings): Value | undefined {
  const found: { match: Match; value: Value | undefined }[] = [];
  for (const { matches, captures, again } of from) {
    const isIn = plan.captures ? plan.captures.some((capture) => captures?.includes(capture)) : !again;
    if (!isIn) continue;
    for (const match of matches) {
      const scope = recordScope(match);
      const value = plan.value && evaluate(plan.value, scope, around);
      if (!plan.records.includes(match.record) || !holds(plan.where, scope, around) || (plan.value && value === undefined)) continue;
      found.push({ match, value });
      break;
    }
  }
  if (plan.fn === 'count') return found.reduce((sum, { match }) => sum + match.weight, 0);
  return ofValues(
    plan,
    found.map(({ value }) => value as Value),
  );
}

function ofValues({ fn, limit }: SummaryPlan, values: readonly Value[]): Value | undefined {
  const sum = values.reduce<number>((total, value) => total + (value as number), 0);
  const ordered = [...values].sort(compare);
  switch (fn) {
    case 'sum':
      return sum;
    case 'avg':
      return values.length === 0 ? undefined : sum / values.length;
    case 'min':
      return ordered[0];
    case 'max':
      return ordered.at(-1);
    case 'first':
      return values[0];
    case 'last':
      return values.at(-1);
    case 'distinct':
      return new Set(values.map(textOf)).size;
    case 'list':
      // Choice: a list that is full keeps what came first.
      return values.slice(0, limit);
    case 'p50':
    case 'p95':
    case 'p99':
      // The least value that so many of a hundred do not exceed.
      return ordered[Math.ceil((ordered.length * Number(fn.slice(1))) / 100) - 1];
    case 'count':
      return values.length;
  }
}

/** The scope of an expression over one record only. */
export function recordScope(match: Match): Scope {
  const none = () => undefined;
  return { match, capture: none, summary: none, lookback: none, key: none, outcome: none, emitted: none };
}
