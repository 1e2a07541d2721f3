/** What a plan of the right shape refers to, by number or by name, must be there: it would fail deep inside an engine. */

import type { Plan, RulePlan } from './plan.ts';

/** What is said of each reference that points nowhere; empty when all is well. */
export function danglingIn(plan: Plan): string[] {
  const { records, rules, formats, params, tables } = plan;
  const shared = { record: records.length, records: records.length, known: records.length };
  const names = {
    param: new Set(params.map(({ name }) => name)),
    table: new Set(tables.map(({ name }) => name)),
    format: new Set(formats.map(({ name }) => name)),
  };
  return [
    ...records.flatMap((record) =>
      dangling(record, { slot: record.fields.length }, names).map((what) => `The record '${record.name}' ${what}`),
    ),
    ...rules.flatMap((rule) => dangling(rule, { ...shared, ...countsOf(rule) }, names).map((what) => `The rule '${rule.name}' ${what}`)),
  ];
}

/** How many there are of what a number can stand for, by the name of the property. */
function countsOf({ captures, summaries, lookbacks, keys }: RulePlan): Record<string, number> {
  return {
    ...{ capture: captures.length, captures: captures.length, since: captures.length, before: captures.length },
    ...{ summary: summaries.length, lookback: lookbacks.length, key: keys.length },
  };
}

function dangling(root: object, counts: Readonly<Record<string, number>>, names: Readonly<Record<string, ReadonlySet<string>>>): string[] {
  const found = new Set<string>();
  const open: [name: string, value: unknown][] = [['', root]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [name, value] = next;
    if (typeof value === 'number' && value >= (counts[name] ?? Number.POSITIVE_INFINITY)) found.add(`has no ${name} ${value}.`);
    if (typeof value === 'string' && names[name]?.has(value) === false)
      found.add(`names a ${name} '${value}' that the plan does not have.`);
    if (value === null || typeof value !== 'object') continue;
    if (Array.isArray(value)) for (const item of value) open.push([name, item]);
    else for (const [property, inner] of Object.entries(value)) open.push([meaningOf(property, value), inner]);
  }
  return [...found];
}

/** A param is named in expressions, in the place of durations, and as the list of a key. */
function meaningOf(property: string, node: object): string {
  const named = (property === 'name' && 'op' in node && node.op === 'param') || property === 'from';
  return named ? 'param' : property;
}
