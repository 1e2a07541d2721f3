/** How a function meets its arguments: what a missing one makes of the result. */

import type { ExprPlan } from '../../dsl/plan.ts';
import type { Value } from '../record.ts';
import type { Environment, Evaluate } from './scope.ts';

export type CallPlan = Extract<ExprPlan, { op: 'call' }>;

/** Makes a call ready to be evaluated, given its arguments. */
export type Form = (args: readonly Evaluate[], call: CallPlan, environment: Environment) => Evaluate;

/** A form that depends on what is known of the call beforehand. */
export function byCall(choose: (call: CallPlan, environment: Environment) => Form): Form {
  return (args, call, environment) => choose(call, environment)(args, call, environment);
}

const MISSING: Evaluate = () => undefined;

/** Missing when its argument is. */
export function unary(fn: (a: Value) => Value | undefined): Form {
  return ([x = MISSING]) =>
    (scope) => {
      const a = x(scope);
      return a === undefined ? undefined : fn(a);
    };
}

/** Missing when one of its arguments is. */
export function binary(fn: (a: Value, b: Value) => Value | undefined): Form {
  return ([x = MISSING, y = MISSING]) =>
    (scope) => {
      const a = x(scope);
      const b = y(scope);
      return a === undefined || b === undefined ? undefined : fn(a, b);
    };
}

/** Missing when one of its arguments is. */
export function variadic(fn: (values: Value[]) => Value | undefined): Form {
  return (args) => (scope) => {
    const values: Value[] = [];
    for (const arg of args) {
      const value = arg(scope);
      if (value === undefined) return undefined;
      values.push(value);
    }
    return fn(values);
  };
}

/** A comparison: false when one of its sides is missing. */
export function test(fn: (a: Value, b: Value) => boolean): Form {
  return ([x = MISSING, y = MISSING]) =>
    (scope) => {
      const a = x(scope);
      const b = y(scope);
      return a !== undefined && b !== undefined && fn(a, b);
    };
}

/** What is no number makes the result missing. */
export function ofNumber(fn: (a: number) => Value | undefined): Form {
  return unary((a) => (typeof a === 'number' ? fn(a) : undefined));
}

export function ofNumbers(fn: (a: number, b: number) => Value | undefined): Form {
  return binary((a, b) => (typeof a === 'number' && typeof b === 'number' ? fn(a, b) : undefined));
}

/** What is no text makes the result missing. */
export function ofText(fn: (a: string) => Value | undefined): Form {
  return unary((a) => (typeof a === 'string' ? fn(a) : undefined));
}

/** Only finite numbers are values, and there is one zero. */
export function finite(number: number): number | undefined {
  return Number.isFinite(number) ? number + 0 : undefined;
}
