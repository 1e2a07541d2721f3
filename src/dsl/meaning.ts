/** Stable identities: hashes of the meaning of a program and each of its rules, and of the layout of a rule's state. */

import { forEachPart } from './lower/parts.ts';
import { DERIVED, type RecordPlan } from './pattern-plan.ts';
import type { ConstantValue, Plan, RulePlan } from './plan.ts';
import type { PatternNode } from './sequence-plan.ts';
import { sha256 } from './sha256.ts';

/** Replacements for the values of certain keys: in a list, for each of its items. */
type Instead = ReadonlyMap<string, (value: never) => unknown>;

const NOTHING: Instead = new Map();

/** JSON with sorted keys and without whitespace: equal values give equal text. */
export function canonicalJson(value: unknown, instead: Instead = NOTHING): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  let inside = '';
  if (Array.isArray(value)) {
    for (const item of value) inside += `${inside === '' ? '' : ','}${item === undefined ? 'null' : canonicalJson(item, instead)}`;
    return `[${inside}]`;
  }
  for (const name of sorted(Object.keys(value))) {
    const written = memberJson(value[name as never], instead, instead.get(name));
    if (written !== undefined) inside += `${inside === '' ? '' : ','}${quoted(name)}:${written}`;
  }
  return `{${inside}}`;
}

/** Undefined if the member is omitted. */
function memberJson(value: unknown, instead: Instead, other: ((value: never) => unknown) | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (!other) return canonicalJson(value, instead);
  const written = Array.isArray(value) ? value.map((item) => other(item as never)) : other(value as never);
  return written === undefined ? undefined : canonicalJson(written);
}

/**
 * Sorts in place. Objects have few keys, mostly in order already: this takes a third of the time of the general sort.
 */
function sorted(names: string[]): string[] {
  for (let i = 1; i < names.length; i++) {
    const name = names[i] as string;
    let at = i;
    for (; at > 0 && (names[at - 1] as string) > name; at--) names[at] = names[at - 1] as string;
    names[at] = name;
  }
  return names;
}

/** Most names are words, which need no escaping. */
const quoted = (name: string): string => (/^\w+$/.test(name) ? `"${name}"` : JSON.stringify(name));

/** Sets the hashes of a plan: of each rule, then of the whole. */
export function addMeanings(plan: Plan): void {
  const records = plan.records.map((record) => sha256(recordMeaning(record, plan)));
  // Most programs have neither, and searching for their names is costly.
  const isNaming = plan.params.length + plan.tables.length > 0;
  const named = isNaming ? plan.records.map(namesIn) : [];
  for (const rule of plan.rules) {
    const known = recordsOf(rule);
    const read = isNaming ? namedBy(rule, [namesIn(rule), ...known.map((index) => named[index] ?? [])], plan) : [];
    const own = [known.map((index) => records[index]), read];
    rule.meaning = sha256(`[${ruleMeaning(rule, known)},${canonicalJson(own).slice(1)}`);
    rule.layout = sha256(canonicalJson(layoutOf(rule, plan)));
  }
  plan.meaning = sha256(
    canonicalJson([plan.plan, plan.requires, records, plan.rules.map((rule) => [rule.name, rule.meaning]), plan.params, plan.tables]),
  );
}

/** The program with other values for its params, which changes the meaning of rules that read them. */
export function withParams(plan: Plan, values: ReadonlyMap<string, ConstantValue>): Plan {
  const params = plan.params.map((param) => ({ ...param, value: values.get(param.name) ?? param.value }));
  const bound = { ...plan, params, rules: plan.rules.map((rule) => ({ ...rule })) };
  addMeanings(bound);
  return bound;
}

/** What makes a record match, and the fields that its author derives; fields copied for rules belong to those rules. */
function recordMeaning(record: RecordPlan, { formats }: Plan): string {
  const { name, format, outcome, before, alternatives, where, weight } = record;
  const fields = record.fields.map((field) => field.name);
  const lets = record.lets.map(({ slot, value }) => ({ slot, value })).filter(({ slot }) => !fields[slot]?.startsWith(DERIVED));
  const own = [name, outcome, before, alternatives, lets, where, weight];
  const header = formats.find((one) => one.name === format);
  return canonicalJson([own, header], new Map([['slot', (slot: number) => record.fields[slot]]]));
}

/**
 * The position, documentation and spelling of a rule have no meaning; its output has. Its records are renumbered, so
 * that records of other rules do not matter.
 */
function ruleMeaning(
  { origin: _origin, doc: _doc, meaning: _meaning, layout: _layout, stage: _stage, ...rule }: RulePlan,
  known: readonly number[],
): string {
  const numbers = new Map(known.map((record, i) => [record, i]));
  const numberOf = (record: number) => numbers.get(record);
  const nothing = () => undefined;
  return canonicalJson(
    rule,
    new Map<string, (value: never) => unknown>([
      ['record', numberOf],
      ['records', numberOf],
      ['known', numberOf],
      ['text', nothing],
      ['label', nothing],
    ]),
  );
}

/** Sorted by name. */
function recordsOf(rule: Pick<RulePlan, 'known' | 'lookbacks'>): number[] {
  return [...new Set([...rule.known, ...rule.lookbacks.flatMap(({ records }) => records)])].sort((a, b) => a - b);
}

/** The params and tables that a rule and its records read. */
function namedBy({ keys }: RulePlan, read: readonly (readonly string[])[], { params, tables }: Plan): unknown[] {
  const named = new Set(read.flat());
  for (const { from } of keys) if (from !== undefined) named.add(`param ${from}`);
  return [...params.filter(({ name }) => named.has(`param ${name}`)), ...tables.filter(({ name }) => named.has(`table ${name}`))];
}

/** The params and tables that are named anywhere in a part of a plan. */
function namesIn(part: RulePlan | RecordPlan): string[] {
  const named: string[] = [];
  forEachPart(part, (node) => {
    if ('param' in node) named.push(`param ${node.param}`);
    if ('op' in node && node.op === 'param' && 'name' in node) named.push(`param ${node.name}`);
    if ('op' in node && node.op === 'lookup' && 'table' in node) named.push(`table ${node.table}`);
  });
  return named;
}

/** Everything that the saved state depends on. With the same layout, state of the old rule is valid for the new one. */
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
