/** How a function treats its arguments: in particular, what a missing one makes of the result. */

import type { ExprPlan } from '../../dsl/plan.ts';
import type { Value } from '../record.ts';
import type { Environment, Evaluate } from './scope.ts';

type CallPlan = Extract<ExprPlan, { op: 'call' }>;

/** Prepares a call for evaluation, given its compiled arguments. */
export type Form = (args: readonly Evaluate[], call: CallPlan, environment: Environment) => Evaluate;

/** A form that depends on what is known of the call in advance. */
export function byCall(choose: (call: CallPlan, environment: Environment) => Form): Form {
  return (args, call, environment) => choose(call, environment)(args, call, environment);
}

const MISSING: Evaluate = () => undefined;

/** Missing if its argument is. */
export function unary(fn: (a: Value) => Value | undefined): Form {
  return ([x = MISSING]) =>
    (scope) => {
      const a = x(scope);
      return a === undefined ? undefined : fn(a);
    };
}

/** Missing if either argument is. */
export function binary(fn: (a: Value, b: Value) => Value | undefined): Form {
  return ([x = MISSING, y = MISSING]) =>
    (scope) => {
      const a = x(scope);
      const b = y(scope);
      return a === undefined || b === undefined ? undefined : fn(a, b);
    };
}

/** Missing if any argument is. */
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

/** A comparison: false if either side is missing. */
export function test(fn: (a: Value, b: Value) => boolean): Form {
  return ([x = MISSING, y = MISSING]) =>
    (scope) => {
      const a = x(scope);
      const b = y(scope);
      return a !== undefined && b !== undefined && fn(a, b);
    };
}

/** The result is missing unless the argument is a number. */
export function ofNumber(fn: (a: number) => Value | undefined): Form {
  return unary((a) => (typeof a === 'number' ? fn(a) : undefined));
}

export function ofNumbers(fn: (a: number, b: number) => Value | undefined): Form {
  return binary((a, b) => (typeof a === 'number' && typeof b === 'number' ? fn(a, b) : undefined));
}

/** The result is missing unless the argument is text. */
export function ofText(fn: (a: string) => Value | undefined): Form {
  return unary((a) => (typeof a === 'string' ? fn(a) : undefined));
}

/** Only finite numbers are values; -0 becomes 0. */
export function finite(number: number): number | undefined {
  return Number.isFinite(number) ? number + 0 : undefined;
}
