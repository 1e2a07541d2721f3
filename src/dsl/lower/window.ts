/** `window`: its span, when its episodes open and close, when it fires. */

import type { ConditionClause, FireClause, OverClause, WindowDecl } from '../ast-rules.ts';
import { isZone } from '../builtins.ts';
import type { ConditionPlan, WindowPlan } from '../plan.ts';
import { isNumber } from '../types.ts';
import { lowerCondition, lowerExpr } from './expressions.ts';
import { lowerKey, partitionOf } from './keys.ts';
import { aboutRecord } from './names.ts';
import { limitOf, lowerReporting, outcomePlace } from './reporting.ts';
import type { Present, RuleContext } from './rule.ts';
import { lowerTrigger, shapesIn } from './triggers.ts';
import { bare, writtenAt } from './typed.ts';

type Body = Omit<WindowPlan, 'name' | 'doc' | 'origin' | 'stage' | 'meaning' | 'layout'>;

const ORDERED = ['<', '<=', '>', '>=', '==', '!='];

export function lowerWindow(decl: WindowDecl, context: RuleContext): Body {
  const find = <K extends WindowDecl['clauses'][number]['kind']>(kind: K) =>
    decl.clauses.filter((clause): clause is Extract<WindowDecl['clauses'][number], { kind: K }> => clause.kind === kind);
  context.keys = find('KeyClause')
    .map((clause) => lowerKey(clause, context))
    .filter((key) => key !== undefined);
  const [over] = find('OverClause').map((clause) => lowerOver(clause, context));
  const [fire] = find('FireClause').map((clause) => lowerFire(clause, context));
  const open = find('ConditionClause').find(({ what }) => what === 'open');
  const close = find('ConditionClause').find(({ what }) => what === 'close');
  const opens = open && lowerConditionClause(open, context);
  const closes = close && lowerConditionClause(close, context);
  const peak = open && peakOf(open, context);
  return {
    kind: 'window',
    partition: partitionOf(context.keys),
    keys: context.keys,
    known: context.known.map(({ index }) => index),
    captures: context.captures,
    summaries: context.summaries,
    lookbacks: context.lookbacks,
    reporting: lowerReporting(context, () => true),
    limit: limitOf(decl),
    ...(over ? { over } : {}),
    ...(opens ? { open: { ...opens, ...(peak ? { peak } : {}) } } : {}),
    ...(closes ? { close: closes } : {}),
    ...(fire ? { fire } : {}),
  };
}

function lowerOver({ mode, duration, max, zone }: OverClause, context: RuleContext): WindowPlan['over'] | undefined {
  const span = context.around.duration(duration);
  const longest = context.around.duration(max);
  if (zone && !isZone(zone.value)) context.report.add(zone, 'unknown-zone', [zone.value]);
  if (max && mode !== 'session') context.report.add(max, 'max-without-session', []);
  if (span === undefined) return undefined;
  return { mode, duration: span, ...(longest === undefined ? {} : { max: longest }), zone: zone?.value ?? 'UTC' };
}

const ALWAYS: Present = () => true;

function lowerConditionClause(clause: ConditionClause, context: RuleContext): ConditionPlan | undefined {
  if (!clause.when) return undefined;
  const when = lowerCondition(clause.when, outcomePlace(context, ALWAYS));
  const span = context.around.duration(clause.for);
  if (!when) return undefined;
  return { when: when.expr, text: writtenAt(context.around.source, clause.when), ...(span === undefined ? {} : { for: span }) };
}

/** The greatest value of the left side of the `open when` comparison is reported as the peak. */
function peakOf({ when }: ConditionClause, context: RuleContext): NonNullable<WindowPlan['open']>['peak'] | undefined {
  if (!when) return undefined;
  let compared = bare(when);
  while (compared.kind === 'BinaryExpr' && (compared.operator === 'and' || compared.operator === 'or')) compared = bare(compared.left);
  if (compared.kind !== 'BinaryExpr' || !ORDERED.includes(compared.operator)) return undefined;
  // Errors in it were reported with the condition.
  const quiet = { ...outcomePlace(context, ALWAYS), report: context.report.silent() };
  const left = lowerExpr(compared.left, quiet);
  return left && (isNumber(left.type) || left.type === 'duration') ? { type: left.type, value: left.expr } : undefined;
}

function lowerFire(clause: FireClause, context: RuleContext): WindowPlan['fire'] | undefined {
  if (!clause.when) return undefined;
  const shapes = clause.on ? shapesIn(clause.on, context) : context.known;
  const step = clause.as && clause.as.text !== '' ? context.step(clause.as, shapes, { element: 0, certain: true }) : undefined;
  const on = clause.on && lowerTrigger(clause.on, clause.where, context, ALWAYS);
  const isOpen = shapes.some(({ open }) => open);
  const record = aboutRecord(shapes, [context.around.params, context.noValues(isOpen)]);
  const when = lowerCondition(clause.when, outcomePlace(context, ALWAYS, record));
  if (!when) return undefined;
  const text = writtenAt(context.around.source, clause.when);
  return { ...(on ? { on } : {}), ...(step ? { capture: step.index } : {}), when: when.expr, text, forget: clause.forget };
}
