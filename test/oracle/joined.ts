/** A log in which programs change, in the terms of a program that has the records of all: the oracle then need not translate. */

import type { RecordPlan } from '../../src/dsl/pattern-plan.ts';
import type { Plan } from '../../src/dsl/plan.ts';
import type { Match } from '../../src/runtime/record.ts';
import { eachObject } from './faults.ts';
import type { LogItem } from './interpreter/interpreter.ts';
import type { Program } from './interpreter/rule.ts';

export function joined(first: Plan, log: readonly LogItem[]): { plan: Program; log: readonly LogItem[] } {
  const plans = new Set([first, ...log.flatMap((item) => (item.kind === 'reload' ? [item.to] : []))]);
  if (plans.size === 1 && !log.some(({ kind }) => kind === 'reload')) return { plan: first, log };
  const { table, known } = inTermsOfAll([...plans]);
  let plan = first;
  const items = log.map((item): LogItem => {
    if (item.kind === 'record') return { ...item, matches: item.matches.map((match) => translated(match, plan, table)) };
    if (item.kind !== 'reload') return item;
    plan = item.to;
    return { ...item, to: known.get(plan) as Program };
  });
  return { plan: known.get(first) as Program, log: items };
}

interface Joined {
  table: RecordPlan[];
  known: ReadonlyMap<Plan, Program>;
}

/** The last plans that were joined: many logs have the same. */
let last: Joined = { table: [], known: new Map() };

function inTermsOfAll(plans: readonly Plan[]): Joined {
  if (last.known.size === plans.length && plans.every((plan) => last.known.has(plan))) return last;
  const records = new Map<string, RecordPlan>();
  for (const { records: own } of plans) for (const record of own) records.set(record.name, withFieldsOf(record, records.get(record.name)));
  const table = [...records.values()];
  last = { table, known: new Map(plans.map((plan) => [plan, renumbered(plan, table)])) };
  return last;
}

function withFieldsOf(record: RecordPlan, other: RecordPlan = record): RecordPlan {
  return { ...record, fields: [...new Map([...other.fields, ...record.fields].map((field) => [field.name, field])).values()] };
}

const numberIn = (table: readonly RecordPlan[], { records }: Plan, record: number) =>
  table.findIndex(({ name }) => name === records[record]?.name);

function renumbered(plan: Plan, table: RecordPlan[]): Program {
  const rules = structuredClone(plan.rules);
  eachObject(rules, (node) => {
    if (typeof node.record === 'number') node.record = numberIn(table, plan, node.record);
    for (const list of ['records', 'known'])
      if (Array.isArray(node[list])) node[list] = node[list].map((record) => numberIn(table, plan, record));
  });
  return { ...plan, records: table, rules, own: table.map(({ name }) => plan.records.find((own) => own.name === name)) };
}

function translated(match: Match, plan: Plan, table: readonly RecordPlan[]): Match {
  const record = numberIn(table, plan, match.record);
  const fields = plan.records[match.record]?.fields ?? [];
  const values = new Map(fields.map(({ name }, slot) => [name, match.values[slot]]));
  return { ...match, record, values: (table[record]?.fields ?? []).map(({ name }) => values.get(name)) };
}
