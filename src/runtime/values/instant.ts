/** Instants from text and numbers whose form is known only at run time. */

import { daysInMonth, daysSinceEpoch } from '../../calendar.ts';
import { DAY, HOUR, MINUTE, SECOND } from './time-units.ts';

const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;
/** Nanoseconds, which no double holds exactly: the microseconds are read alone. */
const NANOSECONDS = /^([+-]?\d{14,16})\d{3}(?:\.\d+)?$/;
const STAMP = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?)? ?(?:Z|([+-])(\d\d)(?::?(\d\d))?)?$/i;

/** Microseconds since 1970 of an ISO 8601 stamp, in UTC unless it has a zone, or of a number; undefined if the text is neither. */
export function parseInstant(text: string): number | undefined {
  const [, micros] = NANOSECONDS.exec(text) ?? [];
  if (micros !== undefined) return safe(Number(micros));
  if (NUMBER.test(text)) return instantOf(Number(text));
  const found = STAMP.exec(text);
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map((part) => Number(part ?? 0));
  const [hours, minutes] = [Number(found[9] ?? 0), Number(found[10] ?? 0)];
  // `2024-03-01-08` is rather an hour of that day than the day in a zone.
  const isHour = found[4] === undefined && found[9] !== undefined && found[10] === undefined;
  const isDay = day >= 1 && day <= daysInMonth(year, month);
  const possible = isDay && !isHour && hour < 24 && minute < 60 && second <= 60 && hours < 24 && minutes < 60;
  if (!possible) return undefined;
  const offset = (hours * 60 + minutes) * MINUTE * (found[8] === '-' ? -1 : 1);
  const time = daysSinceEpoch(year, month, day) * DAY + hour * HOUR + minute * MINUTE + second * SECOND - offset;
  // A leap second is the first second of the next day, as in the stamps of records.
  if (second === 60 && time % DAY !== 0) return undefined;
  return safe(time + Number((found[7] ?? '').padEnd(6, '0').slice(0, 6)));
}

/**
 * Microseconds of a number since 1970: seconds up to ten digits, milliseconds up to thirteen, microseconds up to sixteen,
 * nanoseconds beyond.
 */
export function instantOf(number: number): number | undefined {
  const size = Math.abs(number);
  const scale = size < 1e10 ? SECOND : size < 1e13 ? 1_000 : size < 1e16 ? 1 : 0.001;
  return safe(Math.round(number * scale));
}

function safe(micros: number): number | undefined {
  return Number.isSafeInteger(micros) ? micros + 0 : undefined;
}
