/** Evaluates conditions of a window without records. */

import type { ConstantValue, ExprPlan, SummaryName, WindowPlan } from '../plan.ts';

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
      default:
        return undefined;
    }
  }

  function evaluateCall(fn: (ExprPlan & { op: 'call' })['fn'], operands: readonly ExprPlan[]): Known {
    const [left, right] = operands.map(evaluate);
    if (fn === 'and' || fn === 'or') return logic(fn, left, right);
    if (fn === 'default') return left?.value === undefined && left ? right : left;
    if (!left || (operands.length > 1 && !right)) return undefined;
    if (fn === 'not') return { value: left.value !== true };
    if (fn === 'eq' || fn === 'ne') return { value: equality(fn, left.value, right?.value, operands) };
    return numeric(fn, left.value, right?.value);
  }
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

const COMPARISONS: Record<string, (a: number, b: number) => boolean> = {
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
};
const ARITHMETIC: Record<string, (a: number, b: number) => number> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
};

function numeric(fn: string, left: ConstantValue | undefined, right: ConstantValue | undefined): Known {
  const compare = COMPARISONS[fn];
  const calculate = ARITHMETIC[fn];
  if (!compare && !calculate) return undefined;
  if (left === undefined || right === undefined) return compare ? { value: false } : MISSING;
  if (typeof left !== 'number' || typeof right !== 'number') return undefined;
  if (compare) return { value: compare(left, right) };
  const value = calculate?.(left, right);
  return value !== undefined && Number.isFinite(value) ? { value } : MISSING;
}
