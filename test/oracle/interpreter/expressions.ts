/** Evaluates expressions of a Plan by walking them each time. It knows the operators that generated programs use. */

import type { RecordPlan } from '../../../src/dsl/pattern-plan.ts';
import type { ConstantValue, ExprPlan, SummaryPlan } from '../../../src/dsl/plan.ts';
import type { Scope } from '../../../src/runtime/expression/scope.ts';
import type { Match, Value } from '../../../src/runtime/record.ts';

/** What is the same for all expressions of a program. */
export interface Surroundings {
  records: readonly RecordPlan[];
  params: ReadonlyMap<string, Value>;
}

export function fieldOf(match: Match | undefined, name: string, { records }: Surroundings): Value | undefined {
  if (!match) return undefined;
  const slot = records[match.record]?.fields.findIndex((field) => field.name === name) ?? -1;
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
    case 'convert': {
      // Fields of generated programs have the types that they are read as.
      const value = evaluate(expr.value, scope, around);
      return typeof value === (expr.to === 'text' ? 'string' : 'number') ? value : undefined;
    }
    case 'call':
      return call(expr, (arg) => evaluate(arg, scope, around));
    default:
      throw new Error(`The oracle does not know ${JSON.stringify(expr)}.`);
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

function call({ fn, args }: Extract<ExprPlan, { op: 'call' }>, read: (arg: ExprPlan) => Value | undefined): Value | undefined {
  const [a, b] = args.map(read);
  switch (fn) {
    case 'and':
      return args.every((arg) => read(arg) === true);
    case 'or':
      return args.some((arg) => read(arg) === true);
    case 'not':
      return a !== true;
    case 'default':
      return a ?? b;
    case 'list':
      return args.map((arg) => read(arg) ?? '');
    case 'eq':
    case 'ne':
      // Only `== none` and `!= none` ask whether a value is missing.
      if (args.some(isNone)) return (a === undefined && b === undefined) === (fn === 'eq');
  }
  if (a === undefined || (args.length > 1 && b === undefined)) return isTest(fn) ? false : undefined;
  return isTest(fn) ? test(fn, a, b) : compute(fn, a, b);
}

const TESTS = ['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'in', 'contains', 'startsWith', 'endsWith'];
const isTest = (fn: string) => TESTS.includes(fn);

function test(fn: string, a: Value, b: Value | undefined): boolean {
  const order = a === b ? 0 : (a as number) < (b as number) ? -1 : 1;
  switch (fn) {
    case 'eq':
      return textOf(a) === textOf(b);
    case 'ne':
      return textOf(a) !== textOf(b);
    case 'lt':
      return order < 0;
    case 'le':
      return order <= 0;
    case 'gt':
      return order > 0;
    case 'ge':
      return order >= 0;
    case 'in':
      return Array.isArray(b) && b.includes(a);
    default:
      return Array.isArray(a) ? a.includes(b as Value) : String(a).includes(String(b));
  }
}

function compute(fn: string, a: Value, b: Value | undefined): Value | undefined {
  const [x, y] = [a as number, b as number];
  switch (fn) {
    case 'add':
      return typeof a === 'string' ? a + b : x + y;
    case 'sub':
      return x - y;
    case 'mul':
      return x * y;
    case 'div':
      return y === 0 ? undefined : x / y;
    case 'neg':
      return -x;
    case 'seconds':
      return x / 1_000_000;
    case 'least':
      return Math.min(x, y);
    case 'greatest':
      return Math.max(x, y);
    default:
      throw new Error(`The oracle does not know the function '${fn}'.`);
  }
}

/** Equal for equal values only. */
export const textOf = (value: unknown): string => JSON.stringify(value) ?? 'missing';

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
  const ordered = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
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
    default:
      throw new Error(`The oracle does not know the summary '${fn}'.`);
  }
}

/** The scope of an expression over one record only. */
export function recordScope(match: Match): Scope {
  const none = () => undefined;
  return { match, capture: none, summary: none, lookback: none, key: none, outcome: none, emitted: none };
}
