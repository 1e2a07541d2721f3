import type { KeyClause } from '../ast-rules.ts';
import type { DurationPlan } from '../plan.ts';
import { isList, isNumber, sameType, typeName } from '../types.ts';
import { type Check, type CheckedSchedule, microsOf } from './check.ts';

/** In microseconds. */
const DAY = 86_400_000_000;

/** A schedule must know which keys to expect before any record arrives. */
function checkKey(clause: KeyClause, { report, plan }: CheckedSchedule): void {
  const { none, from, learn, parts } = clause;
  if (none) {
    const listed = from ?? learn;
    if (listed) report.add(listed, 'clause-without-effect', ['There is one key of all, and nothing to list or to learn.']);
    return;
  }
  if (!from && !learn) report.add(clause, 'unlisted-key', [plan.name]);
  if (from && learn) report.add(learn, 'listed-and-learnt', []);
  if (from && parts.length > 1) report.add(from, 'listed-tuple', [from.text]);
}

/** Checks that the listed values are comparable with those of the records. */
function checkList({ plan, report, decl, program }: CheckedSchedule): void {
  const [key] = plan.keys;
  const clause = decl.clauses.find((one) => one.kind === 'KeyClause');
  const param = program.params.find(({ name }) => name === key?.from);
  const [part] = key?.parts ?? [];
  if (!clause?.from || !param || !part || key?.parts.length !== 1) return;
  const type = isList(param.type) ? param.type.list : undefined;
  const fits = type !== undefined && (sameType(type, part.type) || part.type === 'json' || (isNumber(type) && isNumber(part.type)));
  if (!fits) report.add(clause.from, 'listed-type', [param.name, typeName(param.type), typeName(part.type)]);
}

/** Reports a grace that reaches to the next day's due time: what comes for that day would always serve the day before. */
function checkGrace({ plan, decl, report, program }: CheckedSchedule): void {
  const { daily, grace } = plan;
  const span = microsOf(grace, program);
  const written = decl.clauses.find((clause) => clause.kind === 'AwaitClause')?.grace;
  if (daily && written && typeof span === 'number' && span >= DAY) report.add(written, 'grace-of-days', []);
}

/** Reports a key that is forgotten before it can be missed, a period and the grace after a record in time. */
function checkLearn({ plan, decl, report, program }: CheckedSchedule): void {
  const micros = (span: DurationPlan | undefined) => Number(microsOf(span, program) ?? Number.NaN);
  const written = decl.clauses.find((clause) => clause.kind === 'KeyClause')?.learn;
  const missed = plan.daily ? DAY : micros(plan.every) + micros(plan.grace);
  if (written && micros(plan.keys[0]?.learn) < missed) report.add(written, 'forgotten-too-soon', []);
}

/** Schedules must know the keys that they expect, and by when to miss them. */
export const schedules: Check = {
  schedule(rule) {
    const clauses = rule.decl.clauses.filter((clause) => clause.kind === 'KeyClause');
    const [, second] = clauses;
    if (second) rule.report.add(second, 'second-schedule-key', []);
    for (const clause of clauses) checkKey(clause, rule);
    checkList(rule);
    checkGrace(rule);
    checkLearn(rule);
  },
};
