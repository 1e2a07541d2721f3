/** Stamps with the name of a month: by it the day is told from the month, wherever the year stands. */

import { AT, BLANK, COLON, COMMA, DASH, isDigit, POINT, SLASH } from '../values/ascii.ts';
import {
  digits,
  endOfCapitals,
  monthAt,
  putDate,
  readClock,
  readFraction,
  readHourMinute,
  readMonth,
  readOffset,
  readPartedZone,
  readTime,
  type Stamp,
} from './stamp.ts';

/**
 * The stamp of the Common Log Format, `10/Oct/2000:13:55:36 -0700`, and variants with blanks or dashes, or two colons as in
 * Erlang; the day may have one digit, or a point behind it, and behind dashes the year may have two.
 */
export function readClf(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  const month = endOfDay(bytes, at) + 1;
  const parting = bytes[month - 1];
  if (month + 14 > end || (parting !== SLASH && parting !== DASH && parting !== BLANK)) return false;
  const year = month + readMonth(bytes, month, end, stamp) + 1;
  if (year === month + 1 || bytes[year - 1] !== parting) return false;
  const yearDigits = parting === DASH && bytes[year + 2] === BLANK ? 2 : 4;
  const after = year + yearDigits;
  if (bytes[after] !== COLON && bytes[after] !== BLANK) return false;
  const clock = bytes[after + 1] === COLON ? after + 2 : after + 1;
  const century = yearDigits === 2 ? 2000 : 0;
  if (!putDate(stamp, century + digits(bytes, year, yearDigits), stamp.month, dayAt(bytes, at))) return false;
  if (!readClock(bytes, clock, end, stamp)) return false;
  readFraction(bytes, end, stamp);
  readOffset(bytes, stamp.next, end, stamp);
  return true;
}

/** `2023-Feb-20 15:12:47.123` of Boost. */
export function readYearMonth(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  const sign = bytes[at + 4];
  const day = at + 6 + readMonth(bytes, at + 5, end, stamp);
  if (day === at + 6 || (sign !== DASH && sign !== SLASH) || bytes[day - 1] !== sign || bytes[day + 2] !== BLANK) return false;
  return putDate(stamp, digits(bytes, at, 4), stamp.month, digits(bytes, day, 2)) && readTime(bytes, day + 3, end, stamp);
}

/** The year that `ctime` and Apache's error log write last: ` 2000`, ` CEST 2000`, or ` +0200 2000` as in Ruby. */
export function readYearAfter(bytes: Uint8Array, end: number, stamp: Stamp): void {
  if (!Number.isNaN(stamp.year)) return;
  readPartedZone(bytes, end, stamp);
  if (bytes[stamp.next] !== BLANK) return;
  let at = Number.isNaN(stamp.offset) ? endOfCapitals(bytes, stamp.next + 1, end) : stamp.next + 1;
  if (at > stamp.next + 1) at++;
  if (at + 4 > end || bytes[at - 1] !== BLANK || (at + 4 < end && isDigit(bytes[at + 4]))) return;
  const year = digits(bytes, at, 4);
  if (Number.isNaN(year)) return;
  stamp.year = year;
  stamp.next = at + 4;
}

/**
 * `20 Feb 15:12:47` of ntpd and Redis, the day padded or not; `20. Feb 15:12:47 CET 2023` of `date` in German; `20-Feb 15:12` of
 * Bacula.
 */
export function readDayMonth(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  const month = endOfDay(bytes, at) + 1;
  const parting = bytes[month - 1];
  if ((parting !== BLANK && parting !== DASH) || month + 9 > end) return false;
  const clock = month + readMonth(bytes, month, end, stamp) + 1;
  if (clock === month + 1 || bytes[clock - 1] !== BLANK) return false;
  putDate(stamp, Number.NaN, stamp.month, dayAt(bytes, at));
  if (!readClock(bytes, clock, end, stamp)) {
    return parting === DASH && readHourMinute(bytes, clock, end, stamp) && stamp.next < end && bytes[stamp.next] === BLANK;
  }
  readFraction(bytes, end, stamp);
  if (bytes[month - 2] === POINT) readYearAfter(bytes, end, stamp);
  return true;
}

/** `Feb 20, 2023 3:12:47 PM` of `java.util.logging`, with another comma in newer locales, or ` @` in Kibana. */
export function readLongDate(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  const day = at + readMonth(bytes, at, end, stamp) + 1;
  if (day === at + 1 || bytes[day - 1] !== BLANK) return false;
  const comma = isDigit(bytes[day + 1]) ? day + 2 : day + 1;
  if (comma + 7 > end || bytes[comma] !== COMMA || bytes[comma + 1] !== BLANK) return false;
  if (!putDate(stamp, digits(bytes, comma + 2, 4), stamp.month, digits(bytes, day, comma - day))) return false;
  let parting = comma + 6;
  if (bytes[parting] === COMMA) parting++;
  else if (bytes[parting] === BLANK && bytes[parting + 1] === AT) parting += 2;
  return bytes[parting] === BLANK && readTime(bytes, parting + 1, end, stamp);
}

/** `feb/20/2023 15:12:47` of RouterOS, or with dashes, or a year of two digits. */
export function readMonthFirst(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  const sign = bytes[at + 3];
  if ((sign !== SLASH && sign !== DASH) || bytes[at + 6] !== sign) return false;
  const yearDigits = bytes[at + 9] === BLANK ? 2 : 4;
  const parting = at + 7 + yearDigits;
  const year = digits(bytes, at + 7, yearDigits) + (yearDigits === 2 ? 2000 : 0);
  if (bytes[parting] !== BLANK || !putDate(stamp, year, monthAt(bytes, at), digits(bytes, at + 4, 2)) || stamp.month === 0) return false;
  return readTime(bytes, parting + 1, end, stamp);
}

/** `20Feb2023 15:12:47` of Check Point and Forge. */
export function readGlued(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  if (at + 18 > end || bytes[at + 9] !== BLANK || isDigit(bytes[at + 2])) return false;
  if (!putDate(stamp, digits(bytes, at + 5, 4), monthAt(bytes, at + 2), digits(bytes, at, 2)) || stamp.month === 0) return false;
  return readTime(bytes, at + 10, end, stamp);
}

/** The offset after a day of one digit or two, and a point that is followed by a blank. */
function endOfDay(bytes: Uint8Array, at: number): number {
  const next = isDigit(bytes[at + 1]) ? at + 2 : at + 1;
  return bytes[next] === POINT && bytes[next + 1] === BLANK ? next + 1 : next;
}

function dayAt(bytes: Uint8Array, at: number): number {
  return digits(bytes, at, isDigit(bytes[at + 1]) ? 2 : 1);
}
