/** Evaluates conditions of a window without records. */

import type { ConstantValue, ExprPlan, FunctionName, SummaryName, WindowPlan } from '../plan.ts';

/** A value, possibly missing; undefined if it depends on more than the window. */
type Known = { value: ConstantValue | undefined } | undefined;

const MISSING: Known = { value: undefined };
const OF_NOTHING: Partial<Record<SummaryName, ConstantValue>> = { count: 0, distinct: 0, sum: 0, list: [] };

/** Whether a condition holds for an empty window; undefined if that cannot be determined. */
export function holdsOfEmpty(
  condition: ExprPlan,
  { summaries }: WindowPlan,
  params: ReadonlyMap<string, ConstantValue>,
): boolean | undefined {
  const known = evaluate(condition);
  return known && known.value === true;

  function evaluate(expr: ExprPlan): Known {
    switch (expr.op) {
      case 'const':
        return { value: expr.value ?? undefined };
      case 'param':
        return { value: params.get(expr.name) ?? undefined };
      case 'summary':
        return { value: OF_NOTHING[summaries[expr.summary]?.fn ?? 'avg'] };
      case 'call':
        return evaluateCall(expr.fn, expr.args);
      case 'convert':
        return ifMissing(evaluate(expr.value));
      case 'lookup':
        return ifMissing(evaluate(expr.key));
      default:
        return undefined;
    }
  }

  function evaluateCall(fn: FunctionName, args: readonly ExprPlan[]): Known {
    const operands = args.map(evaluate);
    const [left, right] = operands;
    if (fn === 'and' || fn === 'or') return logic(fn, left, right);
    if (fn === 'default') return left?.value === undefined && left ? right : left;
    if (fn === 'list' || !operands.every((operand) => operand !== undefined)) return undefined;
    if (fn === 'not') return { value: left?.value !== true };
    if (fn === 'eq' || fn === 'ne') return { value: equality(fn, left?.value, right?.value, args) };
    const values = operands.map(({ value }) => value);
    if (values.includes(undefined)) return TESTS.includes(fn) ? { value: false } : MISSING;
    return values.every((value) => typeof value === 'number') ? ofNumbers(fn, values) : undefined;
  }
}

/** Of a missing value, what is made of it is missing, too. */
function ifMissing(known: Known): Known {
  return known?.value === undefined ? known : undefined;
}

function logic(fn: 'and' | 'or', left: Known, right: Known): Known {
  const decides = fn === 'or';
  if ([left, right].some((side) => side && (side.value === true) === decides)) return { value: decides };
  return left && right ? { value: !decides } : undefined;
}

/** `== none` tests whether a value is missing; any other comparison with a missing value is false. */
function equality(
  fn: 'eq' | 'ne',
  left: ConstantValue | undefined,
  right: ConstantValue | undefined,
  operands: readonly ExprPlan[],
): boolean {
  const asks = operands.some((operand) => operand.op === 'const' && operand.value === null);
  if (!asks && (left === undefined || right === undefined)) return false;
  return (JSON.stringify(left) === JSON.stringify(right)) === (fn === 'eq');
}

/** False if an operand is missing. */
const TESTS: readonly FunctionName[] = ['lt', 'le', 'gt', 'ge', 'in', 'inNetwork', 'contains', 'startsWith', 'endsWith', 'matches'];
const COMPARISONS: Partial<Record<FunctionName, (a: number, b: number) => boolean>> = {
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
};
/** Durations are in microseconds. */
const ARITHMETIC: Partial<Record<FunctionName, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  mod: (a, b) => a % b,
  neg: (a) => -a,
  abs: Math.abs,
  floor: Math.floor,
  ceil: Math.ceil,
  round: (a) => Math.sign(a) * Math.round(Math.abs(a)),
  days: (a) => a / 86_400_000_000,
  hours: (a) => a / 3_600_000_000,
  minutes: (a) => a / 60_000_000,
  seconds: (a) => a / 1_000_000,
  milliseconds: (a) => a / 1000,
};

function ofNumbers(fn: FunctionName, [a = 0, b = 0]: readonly number[]): Known {
  const holds = COMPARISONS[fn]?.(a, b);
  if (holds !== undefined) return { value: holds };
  const result = ARITHMETIC[fn]?.(a, b);
  if (result === undefined) return undefined;
  return Number.isFinite(result) ? { value: result } : MISSING;
}
