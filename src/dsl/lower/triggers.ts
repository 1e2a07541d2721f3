/**
 * Clauses that take one record: `on R`, `without R`, `no R`, `release on R`, `fire on R`, and each element of a
 * pattern.
 */

import { given } from '../../given.ts';
import type { Expr } from '../ast-expressions.ts';
import type { Element, RecordRef, RecordSet } from '../ast-rules.ts';
import type { TriggerPlan } from '../plan.ts';
import { lowerConjunction } from './expressions.ts';
import { aboutRecord, anyFieldIn } from './names.ts';
import { lackingIn, type Present, type RuleContext, type Taken } from './rule.ts';
import type { RecordShape } from './shape.ts';
import { summaryCalls } from './summaries.ts';
import type { Names, Place } from './typed.ts';

/** A condition on the current record, and the names visible besides the record's fields. */
export interface Condition {
  expr: Expr;
  /** Take precedence over the record's own fields. */
  before: readonly Names[];
  /** The name of the step that it belongs to. */
  step: string | undefined;
}

/** What a step or trigger condition sees: steps by `name.field`, then the record, then params. */
function conditionPlace(context: RuleContext, shape: RecordShape, before: readonly Names[]): Place {
  return context.place([...before, ...aboutRecord([shape], [context.around.params, context.noValues(shape.open)])], summaryCalls(context));
}

/** One entry of a trigger: the record, if all conditions hold. */
export function entryOf(context: RuleContext, shape: RecordShape, conditions: readonly Condition[]): TriggerPlan[number] {
  const where = lowerConjunction(
    conditions.map(({ expr, before, step }) => {
      const names = step === undefined ? before : [inHand(step, shape, context), ...before];
      return { expr, place: conditionPlace(context, shape, names) };
    }),
  );
  return { record: shape.index, ...given({ where: where?.expr }) };
}

/** In the condition of a step its name denotes the current record, which it has not taken yet. */
function inHand(step: string, shape: RecordShape, context: RuleContext): Names {
  return {
    find: (path) => {
      const [first, ...rest] = path;
      const [field] = rest;
      if (first?.text !== step || !field) return undefined;
      const found = anyFieldIn([shape], rest);
      if (found) return { ...given({ value: found.value && lackingIn(step, found.value) }), used: found.used + 1 };
      context.unknownField(field, step, [shape]);
      return { used: path.length };
    },
  };
}

/** Lowers a record, or any of several, optionally as a step. Other kinds of sets are not valid here. */
export function lowerTrigger(
  set: RecordSet | undefined,
  where: readonly Expr[],
  context: RuleContext,
  present: Present,
  step?: string,
): TriggerPlan {
  const before = [context.stepNames(present)];
  const open: { item: RecordSet; where: readonly Expr[] }[] = set ? [{ item: set, where }] : [];
  const trigger: TriggerPlan = [];
  for (let next = open.shift(); next; next = open.shift()) {
    const { item, where: own } = next;
    if (item.kind === 'RecordRef') {
      const shape = context.record(item);
      const conditions = own.map((expr) => ({ expr, before, step }));
      if (shape) trigger.push(entryOf(context, shape, conditions));
      continue;
    }
    if (item.mode === 'all') context.report.add(item, 'misplaced-set', []);
    if (item.members.length === 0) context.report.add(item, 'empty-set', []);
    for (const member of item.members) {
      const inner = plainItem(member, context);
      if (inner) open.push({ item: inner, where: [...own, ...member.where] });
    }
  }
  return trigger;
}

/** A member of a set that only names records; undefined otherwise. */
function plainItem(member: Element, context: RuleContext): RecordSet | undefined {
  const { item, quantifier, as, within, without } = member;
  const extra = quantifier ?? as ?? within ?? without;
  if (item.kind === 'ElementGroup' || extra) {
    context.report.add(extra ?? item, 'misplaced-set', []);
    return undefined;
  }
  return item;
}

/** The records of a trigger or an element, for the step that takes them. Nothing is reported. */
export function takenBy(item: Element['item'] | undefined, context: RuleContext): Taken {
  const refs: RecordRef[] = [];
  const open: Element['item'][] = item ? [item] : [];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.kind === 'RecordRef') refs.push(next);
    else for (const member of next.kind === 'ElementSet' ? next.members : next.items) open.push(member.item);
  }
  const found = refs.map((ref) => context.peek(ref));
  const shapes = [...new Set(found.filter((shape) => shape !== undefined))].sort((a, b) => a.index - b.index);
  return { shapes, isWhole: !found.includes(undefined) };
}
