/** Compiles expressions of a Plan to closures: everything that can be decided in advance is, so that evaluation only runs. */

import type { ExprPlan, FunctionName } from '../../dsl/plan.ts';
import { convertValue } from '../values/convert.ts';
import { addresses } from './addresses.ts';
import { constantOf } from './constants.ts';
import { conversions } from './conversions.ts';
import { fieldReader } from './fields.ts';
import type { Form } from './form.ts';
import { logic } from './logic.ts';
import { maths } from './maths.ts';
import type { Environment, Evaluate } from './scope.ts';
import { tableReader } from './tables.ts';
import { text } from './text.ts';
import { time } from './time.ts';

/** Every operator and function of the Plan. */
const FORMS: Record<FunctionName, Form> = { ...logic, ...maths, ...text, ...time, ...addresses, ...conversions };

/** Compiles an expression for repeated evaluation. Neither this nor the result throws, whatever the plan says. */
export function compileExpression(expr: ExprPlan, environment: Environment): Evaluate {
  switch (expr.op) {
    case 'const':
    case 'param': {
      const value = constantOf(expr, environment);
      return () => value;
    }
    case 'field': {
      const read = fieldReader(expr.name, environment);
      return ({ match }) => match && read(match);
    }
    case 'capture': {
      const { capture } = expr;
      const read = fieldReader(expr.field, environment);
      return (scope) => {
        const match = scope.capture(capture);
        return match && read(match);
      };
    }
    case 'summary':
      return (scope) => scope.summary(expr.summary);
    case 'lookback':
      return (scope) => scope.lookback(expr.lookback);
    case 'key':
      return (scope) => scope.key(expr.key, expr.part);
    case 'outcome':
      return (scope) => scope.outcome(expr.field);
    case 'emitted':
      return (scope) => scope.emitted(expr.name);
    case 'call':
      return FORMS[expr.fn](
        expr.args.map((arg) => compileExpression(arg, environment)),
        expr,
        environment,
      );
    case 'convert': {
      const value = compileExpression(expr.value, environment);
      return (scope) => {
        const found = value(scope);
        return found === undefined ? undefined : convertValue(found, expr.to);
      };
    }
    case 'lookup':
      return lookup(compileExpression(expr.key, environment), expr.table, expr.column, environment);
  }
}

function lookup(key: Evaluate, table: string, column: string, environment: Environment): Evaluate {
  const read = tableReader(table, column, environment);
  return (scope) => {
    const found = key(scope);
    return found === undefined ? undefined : read(found);
  };
}
