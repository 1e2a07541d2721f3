/** Builds JSON text piece by piece: an object keyed by data would lose fields such as `__proto__`, and sort numeric names first. */

import type { Type } from '../../dsl/plan.ts';
import type { Value } from '../record.ts';
import { elementOf, renderValue } from '../values/render.ts';
import { SECOND } from '../values/time-units.ts';
import { jsonString } from './escape.ts';

/** An object; members whose text is undefined are left out. */
export function jsonObject(members: Iterable<readonly [name: string, text: string | undefined]>): string {
  const texts: string[] = [];
  for (const [name, text] of members) if (text !== undefined) texts.push(`${jsonString(name)}:${text}`);
  return `{${texts.join(',')}}`;
}

/** Undefined if the text is missing. */
export function jsonOptional(text: string | undefined): string | undefined {
  return text === undefined ? undefined : jsonString(text);
}

export function jsonList<T>(items: readonly T[], text: (item: T, index: number) => string): string {
  let list = '';
  for (let i = 0; i < items.length; i++) list += i === 0 ? text(items[i] as T, i) : `,${text(items[i] as T, i)}`;
  return `[${list}]`;
}

/** Times are ISO 8601 in UTC, durations in seconds; numbers that JSON cannot represent are `null`. */
export function jsonValue(value: Value, type: Type = 'json'): string {
  switch (typeof value) {
    case 'string':
      return jsonString(value);
    case 'boolean':
      return String(value);
    case 'number':
      return jsonNumber(value, type);
    default:
      return Array.isArray(value) ? jsonList(value, (item) => jsonValue(item, elementOf(type))) : jsonMap(value);
  }
}

function jsonNumber(value: number, type: Type): string {
  if (!Number.isFinite(value)) return 'null';
  if (type === 'time') return jsonTime(value);
  return type === 'duration' ? seconds(value) : String(value);
}

function jsonMap(map: ReadonlyMap<string, Value>): string {
  return jsonObject(Array.from(map, ([name, value]) => [name, jsonValue(value)] as const));
}

/** Microseconds since 1970 as an ISO 8601 string; `null` if not finite. */
export function jsonTime(micros: number): string {
  return Number.isFinite(micros) ? `"${renderValue(micros, 'time')}"` : 'null';
}

/** Below this, doubles distinguish all decimals of six digits, and print them exactly: 31 years in microseconds. */
const EXACT = 1e15;

/** Microseconds as an exact decimal number of seconds. */
export function seconds(micros: number): string {
  const whole = Math.round(micros);
  return Math.abs(whole) < EXACT ? String(whole / SECOND) : longSeconds(whole);
}

function longSeconds(micros: number): string {
  const size = Math.abs(micros);
  const rest = size % SECOND;
  const fraction = rest === 0 ? '' : `.${String(rest).padStart(6, '0').replace(/0+$/, '')}`;
  return `${micros < 0 ? '-' : ''}${Math.trunc(size / SECOND)}${fraction}`;
}
