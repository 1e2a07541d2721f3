/** State of one program for another: rules that mean the same, or are stored alike, go on; their records are found by name. */

import type { RecordPlan } from '../../dsl/pattern-plan.ts';
import type { Plan } from '../../dsl/plan.ts';
import type { SavedValue } from '../values/saved.ts';

/** What becomes of open transactions of a rule that means something else now. */
export type ChangePolicy = 'abandon' | 'migrate';

/** The rules of a program that go on under another: those that mean the same, and with `migrate` those whose state looks the same. */
export function rulesKept(from: Plan, to: Plan, policy: ChangePolicy): Set<string> {
  const after = new Map(to.rules.map((rule) => [rule.name, rule]));
  const kept = from.rules.filter(({ name, kind, meaning, layout }) => {
    const rule = after.get(name);
    return rule?.kind === kind && (rule.meaning === meaning || (policy === 'migrate' && rule.layout === layout));
  });
  return new Set(kept.map(({ name }) => name));
}

interface SavedMatch {
  record: number;
  values: SavedValue[];
}

/**
 * State in the terms of another program: matches name records by their number and fields by their slot, which are others
 * there. Of records that are not there, matches are left out.
 */
export function translated(state: unknown, from: Plan, to: Plan): unknown {
  const numbers = new Map(to.records.map(({ name }, number) => [name, number]));
  const walk = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(walk).filter((item) => item !== GONE);
    if (node === null || typeof node !== 'object') return node;
    if (isMatch(node)) return matchOf(node);
    return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, walk(value)]));
  };
  const matchOf = (match: SavedMatch): unknown => {
    const before = from.records[match.record];
    const number = before && numbers.get(before.name);
    const after = number === undefined ? undefined : to.records[number];
    return before && after ? { ...match, record: number, values: valuesFor(match, before, after) } : GONE;
  };
  return walk(state);
}

const GONE = Symbol('gone');

function isMatch(node: object): node is SavedMatch {
  return 'record' in node && typeof node.record === 'number' && 'values' in node && Array.isArray(node.values) && 'weight' in node;
}

function valuesFor({ values }: SavedMatch, before: RecordPlan, after: RecordPlan): SavedValue[] {
  const byName = new Map(before.fields.map(({ name }, slot) => [name, values[slot] ?? null]));
  return after.fields.map(({ name }) => byName.get(name) ?? null);
}
