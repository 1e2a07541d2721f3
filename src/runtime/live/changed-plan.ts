/**
 * Converts state of one program for another: rules with the same meaning, or the same state layout, continue; records
 * are matched by name.
 */

import type { RecordPlan } from '../../dsl/pattern-plan.ts';
import type { Plan, RulePlan, TransactionPlan, Type } from '../../dsl/plan.ts';
import type { Engine } from '../engine/engine.ts';
import type { Version } from '../engine/transaction/rule-versions.ts';
import { OutcomeTypes } from '../outputs/outcome-types.ts';
import { SavedList } from '../saved-list.ts';
import type { SavedValue } from '../values/saved.ts';

/** What happens to open transactions of a rule whose meaning has changed. */
export type ChangePolicy = 'abandon' | 'drain' | 'migrate';

/** The rules of a program that continue under another: those with the same meaning, and with `migrate` those with the same state layout. */
function rulesKept(from: Plan, to: Plan, policy: ChangePolicy): Set<string> {
  const after = new Map(to.rules.map((rule) => [rule.name, rule]));
  const kept = from.rules.filter(({ name, kind, meaning, layout }) => {
    const rule = after.get(name);
    return rule?.kind === kind && (rule.meaning === meaning || (policy === 'migrate' && rule.layout === layout));
  });
  return new Set(kept.map(({ name }) => name));
}

/** What goes on under another program. */
interface Handover {
  /** Rules whose state continues. */
  kept: ReadonlySet<string>;
  /** Those and the ones whose former versions continue beside them. */
  goesOn: ReadonlySet<string>;
  versions: Version[];
}

/**
 * Reports as abandoned what cannot go on under another program, and returns what can.
 * @param disabled rules that start afresh, whether they changed or not
 */
export function handOver(engine: Engine, to: Plan, policy: ChangePolicy, disabled: ReadonlySet<string> = new Set()): Handover {
  const { plan } = engine;
  const kept = rulesKept(plan, to, policy);
  for (const rule of disabled) kept.delete(rule);
  const names = policy === 'drain' ? plan.rules.map(({ name }) => name) : [];
  const drained = new Set(names.filter((name) => !kept.has(name) && isDrainable(plan, to, name)));
  const goesOn = new Set([...kept, ...drained]);
  engine.abandon((rule, version) => (version ? !isDrainable(version, to, rule) : !goesOn.has(rule)));
  return { kept, goesOn, versions: [...engine.versions, ...engine.versionsOf(drained)] };
}

/**
 * Whether open transactions of a rule can continue by its former version: the running program must have its records,
 * with the same fields, and report its outcomes alike. A record goes to one version only, so it must belong to one
 * transaction.
 */
export function isDrainable(from: Plan, to: Plan, rule: string): boolean {
  const before = from.rules.find(({ name }) => name === rule);
  const after = to.rules.find(({ name }) => name === rule);
  if (before?.kind !== 'transaction' || after?.kind !== 'transaction') return false;
  return [before, after].every(hasSingleOwners) && hasRecords(before, from, to) && showsAlike(rule, from, to);
}

/** Whether each record belongs to one transaction only, and takes effect at once. */
function hasSingleOwners({ keys, conflict, restart: { policy } }: TransactionPlan): boolean {
  const isPlain = conflict === 'count' && policy !== 'overlap' && policy !== 'overtake';
  return isPlain && keys.every(({ every, hold }) => !every && hold === undefined);
}

type Typed = readonly { name: string; type: Type }[];

function hasRecords({ known, lookbacks }: RulePlan, from: Plan, to: Plan): boolean {
  const after = new Map(to.records.map(({ name, fields }) => [name, fields]));
  const needed = new Set([...known, ...lookbacks.flatMap(({ records }) => records)]);
  return [...needed].every((record) => {
    const { name = '', fields = [] } = from.records[record] ?? {};
    return hasAll(after.get(name), fields);
  });
}

function showsAlike(rule: string, from: Plan, to: Plan): boolean {
  const [before, after] = [from, to].map((plan) => new OutcomeTypes(plan).of(rule));
  if (!before || !after) return false;
  const keysOf = (plan: Plan) => plan.rules.find(({ name }) => name === rule)?.keys.map(({ name, parts }) => [name, parts]);
  return (
    JSON.stringify(keysOf(from)) === JSON.stringify(keysOf(to)) &&
    hasAll(typed(after.fields), typed(before.fields)) &&
    hasAll(typed(after.labels), typed(before.labels)) &&
    Array.from(before.captures).every(([name, fields]) => hasAll(typed(after.captures.get(name)), typed(fields)))
  );
}

function typed(types: ReadonlyMap<string, Type> | undefined): Typed | undefined {
  return types && Array.from(types, ([name, type]) => ({ name, type }));
}

function hasAll(have: Typed | undefined, needed: Typed | undefined = []): boolean {
  const types = new Map(have?.map(({ name, type }) => [name, JSON.stringify(type)]));
  return have !== undefined && needed.every(({ name, type }) => types.get(name) === JSON.stringify(type));
}

interface SavedMatch {
  record: number;
  values: SavedValue[];
}

/**
 * Converts state to the numbering of another program: matches refer to records by index and to fields by slot, both of
 * which may differ. Matches of records that do not exist there are dropped.
 */
export function translated(state: unknown, from: Plan, to: Plan): unknown {
  const numbers = new Map(to.records.map(({ name }, number) => [name, number]));
  const walk = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.flatMap(walkItem);
    if (node instanceof SavedList) return node.flatMap(walkItem);
    if (node === null || typeof node !== 'object') return node;
    if (isMatch(node)) return matchOf(node);
    return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, walk(value)]));
  };
  const walkItem = (item: unknown) => [walk(item)].filter((one) => one !== GONE);
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
