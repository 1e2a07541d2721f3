/** Values as text for people, which depends on the type: times, durations and numbers are all numbers. */

import type { Type } from '../../dsl/plan.ts';
import type { Value } from '../record.ts';
import { writeDuration } from './duration.ts';
import { MILLI, SECOND } from './time-units.ts';

/** In seconds. */
const DAY = 86_400;

/** Durations as `1h30m`; times in ISO 8601, UTC, with as many decimals as needed; lists and maps as JSON; text unchanged. */
export function renderValue(value: Value, type: Type): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return renderNumber(value, type);
  return typeof value === 'boolean' ? String(value) : json(value, type);
}

/** The same within a sentence, where a list is its items with commas between them. */
export function renderInSentence(value: Value, type: Type): string {
  if (!Array.isArray(value)) return renderValue(value, type);
  return value.map((item) => renderValue(item, elementOf(type))).join(', ');
}

function renderNumber(value: number, type: Type): string {
  if (type === 'duration' && Number.isFinite(value)) return writeDuration(value);
  if (type === 'time' && Number.isSafeInteger(value)) return renderTime(value);
  return String(value);
}

/** `2024-03-01T08:00:00Z`, with three or six decimals if there are any. */
function renderTime(micros: number): string {
  const second = Math.floor(micros / SECOND);
  const rest = micros - second * SECOND;
  if (rest === 0) return `${secondText(second)}Z`;
  const fraction = rest % MILLI === 0 ? MILLI + rest / MILLI : SECOND + rest;
  return `${secondText(second)}.${String(fraction).slice(1)}Z`;
}

const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));

let lastDay = Number.NaN;
let lastDate = '';

/** Caches the date of the last time, as consecutive times are mostly of one day: `toISOString` takes 300 ns. */
function secondText(second: number): string {
  const day = Math.floor(second / DAY);
  if (day !== lastDay) {
    lastDay = day;
    lastDate = new Date(day * DAY * MILLI).toISOString().slice(0, -'00:00:00.000Z'.length);
  }
  const rest = second - day * DAY;
  const minute = Math.floor(rest / 60);
  return `${lastDate}${TWO_DIGITS[Math.floor(minute / 60)]}:${TWO_DIGITS[minute % 60]}:${TWO_DIGITS[rest % 60]}`;
}

function json(value: Value, type: Type): string {
  if (Array.isArray(value)) return `[${value.map((item) => json(item, elementOf(type))).join()}]`;
  if (typeof value === 'object') return `{${Array.from(value, ([name, item]) => `${JSON.stringify(name)}:${json(item, 'json')}`).join()}}`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (type === 'time' || type === 'duration') return JSON.stringify(renderValue(value, type));
  return typeof value === 'number' && !Number.isFinite(value) ? 'null' : String(value);
}

export function elementOf(type: Type): Type {
  return typeof type === 'object' ? type.list : 'json';
}
