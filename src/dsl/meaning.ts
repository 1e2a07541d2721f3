/** Stable identities: what a program and each of its rules mean, and what a rule's state looks like. */

import { DERIVED } from './lower/shape.ts';
import type { RecordPlan } from './pattern-plan.ts';
import type { PatternNode, Plan, RulePlan } from './plan.ts';
import { sha256 } from './sha256.ts';

/** JSON with sorted keys and without blanks: equal values give equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => (item === undefined ? 'null' : canonicalJson(item))).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  let members = '';
  for (const name of Object.keys(value).sort()) {
    const inner: unknown = value[name as never];
    if (inner !== undefined) members += `${members === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(inner)}`;
  }
  return `{${members}}`;
}

/** Fills in the hashes of a plan: of each rule, then of the whole. */
export function addMeanings(plan: Plan): void {
  const records = plan.records.map((record) => sha256(canonicalJson(recordMeaning(record, plan))));
  for (const rule of plan.rules) {
    rule.meaning = sha256(canonicalJson([ruleMeaning(rule), recordsOf(rule).map((index) => records[index]), namedIn(rule, plan)]));
    rule.layout = sha256(canonicalJson(layoutOf(rule, plan)));
  }
  plan.meaning = sha256(
    canonicalJson([plan.plan, plan.requires, records, plan.rules.map((rule) => [rule.name, rule.meaning]), plan.params, plan.tables]),
  );
}

/** What makes a record match, and what its author works out of it; fields that rules copy are of those rules. */
function recordMeaning(record: RecordPlan, { formats }: Plan): unknown {
  const { name, format, outcome, before, alternatives, where, weight } = record;
  const fields = record.fields.map((field) => field.name);
  const lets = record.lets.map(({ slot, value }) => ({ slot, value })).filter(({ slot }) => !fields[slot]?.startsWith(DERIVED));
  const own = rewritten([name, outcome, before, alternatives, lets, where, weight], { slot: (slot) => record.fields[slot] });
  return [own, formats.find((one) => one.name === format)];
}

/**
 * Where it stands, what it is said to be for, and how it is spelled mean nothing; what it tells does.
 * Its records are numbered anew, so that those of other rules mean nothing either.
 */
function ruleMeaning({ origin: _origin, doc: _doc, meaning: _meaning, layout: _layout, stage: _stage, ...rule }: RulePlan): unknown {
  const numbers = new Map(recordsOf(rule).map((record, i) => [record, i]));
  const numberOf = (record: number) => numbers.get(record);
  return rewritten(rule, { record: numberOf, records: numberOf, known: numberOf, text: () => undefined, label: () => undefined });
}

/** A copy in which the numbers and texts at some keys are others. */
function rewritten(node: unknown, by: Readonly<Record<string, (value: never) => unknown>>): unknown {
  if (Array.isArray(node)) return node.map((item) => rewritten(item, by));
  if (node === null || typeof node !== 'object') return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => {
      const other = Object.hasOwn(by, key) ? by[key] : undefined;
      if (!other) return [key, rewritten(value, by)];
      return [key, Array.isArray(value) ? value.map((item) => other(item as never)) : other(value as never)];
    }),
  );
}

/** In the order of their names. */
function recordsOf(rule: Pick<RulePlan, 'known' | 'lookbacks'>): number[] {
  return [...new Set([...rule.known, ...rule.lookbacks.flatMap(({ records }) => records)])].sort((a, b) => a - b);
}

/** The params and tables that a rule and its records read. */
function namedIn(rule: RulePlan, { params, tables, records }: Plan): unknown[] {
  const named = new Set<string>();
  const open: unknown[] = [rule, ...recordsOf(rule).map((index) => records[index])];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === null || typeof node !== 'object') continue;
    if ('param' in node) named.add(`param ${node.param}`);
    if ('op' in node && node.op === 'param' && 'name' in node) named.add(`param ${node.name}`);
    if ('op' in node && node.op === 'lookup' && 'table' in node) named.add(`table ${node.table}`);
    for (const child of Object.values(node)) if (child !== undefined) open.push(child);
  }
  for (const { from } of rule.keys) if (from !== undefined) named.add(`param ${from}`);
  return [...params.filter(({ name }) => named.has(`param ${name}`)), ...tables.filter(({ name }) => named.has(`table ${name}`))];
}

/** All that saved state is written in terms of. With the same layout, state of the old rule is state of the new. */
function layoutOf(rule: RulePlan, { records }: Plan): unknown {
  const names = (indices: readonly number[]) => indices.map((index) => records[index]?.name);
  const common = {
    kind: rule.kind,
    keys: rule.keys.map(({ name, parts, every }) => ({ name, parts, every })),
    captures: rule.captures.map((capture) => ({ name: capture.name, fields: capture.records.map((index) => records[index]?.fields) })),
    summaries: rule.summaries.map(({ text: _, records, ...summary }) => ({ ...summary, records: names(records) })),
    lookbacks: rule.lookbacks.map(({ text: _, records, ...lookback }) => ({ ...lookback, records: names(records) })),
    known: names(rule.known),
  };
  if (rule.kind === 'transaction')
    return { ...common, pattern: shapeOf(rule.pattern, records), endings: rule.endings.map(({ outcome, name }) => ({ outcome, name })) };
  if (rule.kind === 'window') return { ...common, mode: rule.over?.mode, episodes: rule.open !== undefined, fire: rule.fire !== undefined };
  return { ...common, daily: rule.daily !== undefined };
}

/** The positions of a pattern follow from its nodes alone. */
function shapeOf(node: PatternNode, records: readonly RecordPlan[]): unknown {
  const gate = [node.within !== undefined, node.without !== undefined, node.next === true];
  switch (node.kind) {
    case 'take':
      return [node.kind, gate, node.of.map(({ record }) => records[record]?.name), node.captures];
    case 'sequence':
      return [node.kind, gate, node.items.map((item) => shapeOf(item, records))];
    case 'any':
    case 'all':
      return [node.kind, gate, node.members.map((member) => shapeOf(member, records))];
    case 'repeat':
      return [node.kind, gate, node.min, node.max, shapeOf(node.body, records)];
    default:
      return [node.kind, gate];
  }
}
