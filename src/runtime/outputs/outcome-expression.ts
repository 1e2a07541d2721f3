/** Expressions of the rule language on outcomes: which ones an output wants, and which count as equal. */

import type { ExprPlan, OutcomeField } from '../../dsl/plan.ts';
import { compileExpression } from '../expression/compile.ts';
import type { Environment, Evaluate, Scope } from '../expression/scope.ts';
import { memberOf } from '../outcome-fields.ts';
import { keyPartOf } from '../outcome-keys.ts';
import type { Outcome, Value } from '../record.ts';

export class OutcomeExpression {
  private readonly evaluate: Evaluate;
  private readonly scope = new OutcomeScope();

  /** @param expr as compiled on its own: `emitted` reads a name with its place, as in `key.user` */
  constructor(expr: ExprPlan, environment: Environment) {
    this.evaluate = compileExpression(expr, environment);
  }

  valueIn(outcome: Outcome): Value | undefined {
    this.scope.of = outcome;
    const value = this.evaluate(this.scope);
    this.scope.of = undefined;
    return value;
  }
}

class OutcomeScope implements Scope {
  readonly match = undefined;
  of: Outcome | undefined;

  capture = () => undefined;
  summary = () => undefined;
  lookback = () => undefined;
  key = () => undefined;

  outcome(field: OutcomeField): Value | undefined {
    return this.of && memberOf(this.of, field);
  }

  emitted(name: string): Value | undefined {
    return this.of && placedField(this.of, name);
  }
}

/** Names chosen by authors follow a dot, so that any name is possible. */
function placedField(outcome: Outcome, name: string): Value | undefined {
  const dot = name.indexOf('.');
  const own = name.slice(dot + 1);
  switch (name.slice(0, Math.max(dot, 0))) {
    case 'fields':
      return outcome.fields.get(own);
    case 'labels':
      return outcome.labels.get(own);
    case 'key':
      return keyPartOf(outcome.keys, own)?.value;
    default:
      return plainField(outcome, name);
  }
}

function plainField(outcome: Outcome, name: string): Value | undefined {
  switch (name) {
    case 'id':
    case 'code':
    case 'message':
    case 'lastStep':
    case 'recordCount':
    case 'heldBack':
      return outcome[name];
    default:
      return undefined;
  }
}
