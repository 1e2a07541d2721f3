/** Stable identities: what a program and each of its rules mean, and what a rule's state looks like. */

import type { RecordPlan } from './pattern-plan.ts';
import type { PatternNode, Plan, RulePlan } from './plan.ts';
import { sha256 } from './sha256.ts';

/** JSON with sorted keys and without blanks: equal values give equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => (item === undefined ? 'null' : canonicalJson(item))).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${canonicalJson(inner)}`).join(',')}}`;
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

function recordMeaning({ origin: _, ...record }: RecordPlan, { formats }: Plan): unknown {
  return [record, formats.find(({ name }) => name === record.format)];
}

/** Where it stands and what it is said to be for mean nothing; how it is told does. */
function ruleMeaning({ origin: _origin, doc: _doc, meaning: _meaning, layout: _layout, stage: _stage, ...rule }: RulePlan): unknown {
  return rule;
}

function recordsOf(rule: RulePlan): number[] {
  return [...new Set([...rule.known, ...rule.lookbacks.flatMap(({ records }) => records)])];
}

/** The params and tables that a rule reads. */
function namedIn(rule: RulePlan, { params, tables }: Plan): unknown[] {
  const named = new Set<string>();
  const open: unknown[] = [rule];
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
    summaries: rule.summaries.map(({ fn, type, limit, text }) => ({ fn, type, limit, text })),
    lookbacks: rule.lookbacks.map(({ fn, type, limit, text }) => ({ fn, type, limit, text })),
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
