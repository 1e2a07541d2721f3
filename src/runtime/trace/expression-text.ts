/** Expressions of a plan as a person would write them; the plan keeps no source text of its guards. */

import type { FieldPlan, RecordPlan } from '../../dsl/pattern-plan.ts';
import type { CapturePlan, ConstantValue, ExprPlan, FunctionName, KeyPlan, RulePlan, Type } from '../../dsl/plan.ts';
import type { KeyValue } from '../engine/key-value.ts';
import type { Value } from '../record.ts';
import { renderValue } from '../values/render.ts';

/** What the names in an expression refer to. */
export interface Names {
  records: readonly RecordPlan[];
  /** The fields of the current record. */
  fields: readonly FieldPlan[];
  rule: Pick<RulePlan, 'captures' | 'summaries' | 'lookbacks' | 'keys' | 'reporting'> | undefined;
}

type Call = Extract<ExprPlan, { op: 'call' }>;

/** Infix operators, with their precedence. */
const INFIX: ReadonlyMap<FunctionName, readonly [text: string, binds: number]> = new Map([
  ['or', ['or', 1]],
  ['and', ['and', 2]],
  ['eq', ['==', 4]],
  ['ne', ['!=', 4]],
  ['lt', ['<', 4]],
  ['le', ['<=', 4]],
  ['gt', ['>', 4]],
  ['ge', ['>=', 4]],
  ['in', ['in', 4]],
  ['inNetwork', ['in', 4]],
  ['contains', ['contains', 4]],
  ['matches', ['matches', 4]],
  ['startsWith', ['starts with', 4]],
  ['endsWith', ['ends with', 4]],
  ['default', ['??', 5]],
  ['add', ['+', 6]],
  ['sub', ['-', 6]],
  ['mul', ['*', 7]],
  ['div', ['/', 7]],
  ['mod', ['%', 7]],
] as const);
const NOT = 3;
const NEGATION = 8;
const TIGHTEST = 9;

const OUTCOME_TYPES: ReadonlyMap<string, Type> = new Map([
  ['begin', 'time'],
  ['end', 'time'],
  ['duration', 'duration'],
]);

export function expressionText(expr: ExprPlan, names: Names): string {
  return written(expr, names, undefined, 0);
}

/** @param type that of the other operand, which tells how to write a bare number */
function written(expr: ExprPlan, names: Names, type: Type | undefined, outside: number): string {
  switch (expr.op) {
    case 'const':
      return constantText(expr.value, type);
    case 'param':
    case 'field':
    case 'emitted':
      return expr.name;
    case 'outcome':
      return expr.field;
    case 'capture':
      return `${captureName(names.rule?.captures[expr.capture])}.${expr.field}`;
    case 'summary':
      return names.rule?.summaries[expr.summary]?.text ?? '';
    case 'lookback':
      return names.rule?.lookbacks[expr.lookback]?.text ?? '';
    case 'key':
      return names.rule?.keys[expr.key]?.parts[expr.part]?.name ?? '';
    case 'convert':
      return written(expr.value, names, expr.to, outside);
    case 'lookup':
      return `${expr.table}[${expressionText(expr.key, names)}].${expr.column}`;
    case 'call':
      return callText(expr, names, outside);
  }
}

/** A hidden capture is read by `previous`. */
function captureName(capture: CapturePlan | undefined): string {
  return capture?.name || 'previous';
}

function callText(expr: Call, names: Names, outside: number): string {
  const { fn, args, regex } = expr;
  const [first, second] = args;
  const infix = INFIX.get(fn);
  if (infix && first) {
    const [text, binds] = infix;
    const type = [first, second].map((arg) => arg && typeOf(arg, names)).find((one) => one !== undefined);
    const right = second ? written(second, names, type, binds + 1) : regex ? '/…/' : '';
    return enclosed(`${written(first, names, type, binds)} ${text} ${right}`, outside > binds);
  }
  if (fn === 'not' && first) return enclosed(`not ${written(first, names, undefined, NOT)}`, outside > NOT);
  if (fn === 'neg' && first) return enclosed(`-${written(first, names, undefined, NEGATION)}`, outside > NEGATION);
  if (fn === 'index' && first && second) return `${written(first, names, undefined, TIGHTEST)}[${expressionText(second, names)}]`;
  const list = args.map((arg) => expressionText(arg, names)).join(', ');
  return fn === 'list' ? `[${list}]` : `${fn}(${list})`;
}

function enclosed(text: string, needed: boolean): string {
  return needed ? `(${text})` : text;
}

function constantText(value: ConstantValue, type: Type | undefined): string {
  if (value === null) return 'none';
  if (Array.isArray(value)) return `[${value.map((item) => constantText(item, typeof type === 'object' ? type.list : type)).join(', ')}]`;
  return shownValue(value, type);
}

/** The type of a name or function; undefined if it depends on values, or is unknown. */
export function typeOf(expr: ExprPlan, names: Names): Type | undefined {
  const { rule } = names;
  switch (expr.op) {
    case 'field':
      return fieldType(expr.name, names.fields);
    case 'capture': {
      const records = rule?.captures[expr.capture]?.records ?? [];
      return fieldType(
        expr.field,
        records.flatMap((record) => names.records[record]?.fields ?? []),
      );
    }
    case 'summary':
      return rule?.summaries[expr.summary]?.type;
    case 'lookback':
      return rule?.lookbacks[expr.lookback]?.type;
    case 'key':
      return rule?.keys[expr.key]?.parts[expr.part]?.type;
    case 'emitted':
      return rule?.reporting.emit.find(({ name }) => name === expr.name)?.type;
    case 'outcome':
      return OUTCOME_TYPES.get(expr.field);
    case 'convert':
      return expr.to;
    case 'call':
      return callType(expr, names);
    default:
      return undefined;
  }
}

function fieldType(name: string, fields: readonly FieldPlan[]): Type | undefined {
  return fields.find((field) => field.name === name)?.type ?? (name === 'time' ? 'time' : undefined);
}

function callType({ fn, args, of }: Call, names: Names): Type | undefined {
  if (of === 'time' || of === 'duration') return of;
  if (fn === 'time' || fn === 'duration') return fn;
  const [left, right] = args.map((arg) => typeOf(arg, names));
  if (fn === 'sub' && left === 'time') return right === 'time' ? 'duration' : 'time';
  if (fn === 'add' || fn === 'sub' || fn === 'default') return left ?? right;
  return undefined;
}

/** The names that an expression mentions, each once, as written. */
export function mentioned(expr: ExprPlan, names: Names): { text: string; expr: ExprPlan }[] {
  const found = new Map<string, ExprPlan>();
  const collect = (one: ExprPlan) => {
    if (one.op === 'call') one.args.forEach(collect);
    else if (one.op === 'convert') collect(one.value);
    else if (one.op !== 'const') found.set(expressionText(one, names), one);
  };
  collect(expr);
  return Array.from(found, ([text, one]) => ({ text, expr: one }));
}

/** The conjuncts of a condition. */
export function conjuncts(expr: ExprPlan): ExprPlan[] {
  return expr.op === 'call' && expr.fn === 'and' ? expr.args.flatMap(conjuncts) : [expr];
}

/** A value as shown beside its name: text in quotes, as in `user is "bob"`. */
export function shownValue(value: Value | undefined, type: Type | undefined): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'string') return type === 'ip' || type === 'network' ? value : JSON.stringify(value);
  return renderValue(value, type ?? 'json');
}

/** `peer = "gw", 10.0.0.9, 4242` */
export function keyValueText({ key, values }: KeyValue, keys: readonly KeyPlan[]): string {
  const { name = '', parts = [] } = keys[key] ?? {};
  return `${name} = ${values.map((value, i) => shownValue(value, parts[i]?.type)).join(', ')}`;
}
