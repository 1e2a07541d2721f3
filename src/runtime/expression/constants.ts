import type { ConstantValue, ExprPlan } from '../../dsl/plan.ts';
import type { Value } from '../record.ts';
import type { Environment } from './scope.ts';

/** The value of an expression that is constant for the whole run; undefined for `none` and for any other expression. */
export function constantOf(expr: ExprPlan | undefined, { params }: Environment): Value | undefined {
  if (expr?.op === 'param') return params.get(expr.name);
  return expr?.op === 'const' ? constantValue(expr.value) : undefined;
}

/** The value of a constant. `null` is a missing value, and is left out of lists. */
export function constantValue(constant: ConstantValue): Value | undefined {
  if (constant === null) return undefined;
  return Array.isArray(constant) ? constant.map(constantValue).filter((item) => item !== undefined) : constant;
}

/** Whether the expression is `none` itself. */
export function isNone(expr: ExprPlan | undefined): boolean {
  return expr?.op === 'const' && expr.value === null;
}
