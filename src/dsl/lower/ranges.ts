/** The values for which comparisons with constants can hold, so that a condition that never or always holds is told. */

import { given } from '../../given.ts';
import type { Span } from '../ast.ts';
import type { BinaryExpr } from '../ast-expressions.ts';
import type { ConstantValue, ExprPlan, FunctionName, Type } from '../plan.ts';
import { constantValue, type Place, type Typed, writtenAt } from './typed.ts';

/** Values of one expression: some texts, or the numbers from `least` to `greatest`, without the ends that are `open`. */
type Range = readonly string[] | { least: number; greatest: number; openLeast: boolean; openGreatest: boolean };

/** What a condition requires of an expression, and where it says so. */
interface Requirement {
  range: Range;
  written: string;
}

/** The requirements of a condition that must all be met for it to hold, by the expression. */
export type Requirements = Map<string, Requirement>;
/** What must be so for a condition to be true, and to be false. */
export type Needs = Pick<Typed, 'holds' | 'fails'>;

export type Comparison = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge';
/** What `not` before each comparison means. */
export const NEGATED = { eq: 'ne', ne: 'eq', lt: 'ge', le: 'gt', gt: 'le', ge: 'lt' } as const satisfies Record<Comparison, Comparison>;
/** Each comparison with its sides exchanged. */
export const MIRRORED = { eq: 'eq', ne: 'ne', lt: 'gt', le: 'ge', gt: 'lt', ge: 'le' } as const satisfies Record<Comparison, Comparison>;

const ALL = { least: -Infinity, greatest: Infinity, openLeast: false, openGreatest: false };
/** What functions of times give. */
const RESULTS: Partial<Record<FunctionName, { range: Range; help: string }>> = {
  hour: { range: { ...ALL, least: 0, greatest: 23 }, help: 'hour gives 0 to 23.' },
  minute: { range: { ...ALL, least: 0, greatest: 59 }, help: 'minute gives 0 to 59.' },
  weekday: { range: { ...ALL, least: 1, greatest: 7 }, help: 'weekday gives 1, Monday, to 7, Sunday.' },
};

/** What a comparison with a constant requires to hold, and to fail. One that can do only one of the two is reported. */
export function requirementsOf(node: BinaryExpr, fn: Comparison, left: Typed, right: Typed, place: Place): Needs {
  const [known, other] = [constantValue(left), constantValue(right)];
  if (known !== undefined && other !== undefined && holdsOf(fn, known, other) === false) reportNever(node, place);
  if ((known === undefined) === (other === undefined)) return {};
  const [value, constant, way] = known === undefined ? [left, other, fn] : [right, known, MIRRORED[fn]];
  const [holds, fails] = [rangeOf(way, constant, value.type), rangeOf(NEGATED[way], constant, value.type)];
  const written = writtenAt(place.source, node);
  const result = value.expr.op === 'call' ? RESULTS[value.expr.fn] : undefined;
  const isExcluded = (range: Range | undefined) => result && range !== undefined && meet(range, result.range) === undefined;
  if (result && isExcluded(holds)) place.report.add(node, 'never-true', [written], { help: result.help });
  if (result && isExcluded(fails)) place.report.add(node, 'always-true', [written], { help: result.help });
  return given({ holds: required(value.expr, holds, written), fails: required(value.expr, fails, written) });
}

/** Reports a condition that holds for no record at all. That one always holds, as `1 == 1`, is mostly meant so. */
function reportNever(node: BinaryExpr, { source, report }: Place): void {
  report.add(node, 'never-true', [writtenAt(source, node)]);
}

/** Whether a comparison of two texts or numbers holds; undefined for the order of texts, and for other values. */
function holdsOf(fn: Comparison, a: ConstantValue, b: ConstantValue): boolean | undefined {
  if (typeof a !== typeof b || (typeof a !== 'string' && typeof a !== 'number')) return undefined;
  if (fn === 'eq' || fn === 'ne') return (a === b) === (fn === 'eq');
  const range = rangeOf(fn, b);
  return typeof a === 'number' && range ? meet({ ...ALL, least: a, greatest: a }, range) !== undefined : undefined;
}

/** What `in` with a list of constants requires to hold, and `not in` to fail. Nothing is in a list without elements. */
export function memberRequires(node: BinaryExpr, value: Typed, list: Typed, place: Place): Needs {
  const constants = constantValue(list);
  if (Array.isArray(constants) && constants.length === 0 && !node.negated) reportNever(node, place);
  const range = Array.isArray(constants) ? rangeOfAll(constants) : undefined;
  return given({ [node.negated ? 'fails' : 'holds']: required(value.expr, range, writtenAt(place.source, node)) });
}

/** What a field of a pattern requires that has a constant. */
export function constantRequires(name: string, constant: ConstantValue, at: Span, { source }: Place): Needs {
  return given({ holds: required({ op: 'field', name }, rangeOf('eq', constant), writtenAt(source, at)) });
}

function required(expr: ExprPlan, range: Range | undefined, written: string): Requirements | undefined {
  // A number of JSON is the same as text; as a duration it is seconds, of which there are a million microseconds each.
  const isSame = expr.op === 'convert' && (expr.to === 'text' || expr.to === 'int' || expr.to === 'float');
  const of = JSON.stringify(isSame ? expr.value : expr);
  return range && new Map([[of, { range, written }]]);
}

function rangeOfAll(constants: readonly ConstantValue[]): Range | undefined {
  if (constants.every((one) => typeof one === 'string')) return constants;
  if (!constants.every((one) => typeof one === 'number')) return undefined;
  const bounds = { least: Infinity, greatest: -Infinity };
  for (const one of constants) Object.assign(bounds, { least: Math.min(bounds.least, one), greatest: Math.max(bounds.greatest, one) });
  return { ...ALL, ...bounds };
}

/** What `not` before a condition requires. */
export function notRequires({ holds, fails }: Needs): Needs {
  return given({ holds: denied(fails), fails: denied(holds) });
}

function denied(requirements: Requirements | undefined): Requirements | undefined {
  return requirements && new Map([...requirements].map(([of, { range, written }]) => [of, { range, written: `not ${written}` }]));
}

/** What both sides of an `and` require to hold, or of an `or` to fail; a contradiction between them is reported at the second. */
export function bothRequire(operator: 'and' | 'or', left: Needs, right: Needs, at: Span, { report }: Place): Needs {
  const [way, code] = operator === 'and' ? (['holds', 'never-true'] as const) : (['fails', 'always-true'] as const);
  const [one, other] = [left[way], right[way]];
  if (!one || !other) return given({ [way]: one ?? other });
  // The smaller is added to the larger, so that a long condition does not cost the square of its length.
  const [into, from] = one.size < other.size ? [other, one] : [one, other];
  for (const [of, requirement] of from) {
    const before = into.get(of);
    const range = before ? meet(before.range, requirement.range) : requirement.range;
    if (before && range === undefined) {
      const [first, second] = into === one ? [before, requirement] : [requirement, before];
      report.add(at, code, [`${first.written} ${operator} ${second.written}`]);
      return {};
    }
    if (range !== undefined) into.set(of, { range, written: requirement.written });
  }
  return { [way]: into };
}

/** Undefined if the values are no range, or are not ordered as numbers are. */
function rangeOf(fn: Comparison, constant: ConstantValue | undefined, type?: Type): Range | undefined {
  if (typeof constant === 'string') return fn === 'eq' ? [constant] : undefined;
  if (typeof constant !== 'number') return undefined;
  const isWhole = type === 'int';
  if (fn === 'eq') return { ...ALL, least: constant, greatest: constant };
  if (fn === 'ge') return { ...ALL, least: constant };
  if (fn === 'le') return { ...ALL, greatest: constant };
  if (fn === 'gt') return isWhole ? { ...ALL, least: Math.floor(constant) + 1 } : { ...ALL, least: constant, openLeast: true };
  if (fn === 'lt') return isWhole ? { ...ALL, greatest: Math.ceil(constant) - 1 } : { ...ALL, greatest: constant, openGreatest: true };
  return undefined;
}

function isTexts(range: Range): range is readonly string[] {
  return Array.isArray(range);
}

function inBoth(a: readonly string[], b: readonly string[]): Range | undefined {
  const others = new Set(b);
  const both = a.filter((text) => others.has(text));
  return both.length > 0 ? both : undefined;
}

/** The values that may be in both, as a number may be converted to a text; undefined if there are none. */
function meet(a: Range, b: Range): Range | undefined {
  if (isTexts(a) || isTexts(b)) return isTexts(a) && isTexts(b) ? inBoth(a, b) : a;
  const [low, high] = [a.least > b.least ? a : b, a.greatest < b.greatest ? a : b];
  const { least } = low;
  const { greatest } = high;
  const openLeast = low.openLeast || (a.least === b.least && a.openLeast);
  const openGreatest = high.openGreatest || (a.greatest === b.greatest && a.openGreatest);
  if (least > greatest || (least === greatest && (openLeast || openGreatest))) return undefined;
  return { least, greatest, openLeast, openGreatest };
}
