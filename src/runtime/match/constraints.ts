/** Conditions on a record that a look-up of one field decides: `app in ["sshd", "sshd-session"]`. */

import type { AlternativePlan, RecordPlan } from '../../dsl/pattern-plan.ts';
import type { ConstantValue, ExprPlan } from '../../dsl/plan.ts';

/** The field, read as text or as a number, must have one of these values. */
export interface Constraint {
  path: readonly string[];
  values: readonly (string | number)[];
  /** The condition that is equivalent; absent for a pattern over fields, which checks again. */
  condition?: ExprPlan;
}

/** The constraints that a record must satisfy to fit an alternative; at most one per field. */
export function constraintsOf(plan: RecordPlan, alternative: AlternativePlan): Constraint[] {
  const constraints = new Map<string, Constraint>();
  const add = (constraint: Constraint) => {
    const key = keyOf(constraint.path);
    if (!constraints.has(key)) constraints.set(key, constraint);
  };
  for (const condition of plan.before) {
    const asked = askedBy(condition);
    const path = asked && plan.header.find(({ slot }) => plan.fields[slot]?.name === asked.field)?.path;
    if (path) add({ path, values: asked.values, condition });
  }
  if (alternative.kind === 'fields') {
    for (const { path, equals } of alternative.fields) if (isIndexed(equals)) add({ path, values: [equals] });
  }
  return [...constraints.values()];
}

/** Equal paths have equal keys. */
export function keyOf(path: readonly string[]): string {
  return JSON.stringify(path);
}

interface Asked {
  field: string;
  values: readonly (string | number)[];
}

function askedBy(condition: ExprPlan): Asked | undefined {
  if (condition.op !== 'call') return undefined;
  const [left, right] = condition.args;
  if (!left || !right) return undefined;
  switch (condition.fn) {
    case 'eq':
      return asked(left, constantIn(right)) ?? asked(right, constantIn(left));
    case 'in':
      return asked(left, constantsIn(right));
    case 'or': {
      const [one, other] = [askedBy(left), askedBy(right)];
      return one && other && one.field === other.field ? { ...one, values: [...one.values, ...other.values] } : undefined;
    }
    default:
      return undefined;
  }
}

/** A typed field only holds values of its type; others are converted to the type they are compared with. */
function asked(expr: ExprPlan, values: readonly (string | number)[] | undefined): Asked | undefined {
  const field = expr.op === 'convert' && (expr.to === 'text' || expr.to === 'float' || expr.to === 'int') ? expr.value : expr;
  return field.op === 'field' && values ? { field: field.name, values } : undefined;
}

function isIndexed(value: ConstantValue | undefined): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function constantIn(expr: ExprPlan): (string | number)[] | undefined {
  return expr.op === 'const' && isIndexed(expr.value) ? [expr.value] : undefined;
}

function constantsIn(expr: ExprPlan): (string | number)[] | undefined {
  if (expr.op !== 'const' || !Array.isArray(expr.value)) return undefined;
  const values = expr.value.filter(isIndexed);
  return values.length === expr.value.length ? values : undefined;
}
