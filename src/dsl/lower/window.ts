/** `window`: its span, when its episodes open and close, when it fires. */

import { given } from '../../given.ts';
import type { ConditionClause, FireClause, OverClause, WindowDecl } from '../ast-rules.ts';
import type { ConditionPlan, RuleBase, WindowPlan } from '../plan.ts';
import { bare } from '../tree.ts';
import { isNumber } from '../types.ts';
import { lowerZone } from './clock.ts';
import { lowerCondition, lowerExpr } from './expressions.ts';
import { lowerKeys } from './keys.ts';
import { aboutRecord } from './names.ts';
import { outcomePlace } from './reporting.ts';
import type { Present, RuleContext } from './rule.ts';
import { lowerTrigger, takenBy } from './triggers.ts';
import { writtenAt } from './typed.ts';

const ORDERED = ['<', '<=', '>', '>=', '==', '!='];

export function lowerWindow({ clauses }: WindowDecl, context: RuleContext): Omit<WindowPlan, keyof RuleBase> {
  context.keys = lowerKeys(
    clauses.filter((clause) => clause.kind === 'KeyClause'),
    context,
  );
  const [over] = clauses.filter((clause) => clause.kind === 'OverClause').map((clause) => lowerOver(clause, context));
  const [fire] = clauses.filter((clause) => clause.kind === 'FireClause').map((clause) => lowerFire(clause, context));
  const conditions = clauses.filter((clause) => clause.kind === 'ConditionClause');
  const open = conditions.find(({ what }) => what === 'open');
  const close = conditions.find(({ what }) => what === 'close');
  const opens = open && lowerConditionClause(open, context);
  const closes = close && lowerConditionClause(close, context);
  const peak = open && peakOf(open, context);
  return { kind: 'window', ...given({ over, open: opens && { ...opens, ...given({ peak }) }, close: closes, fire }) };
}

function lowerOver({ mode, duration, max, zone }: OverClause, context: RuleContext): WindowPlan['over'] | undefined {
  const span = context.around.duration(duration);
  const longest = context.around.duration(max);
  const known = lowerZone(zone, context.report);
  if (max && mode !== 'session') context.report.add(max, 'max-without-session', []);
  if (span === undefined) return undefined;
  return { mode, duration: span, ...given({ max: longest }), zone: known ?? 'UTC' };
}

const ALWAYS: Present = () => true;

function lowerConditionClause(clause: ConditionClause, context: RuleContext): ConditionPlan | undefined {
  if (!clause.when) return undefined;
  const when = lowerCondition(clause.when, outcomePlace(context, ALWAYS));
  const span = context.around.duration(clause.for);
  if (!when) return undefined;
  return { when: when.expr, text: writtenAt(context.around.source, clause.when), ...given({ for: span }) };
}

/** The greatest value of the left side of the `open when` comparison is reported as the peak, of the right one in `5 <= count(x)`. */
function peakOf({ when }: ConditionClause, context: RuleContext): NonNullable<WindowPlan['open']>['peak'] | undefined {
  if (!when) return undefined;
  let compared = bare(when);
  while (compared.kind === 'BinaryExpr' && (compared.operator === 'and' || compared.operator === 'or')) compared = bare(compared.left);
  if (compared.kind !== 'BinaryExpr' || !ORDERED.includes(compared.operator)) return undefined;
  // Errors in it were reported with the condition.
  const quiet = { ...outcomePlace(context, ALWAYS), report: context.report.silent() };
  const [left, right] = [lowerExpr(compared.left, quiet), lowerExpr(compared.right, quiet)];
  const side = left?.expr.op === 'const' || left?.expr.op === 'param' ? right : left;
  return side && (isNumber(side.type) || side.type === 'duration') ? { type: side.type, value: side.expr } : undefined;
}

function lowerFire(clause: FireClause, context: RuleContext): WindowPlan['fire'] | undefined {
  const taken = clause.on ? takenBy(clause.on, context) : { shapes: context.known, isWhole: !context.uses.unresolved };
  const { shapes } = taken;
  const step = clause.as && clause.as.text !== '' ? context.step(clause.as, taken, { element: 0, certain: true }) : undefined;
  if (!clause.when) return undefined;
  const on = clause.on && lowerTrigger(clause.on, clause.where, context, ALWAYS);
  const isOpen = shapes.some(({ open }) => open);
  const record = aboutRecord(shapes, [context.around.params, context.noValues(isOpen)]);
  const when = lowerCondition(clause.when, outcomePlace(context, ALWAYS, record));
  if (!when) return undefined;
  const text = writtenAt(context.around.source, clause.when);
  return { ...given({ on, capture: step?.index }), when: when.expr, text, forget: clause.forget };
}
