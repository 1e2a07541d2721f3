/** The operators: which types they accept, and how they are lowered. */

import { given } from '../../given.ts';
import type { BinaryExpr, Expr } from '../ast-expressions.ts';
import { parseRegex } from '../patterns/regex.ts';
import { type ExprPlan, type FunctionName, SEVERITIES, type Type } from '../plan.ts';
import { bare } from '../tree.ts';
import { commonType, convertConstant, isList, isNumber, typeName } from '../types.ts';
import { adviceOnOperands, kindOf } from './advice.ts';
import { reportPatternProblems } from './pattern-problems.ts';
import { type Comparison, MIRRORED, memberRequires, NEGATED, requirementsOf } from './ranges.ts';
import { constant, constantValue, NONE, type Place, type Typed } from './typed.ts';

const COMPARISONS = { '==': 'eq', '!=': 'ne', '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge' } as const;
type Ordering = Exclude<Comparison, 'eq' | 'ne'>;
const TEXT_TESTS = { 'starts with': 'startsWith', 'ends with': 'endsWith', contains: 'contains' } as const;
const ARITHMETIC = { '+': 'add', '-': 'sub', '*': 'mul', '/': 'div', '%': 'mod' } as const;

export function callOf(fn: FunctionName, args: Typed[], type: Type, optional = args.some((arg) => arg.optional)): Typed {
  const absent = args.flatMap((arg) => arg.absent ?? []);
  const expr: ExprPlan = { op: 'call', fn, args: args.map((arg) => arg.expr), ...given({ of: aboutOf(fn, args, type) }) };
  return { expr, type, optional, ...given({ absent: absent.length > 0 ? absent : undefined }) };
}

type About = NonNullable<Extract<ExprPlan, { op: 'call' }>['of']>;

const WHOLE: readonly About[] = ['int', 'time', 'duration'];
const ADDRESS: readonly About[] = ['ip'];
const MICROS: readonly About[] = ['time', 'duration'];
const MATTERS: Partial<Record<FunctionName, readonly About[]>> = {
  ...{ add: WHOLE, sub: WHOLE, mul: WHOLE },
  ...{ lt: ADDRESS, le: ADDRESS, gt: ADDRESS, ge: ADDRESS },
  ...{ text: MICROS, int: MICROS, float: MICROS, time: MICROS, duration: MICROS },
};

/**
 * Type information that an engine cannot derive from the values: for arithmetic the type of the result, for a search in
 * a list what its elements of JSON are read as, otherwise that of the first argument.
 */
function aboutOf(fn: FunctionName, [first, second]: readonly Typed[], type: Type): About | undefined {
  if (fn === 'in' && first && second) return elementsReadAs(second, first);
  if (fn === 'contains' && first && second) return elementsReadAs(first, second);
  const matters = MATTERS[fn];
  return matters?.find((about) => about === (matters === WHOLE ? type : first?.type));
}

/** As which type the elements of a list are read next to a value: only JSON is converted, as beside `==`. */
function elementsReadAs(list: Typed, { type }: Typed): About | undefined {
  const element = isList(list.type) ? list.type.list : list.type;
  return element === 'json' && type !== 'json' ? besideJson(type) : undefined;
}

/** As what `json` is read next to a value: beside a number as a float, so that 1.5 does not lose its fraction. */
const besideJson = (type: Type): Type => (type === 'int' ? 'float' : type);

/** Converts a value to another type: constants immediately, `json` at run time. Undefined if that is impossible. */
export function convertTo(typed: Typed, type: Type): Typed | undefined {
  if (typed.none || commonType(typed.type, type) === undefined) return convertLiteral(typed, type);
  if (typed.type !== 'json' || type === 'json') return typed;
  const known = constantValue(typed);
  if (known !== undefined) return convertLiteral(typed, type);
  return { ...typed, expr: { op: 'convert', to: type, value: typed.expr }, type, optional: true };
}

function convertLiteral(typed: Typed, type: Type): Typed | undefined {
  if (typed.none) return { ...typed, type };
  const value = constantValue(typed);
  const converted = value === undefined ? undefined : convertConstant(value, typed.type, type);
  return converted === undefined ? undefined : { ...typed, expr: { op: 'const', value: converted }, type };
}

/** Makes two values comparable; undefined if they are not. */
function harmonise(left: Typed, right: Typed): [Typed, Typed] | undefined {
  if (left.type === 'json' && right.type === 'json') return [left, right];
  const toRight = left.type === 'json' ? convertTo(left, besideJson(right.type)) : convertTo(left, right.type);
  if (toRight && (left.type === 'json' || commonType(left.type, right.type) === undefined)) return [toRight, right];
  const toLeft = right.type === 'json' ? convertTo(right, besideJson(left.type)) : convertTo(right, left.type);
  return toLeft && [left, toLeft];
}

/** A binary operator other than `and`, `or`. */
export function lowerOperator(node: BinaryExpr, left: Typed, right: Typed | undefined, place: Place): Typed | undefined {
  const { operator } = node;
  if (bare(node.right).kind === 'RegexLiteral') return matches(node, left, place);
  if (!right) return undefined;
  if (operator in COMPARISONS) return compare(node, left, right, place);
  if (operator === 'in') return membership(node, left, right, place);
  if (operator === 'contains') return contains(node, left, right, place);
  if (operator in TEXT_TESTS) return textTest(node, left, right, place);
  if (operator === '??') return fallback(node, left, right, place);
  if (operator in ARITHMETIC) return arithmetic(node, left, right, place);
  return mismatch(node, left, right, place);
}

function mismatch(node: BinaryExpr, left: Typed, right: Typed, { report }: Place): undefined {
  const { operator, start, end } = node;
  report.add({ start, end }, 'wrong-operands', [operator, shownType(left), shownType(right)], adviceOnOperands(node, left, right, report));
  return undefined;
}

function shownType(typed: Typed): string {
  return typed.none ? 'none' : typeName(typed.type);
}

function compare(node: BinaryExpr, left: Typed, right: Typed, place: Place): Typed | undefined {
  const written = COMPARISONS[node.operator as keyof typeof COMPARISONS];
  const fn = node.negated ? NEGATED[written] : written;
  if (fn === 'eq' || fn === 'ne') {
    if (left.none || right.none) return askMissing(fn, left, right);
    checkWords(left.words, [node.right], place);
    checkWords(right.words, [node.left], place);
  } else {
    if (left.none || right.none) return mismatch(node, left, right, place);
    if (isSeverity(node.left) && right.type === 'text') return bySeverity(node, fn, left, node.right, place);
    if (isSeverity(node.right) && left.type === 'text') return bySeverity(node, MIRRORED[fn], right, node.left, place);
  }
  const pair = harmonise(left, right);
  if (!pair || (fn !== 'eq' && fn !== 'ne' && !isOrdered(pair[0].type))) return mismatch(node, left, right, place);
  return { ...callOf(fn, pair, 'bool', false), shows: shownBy(left, right), ...requirementsOf(node, fn, ...pair, place) };
}

/** Reports the texts that a field with few values, such as the facility, never has. */
export function checkWords(words: readonly string[] | undefined, others: readonly Expr[], { report }: Place): void {
  if (!words) return;
  const code = words === SEVERITIES ? 'unknown-severity' : 'unknown-facility';
  for (const other of others.map(bare)) {
    if (other.kind === 'StringLiteral' && !words.includes(other.value)) report.unknownText(other, code, [other.value], other.value, words);
  }
}

/** Whether it is a field called `severity`, of any format: its words are ordered by rank, not alphabetically. */
function isSeverity(expr: Expr): boolean {
  const at = bare(expr);
  return (at.kind === 'NameExpr' ? at.name.text : at.kind === 'MemberExpr' ? at.member.text : '') === 'severity';
}

/** `severity >= "critical"` is true for critical, alert and emergency. */
function bySeverity(node: BinaryExpr, fn: Ordering, severity: Typed, level: Expr, place: Place): Typed | undefined {
  const literal = bare(level);
  const text = convertTo(severity, 'text');
  if (!text || literal.kind !== 'StringLiteral') {
    place.report.add(node, 'wrong-operands', [node.operator, text ? 'severity' : shownType(severity), 'a value that is not a severity']);
    return undefined;
  }
  const rank = (SEVERITIES as readonly string[]).indexOf(literal.value);
  if (rank < 0) place.report.unknownText(literal, 'unknown-severity', [literal.value], literal.value, SEVERITIES);
  const below = SEVERITIES.slice(0, fn === 'lt' || fn === 'ge' ? rank : rank + 1);
  const levels = fn === 'lt' || fn === 'le' ? below : SEVERITIES.slice(below.length);
  return { ...callOf('in', [text, constant(levels, { list: 'text' })], 'bool', false), shows: shownBy(severity) };
}

/** `== none` tests whether a value is missing, so that it needs no warning that the value may be. */
function askMissing(fn: 'eq' | 'ne', left: Typed, right: Typed): Typed {
  const { absent: _, ...asked } = callOf(fn, [left, right], 'bool', false);
  return { ...asked, [fn === 'ne' ? 'shows' : 'showsElse']: shownBy(left, right) };
}

/** `not in` and similar: false if an operand is missing, like any comparison. */
function negatedIf(node: BinaryExpr, test: Typed, ...operands: Typed[]): Typed {
  if (!node.negated) return test;
  const asked = operands
    .filter(({ optional, absent }) => optional || absent)
    .map((operand) => callOf('ne', [operand, NONE], 'bool', false));
  const whole = [...asked, callOf('not', [test], 'bool', false)].reduce((all, one) => callOf('and', [all, one], 'bool', false));
  return { ...whole, ...given({ shows: test.shows }) };
}

function shownBy(...operands: Typed[]): string[] {
  return operands.flatMap(({ absent = [], lacking }) => (lacking === undefined ? absent : [...absent, lacking]));
}

function isOrdered(type: Type): boolean {
  return !isList(type) && type !== 'bool' && type !== 'network';
}

function membership(node: BinaryExpr, left: Typed, right: Typed, place: Place): Typed | undefined {
  const networks = right.type === 'network' || (isList(right.type) && right.type.list === 'network');
  if (networks) {
    const address = convertTo(left, 'ip');
    if (!address) return mismatch(node, left, right, place);
    return negatedIf(node, callOf('inNetwork', [address, right], 'bool', false), address);
  }
  if (right.type === 'json') return negatedIf(node, callOf('in', [left, right], 'bool', false), left, right);
  if (!isList(right.type)) return mismatch(node, left, right, place);
  const list = bare(node.right);
  if (list.kind === 'ListExpr') checkWords(left.words, list.items, place);
  const { list: element } = right.type;
  const item = left.type === 'json' ? convertTo(left, besideJson(element)) : left;
  const items = left.type === 'json' ? right : convertTo(right, { list: left.type });
  if (!item || !items) return mismatch(node, left, right, place);
  const test = { ...callOf('in', [item, items], 'bool', false), shows: shownBy(left) };
  return { ...negatedIf(node, test, item, items), ...memberRequires(node, item, items, place) };
}

function contains(node: BinaryExpr, left: Typed, right: Typed, place: Place): Typed | undefined {
  // Whether a value of JSON is a text or a list is known at run time only; a text contains nothing but text.
  const element = isList(left.type) ? left.type.list : left.type !== 'json' ? undefined : right.type === 'json' ? 'text' : right.type;
  if (element === undefined) return textTest(node, left, right, place);
  const part = convertTo(right, right.type === 'json' ? besideJson(element) : element);
  if (!part) return mismatch(node, left, right, place);
  return negatedIf(node, { ...callOf('contains', [left, part], 'bool', false), shows: shownBy(left, right) }, left, part);
}

function textTest(node: BinaryExpr, left: Typed, right: Typed, place: Place): Typed | undefined {
  const [text, part] = [convertTo(left, 'text'), convertTo(right, 'text')];
  if (!text || !part) return mismatch(node, left, right, place);
  const test = callOf(TEXT_TESTS[node.operator as keyof typeof TEXT_TESTS], [text, part], 'bool', false);
  return negatedIf(node, { ...test, shows: shownBy(left, right) }, text, part);
}

function matches(node: BinaryExpr, left: Typed, place: Place): Typed | undefined {
  const literal = bare(node.right);
  if (literal.kind !== 'RegexLiteral') return undefined;
  if (node.operator !== 'matches') {
    place.report.add(node, 'regex-operand', [node.operator]);
    return undefined;
  }
  const text = convertTo(left, 'text');
  if (!text) {
    place.report.add(node, 'wrong-operands', ['matches', shownType(left), 'regex']);
    return undefined;
  }
  const { regex, problems } = parseRegex(literal.pattern, literal.flags);
  if (reportPatternProblems(place, literal, problems)) return undefined;
  const expr: ExprPlan = { op: 'call', fn: 'matches', args: [text.expr], regex };
  return negatedIf(node, { expr, type: 'bool', optional: false, ...given({ absent: left.absent }), shows: shownBy(left) }, text);
}

function fallback(node: BinaryExpr, left: Typed, right: Typed, place: Place): Typed | undefined {
  if (right.none) return left;
  const pair = harmonise(left, right);
  if (!pair) return mismatch(node, left, right, place);
  const type = commonType(pair[0].type, pair[1].type) ?? pair[0].type;
  const { absent: _, ...whole } = callOf('default', pair, type, right.optional);
  return { ...whole, ...given({ absent: right.optional ? right.absent : undefined }) };
}

/** Result types by the kinds of the operands; `n` is a number. */
const RESULTS: Record<string, 'number' | 'float' | Type> = {
  'n+n': 'number', 'n-n': 'number', 'n*n': 'number', 'n/n': 'float', 'n%n': 'number',
  'text+text': 'text',
  'duration+duration': 'duration', 'duration-duration': 'duration', 'duration/duration': 'float', 'duration%duration': 'duration',
  'duration*n': 'duration', 'n*duration': 'duration', 'duration/n': 'duration',
  'time-time': 'duration', 'time+duration': 'time', 'duration+time': 'time', 'time-duration': 'time',
}; // biome-ignore format: one family a line

function arithmetic(node: BinaryExpr, left: Typed, right: Typed, place: Place): Typed | undefined {
  const pair = readJson(node.operator, left, right);
  const [a, b] = pair;
  const result = RESULTS[kindOf(a.type) + node.operator + kindOf(b.type)];
  if (result === undefined || left.none || right.none) return mismatch(node, left, right, place);
  if (node.operator === '%' && result === 'number' && !(a.type === 'int' && b.type === 'int')) return mismatch(node, left, right, place);
  const type = result === 'number' ? (a.type === 'int' && b.type === 'int' ? 'int' : 'float') : result;
  const fn = ARITHMETIC[node.operator as keyof typeof ARITHMETIC];
  const divides = fn === 'div' || fn === 'mod';
  if (divides && constantValue(b) === 0) place.report.add(node, 'division-by-zero', []);
  const whole = callOf(fn, pair, type, a.optional || b.optional || (divides && constantValue(b) === undefined));
  // Times and durations are integers in microseconds.
  return type === 'duration' && (a.type === 'float' || b.type === 'float' || fn === 'div') ? callOf('round', [whole], 'duration') : whole;
}

/** A `json` operand takes the type that fits the other: float for a number; text for a text in a sum. */
function readJson(operator: string, left: Typed, right: Typed): [Typed, Typed] {
  const read = (value: Typed, other: Typed): Typed => {
    if (value.type !== 'json' || value.none) return value;
    const wanted = other.type === 'json' || isNumber(other.type) || operator === '*' ? (operator === '%' ? 'int' : 'float') : other.type;
    return convertTo(value, wanted) ?? value;
  };
  return [read(left, right), read(right, left)];
}

/** `- x` */
export function lowerMinus(operand: Typed, at: Expr, place: Place): Typed | undefined {
  const number = operand.type === 'json' ? convertTo(operand, 'float') : operand;
  const value = constantValue(operand);
  if (!number || operand.none || !(isNumber(number.type) || number.type === 'duration')) {
    place.report.add(at, 'wrong-operand', ['-', shownType(operand)]);
    return undefined;
  }
  if (typeof value === 'number') return { ...operand, expr: { op: 'const', value: value === 0 ? 0 : -value } };
  return callOf('neg', [number], number.type);
}
