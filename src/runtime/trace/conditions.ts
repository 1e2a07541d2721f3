/** Conditions that do not hold, with the values responsible. */

import type { ExprPlan } from '../../dsl/plan.ts';
import { compileExpression } from '../expression/compile.ts';
import type { Environment, Scope } from '../expression/scope.ts';
import { conjuncts, expressionText, mentioned, type Names, shownValue, typeOf } from './expression-text.ts';

/** Those of the conjuncts that do not hold: `amount > 5 does not hold (amount is 3)`. */
export function brokenConditions(condition: ExprPlan, scope: Scope, environment: Environment, names: Names): string[] {
  return conjuncts(condition)
    .filter((one) => compileExpression(one, environment)(scope) !== true)
    .map((one) => {
      const values = valuesText(one, scope, environment, names);
      return `${expressionText(one, names)} does not hold${values === '' ? '' : ` (${values})`}`;
    });
}

/** `amount is 5, placed.amount is 7` */
function valuesText(expr: ExprPlan, scope: Scope, environment: Environment, names: Names): string {
  return mentioned(expr, names)
    .map(({ text, expr: one }) => `${text} is ${shownValue(compileExpression(one, environment)(scope), typeOf(one, names))}`)
    .join(', ');
}
