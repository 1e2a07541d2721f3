/**
 * What the schema of a plan cannot check: that everything the plan refers to, by number or by name, exists, that sets of
 * characters are in order, and that no regular expression is larger than the compiler permits: otherwise an engine would
 * fail deep inside.
 */

import type { RegexNode } from './pattern-plan.ts';
import { MAX_SIZE, sizeOf } from './patterns/regex-nodes.ts';
import type { Plan, RulePlan } from './plan.ts';

/** A message for each fault; empty if there are none. */
export function faultsIn(plan: Plan): string[] {
  const { records, rules, formats, params, tables } = plan;
  const shared = { record: records.length, records: records.length, known: records.length };
  const names = {
    param: new Set(params.map(({ name }) => name)),
    table: new Set(tables.map(({ name }) => name)),
    format: new Set(formats.map(({ name }) => name)),
  };
  return [
    ...formats.flatMap((format) =>
      faultsOf(format, { slot: format.fields?.length ?? 0 }, {}).map((what) => `The format '${format.name}' ${what}`),
    ),
    ...records.flatMap((record) =>
      faultsOf(record, { slot: record.fields.length }, names).map((what) => `The record '${record.name}' ${what}`),
    ),
    ...rules.flatMap((rule) => faultsOf(rule, { ...shared, ...countsOf(rule) }, names).map((what) => `The rule '${rule.name}' ${what}`)),
  ];
}

/** How many things a number can refer to, by the name of the property. */
function countsOf({ captures, summaries, lookbacks, keys }: RulePlan): Record<string, number> {
  return {
    ...{ capture: captures.length, captures: captures.length, since: captures.length, before: captures.length },
    ...{ summary: summaries.length, lookback: lookbacks.length, key: keys.length },
  };
}

function faultsOf(root: object, counts: Readonly<Record<string, number>>, names: Readonly<Record<string, ReadonlySet<string>>>): string[] {
  const found = new Set<string>();
  const open: [name: string, value: unknown][] = [['', root]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [name, value] = next;
    if (typeof value === 'number' && value >= (counts[name] ?? Number.POSITIVE_INFINITY)) found.add(`has no ${name} ${value}.`);
    if (typeof value === 'string' && names[name]?.has(value) === false)
      found.add(`names a ${name} '${value}' that the plan does not have.`);
    if (name === 'node' && sizeOf(value as RegexNode) > MAX_SIZE) found.add('has a regular expression that is too large.');
    if (name === 'ranges' && !isAscending(value)) found.add('has a set of characters whose ranges are not ascending.');
    if (value === null || typeof value !== 'object') continue;
    if (Array.isArray(value)) for (const item of value) open.push([name, item]);
    else for (const [property, inner] of Object.entries(value)) open.push([meaningOf(property, value), inner]);
  }
  return [...found];
}

/** Params are named in expressions, in place of durations, and as the list of a key. */
function meaningOf(property: string, node: object): string {
  const named = (property === 'name' && 'op' in node && node.op === 'param') || property === 'from';
  return named ? 'param' : property;
}

/** Whether ranges of code points are disjoint and in order, from the lowest to the highest; true for anything else. */
function isAscending(ranges: unknown): boolean {
  if (!Array.isArray(ranges)) return true;
  let last = -1;
  for (const range of ranges) {
    const [low, high] = Array.isArray(range) ? range : [];
    if (low <= last || high < low) return false;
    last = high ?? last;
  }
  return true;
}
