/** Makes the targets of names, with their declarations and types. */

import type { FormatDecl, ImportAlias } from '../../dsl/ast.ts';
import { CHAINED_FIELDS, OUTCOME_FIELDS } from '../../dsl/builtins.ts';
import type { Place } from '../../dsl/diagnostic.ts';
import type { LoweredRule } from '../../dsl/lower/program.ts';
import type { Step } from '../../dsl/lower/rule.ts';
import type { RecordShape } from '../../dsl/lower/shape.ts';
import type { Type } from '../../dsl/plan.ts';
import type { AnySymbol, RecordSymbol, TopSymbol } from '../../dsl/symbols.ts';
import { ruleKind } from '../../dsl/tree.ts';
import { typeOf } from '../../dsl/types.ts';
import { given } from '../../given.ts';
import type { View } from '../view.ts';
import { formatFields, placesInRecord } from './places.ts';
import type { Target } from './target.ts';

/** All kinds of top-level symbols. */
export const KINDS = ['format', 'param', 'table', 'rule', 'group'] as const satisfies readonly TopSymbol['kind'][];

/** The word for the kind of a symbol. */
function kindOf(symbol: AnySymbol): string {
  if (symbol.kind === 'rule') return ruleKind(symbol.decl);
  return symbol.kind === 'group' ? 'records' : symbol.kind;
}

export function placeOf({ module, decl }: AnySymbol): Place {
  return { file: module.path, start: decl.name.start, end: decl.name.end };
}

/** A format and a group may share a name, and be imported together. */
export function symbolTarget(symbols: readonly AnySymbol[]): Target | undefined {
  const [first] = symbols;
  if (!first) return undefined;
  const name = first.kind === 'record' ? first.decl.name.text : first.name;
  const of = first.kind === 'record' ? `record of ${first.group.name}` : symbols.map(kindOf).join(' and ');
  return { kind: first.kind, name, declared: symbols.map(placeOf), of, symbols };
}

/** What a name means in a file: a symbol of its own, or an imported one. */
export function visibleTarget(view: View, name: string, ...kinds: TopSymbol['kind'][]): Target | undefined {
  const symbol = view.scope?.peek(name, ...kinds);
  const target = symbol && symbolTarget([symbol]);
  if (!target) return undefined;
  const typed: Target = { ...target, ...typeOfParam(view, symbol) };
  const alias = symbol.module === view.module ? undefined : importedAs(view, name);
  if (!alias?.as) return typed;
  return { ...typed, kind: 'alias', name, declared: [view.place(alias.as)], definition: target.declared };
}

/** All names of some kinds that a file sees. */
export function visibleTargets(view: View, ...kinds: TopSymbol['kind'][]): Target[] {
  const targets = (view.scope?.names(...kinds) ?? []).map((name) => visibleTarget(view, name, ...kinds));
  return targets.filter((target) => target !== undefined);
}

function typeOfParam(view: View, symbol: TopSymbol): { type?: Type } {
  const param = symbol.kind === 'param' && view.program?.params.find(({ name }) => name === symbol.name);
  return param ? { type: param.type } : {};
}

function importedAs({ module }: View, name: string): ImportAlias | undefined {
  const aliases = [...module.imports.keys()].flatMap(({ names }) => names);
  return aliases.find((alias) => (alias.as ?? alias.name).text === name);
}

export function stepTarget(view: View, step: Step): Target {
  const shown = step.shapes.map(({ name }) => name).join(', ');
  return { kind: 'step', name: step.name.text, declared: [view.place(step.name)], of: `step that takes ${shown}` };
}

/** A field that at least one of several records has; undefined if none does. */
export function fieldTarget(view: View, shapes: readonly RecordShape[], name: string): Target | undefined {
  const carried = shapes.flatMap((shape) => {
    const field = shape.find([name], false)?.field;
    return field ? [{ shape, field }] : [];
  });
  const [first] = carried;
  if (!first) return undefined;
  const places = carried.map(({ shape }) => fieldPlaces(view, shape, name));
  return {
    kind: 'field',
    name,
    declared: distinct(places.flat()),
    ...(places.some(({ length }) => length === 0) ? { builtin: true } : {}),
    of: `field of ${carried.map(({ shape }) => shape.name).join(', ')}`,
    type: first.field.type,
    optional: carried.length < shapes.length || carried.some(({ field }) => field.optional),
  };
}

function distinct(places: readonly Place[]): Place[] {
  return [...new Map(places.map((place) => [`${place.file} ${place.start}`, place])).values()];
}

function fieldPlaces(view: View, shape: RecordShape, name: string): Place[] {
  const record = view.recordOf(shape);
  if (record) return shape.own(name) ? placesInRecord(record, name) : headerPlaces(view, record, name);
  const rule = view.ruleNamed(shape.plan.outcome?.rule ?? '');
  return rule ? (reportedField(view, rule, name)?.declared ?? []) : [];
}

/** A field of the format, declared by its template. */
function headerPlaces(view: View, { module, group }: RecordSymbol, name: string): Place[] {
  const symbol = view.scopeOf(module)?.peek(group.decl.format.text, 'format');
  if (!symbol) return [];
  const fields = formatFields(symbol.decl, symbol.module.source).filter((field) => field.name === name);
  return fields.map(({ start, end }) => ({ file: symbol.module.path, start, end }));
}

/** A readable field of a rule's outcomes: what it emits, its keys, and the fields of every outcome. */
export function reportedField(view: View, rule: LoweredRule, name: string): Target | undefined {
  const chained = CHAINED_FIELDS.get(name);
  return emittedByName(rule).get(name) ?? keyTarget(view, rule, name) ?? (chained && builtinTarget(name, 'outcome', chained.type));
}

/** All fields of a rule's outcomes that a test may expect. */
export function reportedTargets(view: View, rule: LoweredRule): Target[] {
  const keys = rule.context.keys.flatMap(({ name, parts }) => [name, ...parts.map((part) => part.name)]);
  const names = new Set([...emittedByName(rule).keys(), ...keys]);
  const own = [...names].map((name) => reportedField(view, rule, name));
  const common = [...OUTCOME_FIELDS.keys()].filter((name) => !names.has(name)).map(outcomeField);
  return [...own, ...common].filter((target) => target !== undefined);
}

const emitted = new WeakMap<LoweredRule, ReadonlyMap<string, Target>>();

/** The fields that a rule emits. */
export function emittedByName(rule: LoweredRule): ReadonlyMap<string, Target> {
  const known = emitted.get(rule);
  if (known) return known;
  const { module, decl, name: of } = rule.symbol;
  const types = new Map(rule.plan.reporting.emit.map(({ name, type }) => [name, type]));
  const targets = new Map<string, Target>();
  const entries = decl.clauses.flatMap((clause) => (clause.kind === 'MapClause' && clause.what === 'emit' ? clause.entries : []));
  for (const { name } of entries) {
    const place = { file: module.path, start: name.start, end: name.end };
    const target = targets.get(name.text) ?? {
      kind: 'emitted',
      name: name.text,
      declared: [],
      of: `emitted by ${of}`,
      ...given({ type: types.get(name.text) }),
    };
    target.declared.push(place);
    if (name.text !== '') targets.set(name.text, target);
  }
  emitted.set(rule, targets);
  return targets;
}

/** A key by its name, or a part of a key by its field. */
export function keyTarget(view: View, rule: LoweredRule, name: string): Target | undefined {
  const { symbol, context } = rule;
  for (const clause of symbol.decl.clauses) {
    if (clause.kind !== 'KeyClause') continue;
    if (clause.name?.text === name) {
      const declared = [{ file: symbol.module.path, start: clause.name.start, end: clause.name.end }];
      return { kind: 'key', name, declared, of: `key of ${symbol.name}`, ...typeOfKey(context.keys, name) };
    }
    const parts = clause.parts.map(({ paths: [first] }) => first?.parts.at(-1)?.text);
    const field = parts.includes(name) ? fieldTarget(view, earlier(view, rule), name) : undefined;
    if (field) return { ...field, kind: 'key', of: `key of ${symbol.name}` };
  }
  return undefined;
}

/** The shapes that may carry the keys of a rule, except outcomes of rules in a cycle with it. */
function earlier(view: View, { context, plan }: LoweredRule): RecordShape[] {
  const stageOf = ({ plan: { outcome } }: RecordShape) => (outcome ? (view.ruleNamed(outcome.rule)?.plan.stage ?? 0) : -1);
  return context.observed.filter((shape) => stageOf(shape) < plan.stage);
}

function typeOfKey(keys: LoweredRule['context']['keys'], name: string): { type?: Type } {
  const [part, other] = keys.find((key) => key.name === name)?.parts ?? [];
  return part && !other ? { type: part.type } : {};
}

export function columnTarget(view: View, table: string, name: string): Target | undefined {
  const symbol = view.scope?.peek(table, 'table');
  const column = symbol?.decl.columns.find((candidate) => candidate.name.text === name);
  if (!symbol || !column) return undefined;
  const declared = [{ file: symbol.module.path, start: column.name.start, end: column.name.end }];
  return { kind: 'column', name, declared, of: `column of ${table}`, ...given({ type: column.type && typeOf(column.type) }) };
}

/** A field captured by the template of a format. */
export function formatFieldTarget(view: View, decl: FormatDecl, name: string): Target | undefined {
  const declared = formatFields(decl, view.source).filter((field) => field.name === name);
  const type = view.program?.formats.find((format) => format.name === decl.name.text)?.fields?.find((field) => field.name === name)?.type;
  if (declared.length === 0) return undefined;
  return {
    kind: 'field',
    name,
    declared: declared.map((field) => view.place(field)),
    ...(name === 'time' || name === 'message' ? { builtin: true } : {}),
    of: `field of ${decl.name.text}`,
    ...given({ type }),
  };
}

export function builtinTarget(name: string, of: string, type: Type): Target {
  return { kind: 'field', name, declared: [], builtin: true, of, type };
}

const COMMON: ReadonlyMap<string, { type: Type }> = OUTCOME_FIELDS;

/** A field that every outcome has. */
export function outcomeField(name: string): Target | undefined {
  const field = COMMON.get(name);
  return field && builtinTarget(name, 'outcome', field.type);
}
