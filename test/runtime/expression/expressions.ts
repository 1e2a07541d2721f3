/** Hand-written expressions of a Plan, and their evaluation. */

import type { ConstantValue, ExprPlan, FunctionName } from '../../../src/dsl/plan.ts';
import { compileExpression } from '../../../src/runtime/expression/compile.ts';
import type { Environment, Scope } from '../../../src/runtime/expression/scope.ts';
import type { Value } from '../../../src/runtime/record.ts';

type About = Extract<ExprPlan, { op: 'call' }>['of'];

/** A value in an expression; `undefined` is a missing value that is not `none`. */
export const literal = (value: ConstantValue | undefined): ExprPlan =>
  value === undefined ? { op: 'param', name: 'missing' } : { op: 'const', value };

export const call = (fn: FunctionName, args: readonly (ConstantValue | undefined)[], of?: About): ExprPlan => ({
  op: 'call',
  fn,
  args: args.map(literal),
  ...(of ? { of } : {}),
});

export const EMPTY: Environment = { records: [], params: new Map(), tables: [] };

export const NOTHING: Scope = {
  match: undefined,
  capture: () => undefined,
  summary: () => undefined,
  lookback: () => undefined,
  key: () => undefined,
  outcome: () => undefined,
  emitted: () => undefined,
};

export function evaluate(expr: ExprPlan, scope: Partial<Scope> = {}, environment: Partial<Environment> = {}): Value | undefined {
  return compileExpression(expr, { ...EMPTY, ...environment })({ ...NOTHING, ...scope });
}
