/** Lowers expressions: resolves names, checks types, and builds a tree of the Plan. */

import { parseAddress, parseNetwork } from '../../addresses.ts';
import type { Name } from '../ast.ts';
import type { BinaryExpr, Expr, IndexExpr, ListExpr, MemberExpr, NameExpr, UnaryExpr } from '../ast-expressions.ts';
import { SUMMARY_NAMES } from '../builtins.ts';
import type { Fix } from '../diagnostic.ts';
import { fieldElsewhere, helpForValue } from '../foreign-names.ts';
import { MAX_HEIGHT } from '../parser/base.ts';
import type { Type } from '../plan.ts';
import { mostSimilar } from '../suggest.ts';
import { bare, pathOf } from '../tree.ts';
import { commonType, isList, typeName } from '../types.ts';
import { lowerCall } from './calls.ts';
import { inBackquotes, warnMisspelt } from './names.ts';
import { callOf, convertTo, lowerMinus, lowerOperator } from './operators.ts';
import { bothRequire, notRequires } from './ranges.ts';
import { constant, constantValue, knownIn, NONE, type Place, type Typed } from './typed.ts';

/** The expression with its type; undefined if it is invalid, which was reported. */
export function lowerExpr(expr: Expr, place: Place): Typed | undefined {
  switch (expr.kind) {
    case 'NameExpr':
    case 'MemberExpr':
      return lowerPath(expr, place);
    case 'IndexExpr':
      return lowerIndex(expr, place);
    case 'CallExpr':
      return lowerCall(expr, place);
    case 'UnaryExpr':
      return lowerUnary(expr, place);
    case 'BinaryExpr':
      return expr.operator === 'and' || expr.operator === 'or' ? lowerLogic(expr, place) : lowerBinary(expr, place);
    case 'ListExpr':
      return lowerList(expr, place);
    case 'GroupExpr':
      return lowerExpr(expr.expr, place);
    default:
      return lowerLiteral(expr, place);
  }
}

/** Lowers an expression that must be a bool. */
export function lowerCondition(expr: Expr, place: Place): Typed | undefined {
  return asCondition(lowerExpr(expr, { ...place, decides: true }), expr, place);
}

/** The conjunction of conditions; undefined if there are none. Too many for a later phase to recurse into are reported. */
export function lowerConjunction(conditions: readonly { expr: Expr; place: Place }[]): Typed | undefined {
  const excess = conditions[MAX_HEIGHT];
  if (excess) excess.place.report.add(excess.expr, 'expression-too-long', [MAX_HEIGHT]);
  let all: Typed | undefined;
  for (const { expr, place } of conditions.slice(0, MAX_HEIGHT)) {
    const condition = lowerCondition(expr, place);
    if (!condition) continue;
    all = all ? { ...callOf('and', [all, condition], 'bool'), ...bothRequire('and', all, condition, expr, place) } : condition;
  }
  return all;
}

function asCondition(typed: Typed | undefined, at: Expr, { report }: Place): Typed | undefined {
  if (!typed) return undefined;
  const condition = typed.none ? undefined : convertTo(typed, 'bool');
  if (condition?.type !== 'bool') report.add(at, 'not-a-condition', [typed.none ? 'none' : typeName(typed.type)]);
  return condition?.type === 'bool' ? condition : undefined;
}

type Literal = Exclude<
  Expr,
  { kind: 'NameExpr' | 'MemberExpr' | 'IndexExpr' | 'CallExpr' | 'UnaryExpr' | 'BinaryExpr' | 'ListExpr' | 'GroupExpr' }
>;

function lowerLiteral(expr: Literal, place: Place): Typed | undefined {
  switch (expr.kind) {
    case 'StringLiteral':
      return constant(expr.value, 'text');
    case 'NumberLiteral':
      return constant(expr.value, expr.integer ? 'int' : 'float');
    case 'DurationLiteral':
    case 'TimeLiteral':
      return constant(expr.micros, 'duration');
    case 'SizeLiteral':
      return constant(expr.bytes, 'int');
    case 'StampLiteral':
      return Number.isNaN(expr.micros) ? undefined : constant(expr.micros, 'time');
    case 'IpLiteral': {
      const text = expr.network ? parseNetwork(expr.text) : parseAddress(expr.text);
      return text === undefined ? undefined : constant(text, expr.network ? 'network' : 'ip');
    }
    case 'BooleanLiteral':
      return constant(expr.value, 'bool');
    case 'NoneLiteral':
      return NONE;
    case 'RegexLiteral':
      place.report.add(expr, 'misplaced-regex', []);
      return undefined;
  }
}

function lowerPath(expr: NameExpr | MemberExpr, place: Place): Typed | undefined {
  const path = pathOf(expr);
  if (!path) return expr.kind === 'MemberExpr' ? lowerMember(expr, place) : undefined;
  for (const names of place.names) {
    const found = names.find(path, place.report);
    if (found?.value?.undeclared && place.besideText && expr.kind === 'NameExpr') warnUnquoted(expr.name, place);
    const last = found && path[found.used - 1];
    if (last) warnMisspelt(last, found.value?.resembles, place.report);
    if (found) return found.value && intoJson(found.value, path.slice(found.used), place);
  }
  const [first] = path;
  if (first && path.length === 1 && place.besideText) reportUnquoted(first, place);
  else if (first) reportUnknown(first, place);
  return undefined;
}

/** Reports a word that is compared with a text, as if it were one: `app == sshd`. */
function reportUnquoted(name: Name, place: Place): void {
  const { names, report } = place;
  if (mostSimilar(name.text, knownIn(names)) !== undefined) {
    reportUnknown(name, place);
    return;
  }
  report.add(name, 'unknown-name', [name.text], { help: `Put text in double quotes: "${name.text}".`, fixes: [quoting(name, place)] });
}

/** Where any name is a field, one that nothing declares and that is compared with a text is probably a text without quotes. */
function warnUnquoted(name: Name, place: Place): void {
  if (!inBackquotes(name)) place.report.add(name, 'unquoted-text', [name.text], { fixes: [quoting(name, place)] });
}

function quoting(name: Name, { report }: Place): Fix {
  return report.replacement(name, `"${name.text}"`);
}

function reportUnknown(name: Name, { names, report, help }: Place): void {
  if (name.text === '') return;
  const isSummary = (SUMMARY_NAMES as readonly string[]).includes(name.text);
  const foreign = isSummary ? `It is a function: write ${name.text}(…).` : helpForValue(name.text);
  if (foreign !== undefined) report.add(name, 'unknown-name', [name.text], { help: foreign });
  else report.unknown(name, 'unknown-name', [name.text], fieldElsewhere(name.text), () => knownIn(names), help);
}

/** Accesses the inside of a value whose shape is known at run time only. */
function intoJson(typed: Typed, rest: readonly Name[], { report }: Place): Typed | undefined {
  let value = typed;
  for (const name of rest) {
    if (value.type !== 'json') {
      const help = value.type === 'time' ? 'Functions read the parts of a time: hour(begun.time), weekday(begun.time).' : undefined;
      report.add(name, 'no-member', [name.text, typeName(value.type)], { help });
      return undefined;
    }
    value = callOf('index', [value, constant(name.text, 'text')], 'json', true);
  }
  return value;
}

/** `assets[host].owner`, or a member of a json value that is not a plain path. */
function lowerMember(expr: MemberExpr, place: Place): Typed | undefined {
  if (expr.object.kind === 'IndexExpr') {
    const { object, index } = expr.object;
    const table = object.kind === 'NameExpr' ? place.table(object.name) : undefined;
    if (table) return lookUp(table, index, expr.member, place);
  }
  const object = lowerExpr(expr.object, place);
  return object && intoJson(object, [expr.member], place);
}

function lookUp(table: NonNullable<ReturnType<Place['table']>>, index: Expr, member: Name, place: Place): Typed | undefined {
  const column = table.columns.find(({ name }) => name === member.text);
  if (!column) {
    const known = table.columns.map(({ name }) => name);
    place.report.unknown(member, 'unknown-column', [member.text, table.name], member.text, known);
  }
  const key = lowerExpr(index, place);
  const [first] = table.columns;
  if (!key || !column || !first) return undefined;
  const wanted: Type = first.type === 'network' ? 'ip' : first.type;
  const converted = convertTo(key, wanted);
  if (!converted) {
    place.report.add(index, 'wrong-lookup', [table.name, typeName(wanted), typeName(key.type)]);
    return undefined;
  }
  return { expr: { op: 'lookup', table: table.name, key: converted.expr, column: column.name }, type: column.type, optional: true };
}

function lowerIndex(expr: IndexExpr, place: Place): Typed | undefined {
  const table = expr.object.kind === 'NameExpr' ? place.table(expr.object.name) : undefined;
  if (table) {
    place.report.add(expr, 'table-without-column', [table.name]);
    return undefined;
  }
  const object = lowerExpr(expr.object, place);
  const index = lowerExpr(expr.index, place);
  if (!object || !index) return undefined;
  const element = isList(object.type) ? object.type.list : object.type === 'json' ? 'json' : undefined;
  const fits = index.type === 'int' || index.type === 'json' || (object.type === 'json' && index.type === 'text');
  if (!element || !fits) {
    place.report.add(expr, 'wrong-index', [typeName(object.type), typeName(index.type)]);
    return undefined;
  }
  return callOf('index', [object, index], element, true);
}

function lowerUnary(expr: UnaryExpr, place: Place): Typed | undefined {
  if (expr.operator === '-') {
    const operand = lowerExpr(expr.operand, place);
    return operand && lowerMinus(operand, expr, place);
  }
  const operand = asCondition(lowerExpr(expr.operand, place), expr.operand, place);
  if (!operand) return undefined;
  const { shows = [], showsElse = [] } = operand;
  return { ...callOf('not', [operand], 'bool', false), shows: showsElse, showsElse: shows, ...notRequires(operand) };
}

/** The right side of an `and` or `or` may rely on the fields whose presence its left side tested. */
function lowerLogic(expr: BinaryExpr, place: Place): Typed | undefined {
  const left = asCondition(lowerExpr(expr.left, place), expr.left, place);
  const isAnd = expr.operator === 'and';
  const tested = (isAnd ? left?.shows : left?.showsElse) ?? [];
  const shown = tested.length > 0 ? new Set([...(place.present ?? []), ...tested]) : place.present;
  const right = asCondition(lowerExpr(expr.right, shown ? { ...place, present: shown } : place), expr.right, place);
  if (!left || !right) return undefined;
  const operator = isAnd ? 'and' : 'or';
  const shows = [...tested, ...((isAnd ? right.shows : right.showsElse) ?? [])];
  return {
    ...callOf(operator, [left, right], 'bool', false),
    [isAnd ? 'shows' : 'showsElse']: shows,
    ...bothRequire(operator, left, right, expr.right, place),
  };
}

function lowerBinary(expr: BinaryExpr, place: Place): Typed | undefined {
  const left = lowerExpr(expr.left, place);
  const besideText = isWords(expr) && (left?.type === 'text' || (left?.undeclared === true && !isOrdering(expr)));
  const right = bare(expr.right).kind === 'RegexLiteral' ? undefined : lowerExpr(expr.right, { ...place, besideText });
  if (!left) return undefined;
  const whole = lowerOperator(expr, left, right, place);
  if (whole && place.decides && whole.type === 'bool') {
    warnAbsent(expr, whole, place);
    if (isDifference(expr) && right?.none !== true) warnLacking(expr, [left.lacking, right?.lacking], place);
  }
  return whole;
}

/** Whether a word is on its right, or a list where one is needed: what may be text without quotes. */
function isWords({ operator, right }: BinaryExpr): boolean {
  return bare(right).kind === (operator === 'in' ? 'ListExpr' : 'NameExpr');
}

/** Whether it orders or computes, as one does with numbers. */
function isOrdering({ operator }: BinaryExpr): boolean {
  return /^[-<>+*/%?]/.test(operator);
}

/** A comparison with a missing value is false, which is rarely intended for a step that was skipped. */
function warnAbsent(expr: BinaryExpr, { absent = [] }: Typed, { report, present }: Place): void {
  const [missing] = absent.filter((path) => !present?.has(path));
  if (missing !== undefined) report.add(expr, 'possibly-missing', [missing]);
}

/** Whether it asks for anything but a value, as `!=` and `not in` do: most readers would include what has no value. */
function isDifference({ operator, negated }: BinaryExpr): boolean {
  if (operator === '==' || operator === '!=') return (operator === '!=') !== negated;
  return negated && !operator.startsWith('<') && !operator.startsWith('>');
}

function warnLacking(expr: BinaryExpr, paths: readonly (string | undefined)[], { report, source, present }: Place): void {
  const lacking = paths.find((path) => path !== undefined && !present?.has(path));
  if (lacking === undefined) return;
  const written = source.text.slice(expr.start, expr.end);
  const isNegated = /\bnot\s+$/.test(source.text.slice(0, expr.start));
  const without = `${lacking} != none and ${written}`;
  const including = `(${lacking} == none or ${written})`;
  const fixes = [isNegated ? `(${without})` : without, including].map((text) => report.replacement(expr, text));
  const help = `Write ${without} to say so, or ${including} to include what has none.`;
  report.add(expr, 'possibly-missing', [lacking], { help, fixes });
}

function lowerList(expr: ListExpr, place: Place): Typed | undefined {
  const items = expr.items.map((item) => lowerExpr(item, place));
  let element: Type | undefined;
  for (const [i, item] of items.entries()) {
    if (!item) return undefined;
    if (item.none) {
      place.report.add(expr.items[i] ?? expr, 'none-in-list', []);
      return undefined;
    }
    const common = element === undefined ? item.type : commonElement(element, item);
    if (common === undefined) {
      place.report.add(expr, 'mixed-list', [typeName(element ?? 'json'), typeName(item.type)]);
      return undefined;
    }
    element = common;
  }
  // As beside an operator, a value of JSON may have a fraction.
  if (element === 'int' && items.some((item) => item?.type === 'json')) element = 'float';
  const type: Type = { list: element ?? 'json' };
  const converted = items.map((item) => (item && (convertTo(item, element ?? 'json') ?? item)) as Typed);
  const values = converted.map(constantValue);
  if (values.every((value) => value !== undefined)) return constant(values, type);
  return callOf('list', converted, type, false);
}

/** An address in a list of networks counts as a network of one address. */
function commonElement(element: Type, item: Typed): Type | undefined {
  const nets = ['ip', 'network'];
  if (typeof element === 'string' && typeof item.type === 'string' && nets.includes(element) && nets.includes(item.type)) {
    return element === item.type ? element : 'network';
  }
  return commonType(element, item.type);
}
