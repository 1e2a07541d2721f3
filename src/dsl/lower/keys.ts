/** Keys: the fields of each record that identify a transaction. */

import { given } from '../../given.ts';
import type { Path } from '../ast.ts';
import type { KeyClause, KeyPart } from '../ast-rules.ts';
import { fieldElsewhere } from '../foreign-names.ts';
import type { Canonical, FieldPlan } from '../pattern-plan.ts';
import type { ExprPlan, KeyPlan, Type } from '../plan.ts';
import { textsOf } from '../tree.ts';
import { commonType, isList, sameType, typeName } from '../types.ts';
import { lowerConjunction } from './expressions.ts';
import { aboutRecord, memberOf, misspeltIn, warnMisspelt } from './names.ts';
import { callOf, convertTo } from './operators.ts';
import type { RuleContext } from './rule.ts';
import { derivedField, type FoundField, knownFields, type RecordShape } from './shape.ts';
import type { Typed } from './typed.ts';
import { used } from './uses.ts';

/**
 * The fields of each record that can be a part, one for each value it carries. Records with equal fields may share a
 * list.
 */
type Carried = Map<RecordShape, readonly Typed[]>;

/** The maximum number of values of a key in one record: several `each` multiply. */
const MAX_VALUES = 1000;

const NO_FIELDS: readonly Typed[] = [];

interface Part {
  name: string;
  type: Type;
  canonical: Canonical | undefined;
  carried: Carried;
}

/** The keys of a rule, except invalid ones, which are reported. */
export function lowerKeys(clauses: readonly KeyClause[], context: RuleContext): KeyPlan[] {
  return clauses.map((clause) => lowerKey(clause, context)).filter((key) => key !== undefined);
}

function lowerKey(clause: KeyClause, context: RuleContext): KeyPlan | undefined {
  if (clause.none)
    return { name: 'none', parts: [], every: false, carriers: context.observed.map(({ index }) => ({ record: index, tuples: [[]] })) };
  const parts = clause.parts.filter((part) => part.paths.length > 0).map((part) => lowerPart(part, clause, context));
  const whole = parts.filter((part) => part !== undefined);
  if (whole.length < clause.parts.length || whole.length === 0) return undefined;
  const every = clause.parts.some((part) => part.mode === 'every');
  if (every && clause.parts.length > 1) {
    context.report.add(clause, 'list-key-alone', []);
    return undefined;
  }
  const values = clause.parts.reduce((product, { mode, paths }) => (mode === 'each' ? product * paths.length : product), 1);
  if (values > MAX_VALUES) {
    context.report.add(clause, 'too-many-key-values', [values, MAX_VALUES]);
    return undefined;
  }
  const plan: KeyPlan = {
    name: clause.name?.text ?? whole.map((part) => part.name).join(', '),
    parts: whole.map(({ name, type, canonical }) => ({ name, type, ...given({ canonical }) })),
    every,
    carriers: carriersOf(whole, context),
  };
  const known = new Set(context.known.map(({ index }) => index));
  if (!plan.carriers.some(({ record }) => known.has(record))) {
    if (context.known.length > 0 && !context.uses.unresolved) context.report.add(clause, 'key-in-no-record', [plan.name]);
    return undefined;
  }
  addRest(plan, clause, context);
  return plan;
}

function addRest(plan: KeyPlan, clause: KeyClause, context: RuleContext): void {
  const { around } = context;
  Object.assign(plan, given({ hold: around.duration(clause.hold), learn: around.duration(clause.learn) }));
  if (clause.from && clause.from.text !== '') {
    const param = around.scope.find(clause.from, 'param');
    if (param) plan.from = param.name;
    else around.scope.unknown(clause.from, 'unknown-param', [clause.from.text], 'param');
  }
  const carrying = new Set(plan.carriers.map(({ record }) => record));
  const carriers = context.observed.filter(({ index }) => carrying.has(index));
  const place = context.place(aboutRecord(carriers, [around.params]));
  const where = lowerConjunction(clause.where.map((expr) => ({ expr, place })));
  if (where) plan.where = where.expr;
}

function lowerPart(part: KeyPart, clause: KeyClause, context: RuleContext): Part | undefined {
  const several = part.paths.length > 1 || part.mode === 'each';
  const last = part.paths[0]?.parts.at(-1);
  const name = several && clause.name ? clause.name.text : (last?.text ?? '');
  if (name === '') return undefined;
  const carried: Carried = new Map();
  for (const path of part.paths) if (!addPath(path, carried, context)) return undefined;
  if (part.mode === 'plain') {
    for (const [shape, values] of carried) if (values.length > 1) carried.set(shape, [firstOf(shape, values)]);
  }
  const values = [...carried.values()].flat();
  const type = partType(values.map((value) => elementOf(value.type, part.mode)));
  if (type === undefined) {
    const [a, b] = distinctTypes(carried);
    context.report.add(part, 'key-types', [name, a ?? '', b ?? '']);
    return undefined;
  }
  nameFields(carried, (value) => (part.mode === 'every' ? value.type : type));
  const [canonical] = [...carried].flatMap(([shape, own]) => own.flatMap((value) => canonicalOf(shape, value) ?? []));
  return { name, type, canonical, carried };
}

/** With `every`, the elements of a list are the key values. */
function elementOf(type: Type, mode: KeyPart['mode']): Type {
  return mode === 'every' && isList(type) ? type.list : type;
}

function partType(types: readonly Type[]): Type | undefined {
  const [first, ...others] = types;
  return others.reduce<Type | undefined>((common, type) => common && commonType(common, type), first);
}

/** `int in app.begin`: each type, with the first record that has it. */
function distinctTypes(carried: Carried): string[] {
  const types = new Map<string, string>();
  for (const [{ name }, values] of carried) {
    for (const { type } of values) if (!types.has(typeName(type))) types.set(typeName(type), `${typeName(type)} in ${name}`);
  }
  return [...types.values()];
}

/** Adds the records that carry a path: all that have the field, or those that the path names. */
function addPath(path: Path, carried: Carried, context: RuleContext): boolean {
  const { shapes, rest } = recordsNamed(path, context);
  const last = rest[0];
  if (!last || last.text === '') return false;
  const names = textsOf(rest);
  let list: { of: FoundField; values: readonly [Typed] } | undefined;
  let outer: FoundField | undefined;
  for (const shape of shapes) {
    const found = shape.find(names, true);
    if (found && found.used < names.length && found.field.type !== 'json') outer = found;
    if (!found || found === outer) continue;
    // Records of an open format mostly have the very same field: they share one list.
    if (!list || !isAlike(list.of, found)) list = { of: found, values: [readAt(found, names)] };
    const before = carried.get(shape);
    carried.set(shape, before ? [...before, ...list.values] : list.values);
  }
  const any = list !== undefined;
  if (any) warnMisspelt(rest.at(-1) ?? last, misspeltIn(shapes, names), context.report);
  const isMissing = !any && context.observed.length > 0 && !context.uses.unresolved;
  const member = outer && rest[outer.used];
  if (isMissing && outer && member) context.report.add(member, 'no-member', [member.text, typeName(outer.field.type)]);
  else if (isMissing && rest.length === path.parts.length - 1 && used(path.parts, context.around.scope, 3)) reportForeign(path, context);
  else if (isMissing && !shapes.some((shape) => shape.mayHave(last.text)))
    context.report.unknown(last, 'uncaptured-key', [last.text, context.symbol.name], fieldElsewhere(last.text), () => knownFields(shapes));
  return any;
}

/** Reports a path that begins with a record that is not of the rule. */
function reportForeign({ parts, start, end }: Path, { report, symbol }: RuleContext): void {
  const texts = textsOf(parts);
  const help = `'${texts.slice(0, 2).join('.')}' is no record of this rule: leave it out, or use it in a step or an ending.`;
  report.add({ start, end }, 'uncaptured-key', [texts.join('.'), symbol.name], { help });
}

function isAlike(a: FoundField, b: FoundField): boolean {
  return a.used === b.used && a.field.name === b.field.name && a.field.type === b.field.type && a.field.optional === b.field.optional;
}

function readAt({ field: { name, type, optional }, used }: FoundField, path: readonly string[]): Typed {
  return memberOf({ expr: { op: 'field', name }, type, optional }, path.slice(used));
}

/** `vpn.up.inner`, `vpn.inner` and, for a step that does not share a name with them, `up.inner` restrict the records; `inner` means all. */
function recordsNamed({ parts }: Path, context: RuleContext): { shapes: readonly RecordShape[]; rest: Path['parts'] } {
  const [first, second] = parts;
  const { observed, around } = context;
  const step = first && second && !used(parts, around.scope, 3) ? context.steps.get(first.text) : undefined;
  if (step) return { shapes: step.shapes, rest: parts.slice(1) };
  const group = first && second ? around.scope.find(first, 'group', 'rule') : undefined;
  if (!group || !first || !second) return { shapes: observed, rest: parts };
  const { path } = group.module;
  const inGroup = observed.filter(({ name, plan }) => name.startsWith(`${group.name}.`) && plan.origin.file === path);
  const named = inGroup.filter((shape) => shape.name === `${group.name}.${second.text}`);
  return named.length > 0 && parts.length > 2 ? { shapes: named, rest: parts.slice(2) } : { shapes: inGroup, rest: parts.slice(1) };
}

/** `a | b`: if a record can have both, the first one present. */
function firstOf(shape: RecordShape, values: readonly Typed[]): Typed {
  const [first, ...others] = values as [Typed, ...Typed[]];
  return others.reduce((all, other) => (shape.open ? callOf('default', [all, other], all.type, true) : all), first);
}

/**
 * Carriers contain names of fields, so that a value that is not a plain field is added to each record as a derived one.
 */
function nameFields(carried: Carried, typeOf: (value: Typed) => Type): void {
  let last: { own: readonly Typed[]; named: readonly NamedValue[]; values: readonly Typed[] } | undefined;
  for (const [shape, own] of carried) {
    if (own !== last?.own) {
      const named = own.map((value) => asField(value, typeOf(value)));
      last = { own, named, values: named.map(({ value }) => value) };
    }
    for (const { derived } of last.named) if (derived) shape.derive(derived.field, derived.value);
    carried.set(shape, last.values);
  }
}

/** A plain field; `derived` must be added to records that do not have the field. */
interface NamedValue {
  value: Typed;
  derived?: { field: FieldPlan; value: ExprPlan };
}

function asField(value: Typed, type: Type): NamedValue {
  const converted = sameType(value.type, type) ? value : (convertTo(value, type) ?? value);
  const { expr } = converted;
  if (expr.op === 'field') return { value: converted };
  const field = derivedField(type, expr);
  return { value: { ...converted, expr: { op: 'field', name: field.name } }, derived: { field, value: expr } };
}

function canonicalOf(shape: RecordShape, { expr }: Typed): Canonical | undefined {
  return expr.op === 'field' ? shape.find([expr.name], false)?.field.canonical : undefined;
}

/** A record carries a key if it has all parts; with several fields for a part it carries several values. */
function carriersOf(parts: readonly Part[], { observed }: RuleContext): KeyPlan['carriers'] {
  const carriers: KeyPlan['carriers'] = [];
  let last: { lists: readonly (readonly Typed[])[]; tuples: string[][] } | undefined;
  for (const shape of observed) {
    const lists = parts.map(({ carried }) => carried.get(shape) ?? NO_FIELDS);
    if (!last || lists.some((list, part) => list !== last?.lists[part])) last = { lists, tuples: tuplesOf(lists) };
    if (last.tuples.length > 0) carriers.push({ record: shape.index, tuples: last.tuples });
  }
  return carriers;
}

/** The Cartesian product: one field from each list. */
function tuplesOf(lists: readonly (readonly Typed[])[]): string[][] {
  return lists.reduce<string[][]>(
    (tuples, list) => tuples.flatMap((tuple) => list.map(({ expr }) => [...tuple, expr.op === 'field' ? expr.name : ''])),
    [[]],
  );
}

/** Fields common to all keys: records that differ in one never meet. */
export function partitionOf(keys: readonly KeyPlan[]): string[] {
  const [first = [], ...others] = keys.map(commonFields);
  return first.filter((name) => others.every((fields) => fields.includes(name)));
}

/**
 * Fields that are the same part of the key in every record. If two exchange places, records that differ in both may
 * still meet.
 */
function commonFields({ every, carriers }: KeyPlan): string[] {
  const [first = [], ...others] = every ? [] : carriers.flatMap(({ tuples }) => tuples);
  return [...new Set(first.filter((name, part) => others.every((tuple) => tuple[part] === name)))];
}
