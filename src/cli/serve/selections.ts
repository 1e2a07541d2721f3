/** The selections of outputs, compiled for the outcomes of a program. */

import type { CompiledExpr } from '../../dsl/condition.ts';
import { compileFilter, compileOutcomeValue } from '../../dsl/filter.ts';
import type { ExprPlan, Plan } from '../../dsl/plan.ts';
import { Source } from '../../dsl/source.ts';
import type { Select, SelectionPlan, Wanted } from '../../runtime/outputs/selection.ts';
import { Failure, usageError } from '../exit-code.ts';

/**
 * @param placeOf the position of an option of the output
 * @throws Failure for what does not compile
 */
export function selectionFor({ where, by }: Wanted, plan: Plan, placeOf = (option: string): string => option): SelectionPlan {
  const values = by?.map((text, at) =>
    checked(compileOutcomeValue(new Source('by', text), plan), text, () => placeOf(`once-per/by/${at}`)),
  );
  const selection = values ? { by: values } : {};
  if (where === undefined) return selection;
  return { where: checked(compileFilter(new Source('where', where), plan), where, () => placeOf('where')), ...selection };
}

/**
 * Compiles selections for outcomes of earlier rules, while their state is recovered. A condition may be written for the
 * new rules, and name what only they have. One that does not compile even against these selects every outcome: an extra
 * message is better than a missing one.
 */
export function lenient(latest: () => Plan, say: (text: string) => void): Select {
  return (wanted, plan) => {
    try {
      return selectionFor(wanted, { ...plan, rules: [...plan.rules, ...latest().rules] });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      say(`${error.message} ${error.help} All outcomes of the earlier rules are reported.`);
      return {};
    }
  };
}

function checked({ expr, diagnostics }: CompiledExpr, text: string, place: () => string): ExprPlan {
  if (expr) return expr;
  const { message, help } = diagnostics.find(({ severity }) => severity === 'error') ?? { message: 'It does not compile.' };
  throw usageError(`${place()}: ${message}`, [help ?? [], `The expression is: ${text}`].flat().join(' '));
}
