/** Values as text for people; which text depends on the type, as times, durations and numbers are all numbers. */

import type { Type } from '../../dsl/plan.ts';
import type { Value } from '../record.ts';
import { writeDuration } from './duration.ts';

const SECOND = 1_000_000;
const MILLI = 1_000;

/** Durations as `1h30m`; times ISO 8601 in UTC, as exact as they are; lists and maps as JSON; text as it is. */
export function renderValue(value: Value, type: Type): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return renderNumber(value, type);
  return typeof value === 'boolean' ? String(value) : json(value, type);
}

function renderNumber(value: number, type: Type): string {
  if (type === 'duration' && Number.isFinite(value)) return writeDuration(value);
  if (type === 'time' && Number.isSafeInteger(value)) return renderTime(value);
  return String(value);
}

/** `2024-03-01T08:00:00Z`, with three or six decimals where there are any. */
function renderTime(micros: number): string {
  const whole = new Date(Math.floor(micros / MILLI)).toISOString();
  const rest = micros - Math.floor(micros / SECOND) * SECOND;
  if (rest === 0) return `${whole.slice(0, -5)}Z`;
  return rest % MILLI === 0 ? whole : `${whole.slice(0, -1)}${String(rest % MILLI).padStart(3, '0')}Z`;
}

function json(value: Value, type: Type): string {
  if (Array.isArray(value)) return `[${value.map((item) => json(item, elementOf(type))).join()}]`;
  if (typeof value === 'object') return `{${Array.from(value, ([name, item]) => `${JSON.stringify(name)}:${json(item, 'json')}`).join()}}`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (type === 'time' || type === 'duration') return JSON.stringify(renderValue(value, type));
  return typeof value === 'number' && !Number.isFinite(value) ? 'null' : String(value);
}

function elementOf(type: Type): Type {
  return typeof type === 'object' ? type.list : 'json';
}
