/** Transactions that go on by their own version of a rule that has changed: live-state.md, Changed rules. */

import type { RecordPlan } from '../../../src/dsl/pattern-plan.ts';
import type { Plan, RulePlan, TransactionPlan } from '../../../src/dsl/plan.ts';
import type { Match } from '../../../src/runtime/record.ts';
import type { Program, Rule } from './rule.ts';
import type { Transaction } from './transaction.ts';

/** To drain, a transaction needs all of this. */
export function canDrain({ plan: before, program }: Pick<Rule, 'plan' | 'program'>, to: Program): boolean {
  const after = to.rules.find(({ name }) => name === before.name);
  if (before.kind !== 'transaction' || after?.kind !== 'transaction') return false;
  return (
    [before, after].every(isPlain) &&
    hasRecords(before, program, to) &&
    keysOf(before) === keysOf(after) &&
    tellsAll(before, program, after, to)
  );
}

function isPlain({ keys, restart, conflict }: TransactionPlan): boolean {
  return (
    ['abandon', 'ignore'].includes(restart.policy) && conflict === 'count' && keys.every(({ every, hold }) => !every && hold === undefined)
  );
}

/** The records of a program. */
export const ownOf = ({ own, records }: Program): readonly (RecordPlan | undefined)[] => own ?? records;

/** Its records still exist under their names, with their fields. */
function hasRecords({ known, lookbacks }: RulePlan, from: Program, to: Program): boolean {
  return [...known, ...lookbacks.flatMap(({ records }) => records)].every((record) => {
    const after = ownOf(to)[record];
    return after !== undefined && hasAll(after.fields, ownOf(from)[record]?.fields);
  });
}

const keysOf = ({ keys }: RulePlan) => JSON.stringify(keys.map(({ name, parts }) => [name, parts]));

/** What its outcomes carry exists in those of the new rule, with the same types. */
function tellsAll(before: RulePlan, from: Program, after: RulePlan, to: Program): boolean {
  const captured = ({ captures }: RulePlan, program: Program) =>
    captures.map(({ name, records }) => ({ name, fields: records.flatMap((record) => ownOf(program)[record]?.fields ?? []) }));
  const now = captured(after, to);
  return (
    hasAll(after.reporting.emit, before.reporting.emit) &&
    hasAll(after.reporting.labels, before.reporting.labels) &&
    captured(before, from).every(({ name, fields }) => hasAll(now.find((one) => one.name === name)?.fields, fields))
  );
}

type Typed = readonly Pick<Plan['rules'][number]['reporting']['emit'][number], 'name' | 'type'>[];

/** Of two with one name, the last counts. */
function hasAll(have: Typed | undefined, needed: Typed = []): boolean {
  const types = (list: Typed) => new Map(list.map(({ name, type }) => [name, JSON.stringify(type)]));
  return have !== undefined && [...types(needed)].every(([name, type]) => types(have).get(name) === type);
}

/**
 * Each record goes to one version, to the one that owns the first of its values that is owned, or to the current one;
 * endings `all` and `release` apply to all versions.
 * @param versions oldest first; the last is the current one
 */
export function shareOut(versions: readonly Transaction[], time: number, matches: readonly Match[]): void {
  const concerned = versions.filter((version) => version.meet(time, matches));
  for (const version of concerned) version.endAll();
  const current = concerned.find((version) => version === versions.at(-1));
  for (const former of concerned.filter((version) => version !== current)) {
    const drained = former.drain();
    if (drained === 'left') continue;
    if (drained === 'restarts') current?.move(true);
    // Choice: of a record to which an instance has given way, both versions say what it releases.
    if (drained === 'restarts') former.release();
    return;
  }
  current?.move();
}
