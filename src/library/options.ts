/** Options of a run of rules. */

import { FUNCTIONS, isZone } from '../dsl/builtins.ts';
import { forEachPart } from '../dsl/lower/parts.ts';
import type { ExprPlan, Plan, Type } from '../dsl/plan.ts';
import { typeName } from '../dsl/types.ts';
import { dateOf, isYear } from '../runtime/decode/stamps/calendar.ts';
import { LINE_BOUNDS, READ_LIMITS } from '../runtime/inputs/limits.ts';
import type { Value } from '../runtime/record.ts';
import { convertValue } from '../runtime/values/convert.ts';
import { sameValue } from '../runtime/values/equality.ts';
import type { ReportedOutcome } from './reported-outcome.ts';

/** Options of any run. */
export interface RunOptions {
  /** Called for each outcome as it arises, except those suppressed by `report`. */
  onOutcome: (outcome: ReportedOutcome) => void;
  /** Values for `param`s by name; durations and times are microseconds, addresses in canonical form. Absent ones have their defaults. */
  params?: ReadonlyMap<string, Value>;
  /** How far records may be out of order, microseconds; 0 by default. */
  lateness?: number;
  /** What happens to a record that is later than that; `deliver` by default. */
  late?: 'deliver' | 'drop';
  /** The maximum number of records listed in an outcome, or Infinity; 100 by default. */
  recordLimit?: number;
  /** The IANA zone of stamps without one; `UTC` by default. */
  zone?: string;
  /** The year of the first stamp without one; guessed by default. */
  year?: number;
  /** In place of `year`, the date of the first stamp without one: `2024-05-01`. */
  date?: string;
  /** The longest line in whole bytes, from 480 to 16 MiB; a longer one is cut. 64 KiB by default. */
  maxLine?: number;
}

/**
 * @throws RangeError for an unknown zone or date, a param that the plan does not have, or an impossible value of an option
 * or param; TypeError for what is no function or no Map
 */
export function checkOptions(
  plan: Plan,
  {
    onOutcome,
    params = new Map(),
    zone = 'UTC',
    year,
    date,
    maxLine = READ_LIMITS.maxLine,
    lateness = 0,
    late = 'deliver',
    recordLimit = 0,
  }: RunOptions,
): void {
  checkFunction('onOutcome', onOutcome);
  if (!(params instanceof Map)) throw new TypeError('params must be a Map from names to values.');
  if (!isZone(zone)) throw new RangeError(`There is no time zone '${zone}'.`);
  if (year !== undefined && !isYear(year)) throw new RangeError(`${year} is not a year, as 2024 is.`);
  if (date !== undefined && !dateOf(date)) throw new RangeError(`'${date}' is not a date, as in 2024-05-01.`);
  if (year !== undefined && date !== undefined) throw new RangeError('year and date cannot be used together.');
  for (const [name, value] of params) checkParam(name, value, plan);
  if (!isCount(lateness)) throw new RangeError('lateness must be a whole number of microseconds.');
  if (!['deliver', 'drop'].includes(late)) throw new RangeError("late must be 'deliver' or 'drop'.");
  if (!isCount(recordLimit) && recordLimit !== Number.POSITIVE_INFINITY)
    throw new RangeError('recordLimit must be a whole number of records, or Infinity.');
  const { least, greatest, text } = LINE_BOUNDS;
  if (!(isCount(maxLine) && maxLine >= least && maxLine <= greatest)) throw new RangeError(`maxLine must be ${text}, in bytes.`);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** @throws TypeError for what cannot be called: a program in JavaScript would learn of it only when there is something to tell. */
export function checkFunction(name: string, value: unknown): void {
  if (typeof value !== 'function') throw new TypeError(`${name} must be a function.`);
}

function checkParam(name: string, value: Value, plan: Plan): void {
  const param = plan.params.find((one) => one.name === name);
  if (!param) throw new RangeError(`There is no param '${name}'.`);
  const { type } = param;
  const fits = sameValue(convertValue(value, storedAs(type)), value) && !(type === 'duration' && (value as number) < 0);
  if (!fits) throw new RangeError(`The value of the param '${name}' is not ${typeName(type)}.`);
  const misuse = misuseOf(name, value, plan);
  if (misuse) throw new RangeError(misuse.message);
}

/** Why a param cannot have a value of its type where the plan uses it; what to give instead, and an example of it. */
export function misuseOf(name: string, value: Value, plan: Plan): { message: string; instead: string; example: string } | undefined {
  if (value === 0 && spanParams(plan).has(name))
    return { message: `'${name}' is the length of something, and cannot be 0.`, instead: 'a longer duration', example: '1s' };
  if (typeof value !== 'string' || isZone(value) || !zoneParams(plan).has(name)) return undefined;
  const message = `'${name}' is a time zone, and there is no time zone '${value}'.`;
  return { message, instead: 'a name from the IANA time zone database', example: 'Europe/Paris' };
}

/** Times and durations are whole numbers of microseconds. */
function storedAs(type: Type): Type {
  if (typeof type === 'object') return { list: storedAs(type.list) };
  return type === 'time' || type === 'duration' ? 'int' : type;
}

/** The params used as windows, periods or look-backs, for which the compiler does not allow zero either. */
function spanParams({ rules }: Plan): Set<string> {
  const all = rules.flatMap((rule) => [
    ...rule.lookbacks.map(({ over }) => over),
    ...rule.keys.map(({ learn }) => learn),
    rule.reporting.report?.oncePer,
    ...(rule.kind === 'window' ? [rule.over?.duration, rule.over?.max] : []),
    ...(rule.kind === 'schedule' ? [rule.every] : []),
  ]);
  return new Set(all.flatMap((span) => (typeof span === 'object' ? [span.param] : [])));
}

/** The params used as time zones. */
function zoneParams(plan: Plan): Set<string> {
  const zones = new Set<string>();
  forEachPart(plan, (node) => {
    const { op, fn, args } = node as Partial<Extract<ExprPlan, { op: 'call' }>>;
    const zone = op === 'call' && fn && FUNCTIONS.get(fn)?.zoned ? args?.[1] : undefined;
    if (zone?.op === 'param') zones.add(zone.name);
  });
  return zones;
}

/** @throws RangeError for what is no time in whole microseconds since 1970, such as a `Date`. */
export function checkTime(time: number): void {
  if (!Number.isSafeInteger(time)) throw new RangeError('A time is a whole number of microseconds since 1970.');
}

/** @throws RangeError for what cannot happen to transactions that are open at the end. */
export function checkAtEnd(atEnd: string): void {
  if (!['open', 'expire'].includes(atEnd)) throw new RangeError("atEnd must be 'open' or 'expire'.");
}

/** The error for a name that is neither a format of the program nor built in. */
export function noFormat(name: string): RangeError {
  return new RangeError(`There is no format '${name}'.`);
}
