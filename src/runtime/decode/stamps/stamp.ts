/** Time stamps as written, read from bytes: those of syslog, and their parts. The clock gives them meaning: see `clock.ts`. */

import { daysInMonth } from '../../../calendar.ts';
import {
  BLANK,
  CAPITAL_A,
  CAPITAL_M,
  CAPITAL_P,
  CAPITAL_Z,
  CLOSE_BRACKET,
  CLOSE_PARENTHESIS,
  COLON,
  COMMA,
  DASH,
  isCapital,
  isDigit,
  OPEN_BRACKET,
  OPEN_PARENTHESIS,
  PERCENT,
  PLUS,
  POINT,
  ZERO,
} from '../../values/ascii.ts';
import { HOUR, MINUTE, SECOND } from '../../values/time-units.ts';
import { endOfWord, find, isOfWord } from '../text.ts';
import { monthAt, monthNamed } from './month-names.ts';
import { zoneAt } from './zone-names.ts';

/**
 * A date and time as written. A decoder reuses one object for all its stamps; the readers below fill it and return
 * whether the bytes have the *shape* of their stamp, which may still be impossible (`Feb 30`).
 */
export class Stamp {
  /** NaN if the stamp has none. */
  year = Number.NaN;
  month = 0;
  /** NaN if the stamp is a time of day. */
  day = 0;
  hour = 0;
  minute = 0;
  second = 0;
  /** The fraction of the second, in microseconds; further digits are truncated. */
  micros = 0;
  /** East of Greenwich, in microseconds; NaN if the stamp has no zone. */
  offset = Number.NaN;
  /** The offset of the first byte after the stamp. */
  next = 0;

  /** Microseconds since the stamp's midnight. */
  get sinceMidnight(): number {
    return this.hour * HOUR + this.minute * MINUTE + this.second * SECOND + this.micros;
  }

  /** Whether it is more than a time of day. */
  get hasDate(): boolean {
    return !Number.isNaN(this.day);
  }

  /** Whether such a date and time exist in its year, or in any if it has none; second 60 is left to the clock. */
  isPossible(): boolean {
    if (this.hour > 23 || this.minute > 59 || this.second > 60) return false;
    if (!this.hasDate) return true;
    if (this.month < 1 || this.month > 12 || this.day < 1) return false;
    return this.day <= daysInMonth(Number.isNaN(this.year) ? 2000 : this.year, this.month);
  }
}

/** The value of `count` digits; NaN if one of them is no digit. */
export function digits(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i++) {
    const digit = bytes[i]! - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/**
 * Reads the name of a month, in full or abbreviated, in one of several languages; a number must follow it. Returns its length
 * in bytes, 0 if there is none.
 */
export function readMonth(bytes: Uint8Array, at: number, end: number, stamp: Stamp): number {
  const after = at + 3;
  stamp.month = monthAt(bytes, at);
  if (stamp.month > 0 && after < end && bytes[after] !== POINT && !isOfWord(bytes[after]!)) return 3;
  const { month, length } = monthNamed(bytes, at, end);
  stamp.month = month;
  return length;
}

/** Reads `hh:mm:ss` at exactly this offset. */
export function readClock(bytes: Uint8Array, at: number, end: number, stamp: Stamp, hourDigits = 2): boolean {
  const next = at + hourDigits + 6;
  if (next > end || bytes[next - 6] !== COLON || bytes[next - 3] !== COLON) return false;
  stamp.hour = digits(bytes, at, hourDigits);
  stamp.minute = digits(bytes, next - 5, 2);
  stamp.second = digits(bytes, next - 2, 2);
  stamp.micros = 0;
  stamp.next = next;
  return !Number.isNaN(stamp.hour + stamp.minute + stamp.second) && !(next < end && isDigit(bytes[next]));
}

/** Reads `.123` or `,123` after the seconds, if present. */
export function readFraction(bytes: Uint8Array, end: number, stamp: Stamp): void {
  let at = stamp.next;
  if (at + 1 >= end || (bytes[at] !== POINT && bytes[at] !== COMMA) || !isDigit(bytes[at + 1])) return;
  let scale = 100_000;
  for (at++; at < end && isDigit(bytes[at]); at++) {
    stamp.micros += (bytes[at]! - ZERO) * scale;
    scale = Math.floor(scale / 10);
  }
  stamp.next = at;
}

/** Reads `Z`, `+hh:mm`, `+hhmm` or `+hh`, if present. */
export function readOffset(bytes: Uint8Array, at: number, end: number, stamp: Stamp, hourDigits = 2): void {
  const sign = at < end ? bytes[at] : 0;
  if (sign === CAPITAL_Z || sign === 0x7a) {
    stamp.offset = 0;
    stamp.next = at + 1;
    return;
  }
  const hoursEnd = at + 1 + hourDigits;
  if ((sign !== PLUS && sign !== DASH) || hoursEnd > end) return;
  const hours = digits(bytes, at + 1, hourDigits);
  const minutesAt = hoursEnd < end && bytes[hoursEnd] === COLON ? hoursEnd + 1 : hoursEnd;
  const hasMinutes = minutesAt + 2 <= end && isDigit(bytes[minutesAt]) && isDigit(bytes[minutesAt + 1]);
  const minutes = hasMinutes ? digits(bytes, minutesAt, 2) : 0;
  if (Number.isNaN(hours) || hours > 23 || minutes > 59) return;
  stamp.offset = (hours * HOUR + minutes * MINUTE) * (sign === DASH ? -1 : 1);
  stamp.next = hasMinutes ? minutesAt + 2 : hoursEnd;
}

/**
 * ISO 8601 as profiled by RFC 3339: `2023-02-20T15:12:47.757250-05:00`. Also with a blank instead of `T`, a comma before
 * the fraction, no colon in the zone, or no zone.
 */
export function readIso(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  if (at + 19 > end || bytes[at + 4] !== DASH || bytes[at + 7] !== DASH) return false;
  const separator = bytes[at + 10]!;
  if ((separator | 0x20) !== 0x74 && separator !== BLANK) return false;
  if (!readClock(bytes, at + 11, end, stamp)) return false;
  stamp.year = digits(bytes, at, 4);
  stamp.month = digits(bytes, at + 5, 2);
  stamp.day = digits(bytes, at + 8, 2);
  stamp.offset = Number.NaN;
  if (Number.isNaN(stamp.year + stamp.month + stamp.day)) return false;
  readFraction(bytes, end, stamp);
  readOffset(bytes, stamp.next, end, stamp);
  return true;
}

/** Reads a zone after a blank: ` +0200`, ` CEST`, ` GMT+0200`, ` UTC-5`, ` Z`. An ambiguous name is left where it is. */
export function readZoneAfterBlank(bytes: Uint8Array, end: number, stamp: Stamp): void {
  const at = stamp.next + 1;
  if (!Number.isNaN(stamp.offset) || at >= end || bytes[stamp.next] !== BLANK) return;
  const { length, offset } = zoneAt(bytes, at, end);
  if (length > 0) readNamedOffset(bytes, at + length, end, stamp, offset);
  else if (bytes[at] === PLUS || bytes[at] === DASH || (bytes[at] === CAPITAL_Z && (at + 1 === end || bytes[at + 1] === BLANK))) {
    readOffset(bytes, at, end, stamp);
  }
}

/** Reads the offset right behind a name, in hours of one digit or two; if there is none, the name has its own. */
function readNamedOffset(bytes: Uint8Array, at: number, end: number, stamp: Stamp, offset: number): void {
  if (isSignedDigit(bytes, at)) readOffset(bytes, at, end, stamp, isDigit(bytes[at + 2]) ? 2 : 1);
  if (!Number.isNaN(stamp.offset) || Number.isNaN(offset)) return;
  stamp.offset = offset;
  stamp.next = at;
}

/** Whether ` +0200` or ` -05:00` follows a stamp: no host begins like that. */
export function isOffsetAfterBlank(bytes: Uint8Array, at: number, end: number): boolean {
  return at + 3 < end && bytes[at] === BLANK && isSignedDigit(bytes, at + 1);
}

function isSignedDigit(bytes: Uint8Array, at: number): boolean {
  return (bytes[at] === PLUS || bytes[at] === DASH) && isDigit(bytes[at + 1]);
}

/**
 * The stamp of RFC 3164, `Oct 11 22:14:15`, day padded or not. Also with the year before the month or after the day,
 * with a fraction, and followed by Cisco's ` CEST:` or ` UTC+1:`, also with a blank before the colon and an AM or PM before the
 * fraction, or, as from Huawei, by an offset.
 */
export function readBsd(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  if (at + 14 > end) return false;
  const isYearFirst = isDigit(bytes[at]) && bytes[at + 4] === BLANK;
  const year = isYearFirst ? digits(bytes, at, 4) : Number.NaN;
  const monthFrom = isYearFirst ? at + 5 : at;
  let from = monthFrom + readMonth(bytes, monthFrom, end, stamp);
  if (from === monthFrom || bytes[from] !== BLANK || (isYearFirst && Number.isNaN(year))) return false;
  from++;
  if (bytes[from] === BLANK) from++;
  const dayDigits = isDigit(bytes[from + 1]) ? 2 : 1;
  stamp.day = digits(bytes, from, dayDigits);
  from += dayDigits;
  if (Number.isNaN(stamp.day) || bytes[from] !== BLANK) return false;
  from++;
  stamp.year = year;
  stamp.offset = Number.NaN;
  if (!isYearFirst && from + 13 <= end && bytes[from + 4] === BLANK && isDigit(bytes[from])) {
    stamp.year = digits(bytes, from, 4);
    if (Number.isNaN(stamp.year)) return false;
    from += 5;
  }
  if (!readClock(bytes, from, end, stamp)) return false;
  readFraction(bytes, end, stamp);
  if (bytes[stamp.next + 3] === POINT) {
    readAmPm(bytes, end, stamp);
    readFraction(bytes, end, stamp);
  }
  const after = stamp.next;
  if (bytes[after] === BLANK) readZoneBeforeColon(bytes, end, stamp);
  else readOffset(bytes, after, end, stamp);
  return true;
}

/** Reads ` CEST:`, ` UTC+1:` or ` UTC :`, without the colon; anything else may be a host. */
function readZoneBeforeColon(bytes: Uint8Array, end: number, stamp: Stamp): void {
  const from = stamp.next;
  const { length, offset } = zoneAt(bytes, from + 1, end);
  if (length === 0) return;
  readNamedOffset(bytes, from + 1 + length, end, stamp, offset);
  if (bytes[stamp.next] === BLANK && stamp.next > from) stamp.next++;
  if (stamp.next < end && bytes[stamp.next] === COLON) return;
  stamp.offset = Number.NaN;
  stamp.next = from;
}

/**
 * Reads a year after the stamp of RFC 3164, as some devices write it: ` 2024 `. It must be of our centuries and precede
 * a blank, perhaps behind a colon: anything else is the host.
 */
export function readYearBeforeHost(bytes: Uint8Array, end: number, stamp: Stamp): void {
  if (!Number.isNaN(stamp.year) || !isYearBeforeHost(bytes, stamp.next, end)) return;
  stamp.year = digits(bytes, stamp.next + 1, 4);
  stamp.next += 5;
}

export function isYearBeforeHost(bytes: Uint8Array, at: number, end: number): boolean {
  const after = bytes[at + 5] === COLON ? at + 6 : at + 5;
  if (after >= end || bytes[at] !== BLANK || bytes[after] !== BLANK) return false;
  const year = digits(bytes, at + 1, 4);
  return year >= 1970 && year < 2100;
}

/**
 * Reads or skips a zone between the stamp and the host, ` UTC host app[7]: `: a tag or a facility of Cisco's or Huawei's must
 * follow, as hosts may have the same names.
 */
export function readZoneBeforeHost(bytes: Uint8Array, end: number, stamp: Stamp): void {
  const at = stamp.next + 1;
  const { length, offset } = zoneAt(bytes, at, end);
  const zoneEnd = at + length;
  if (length === 0 || !Number.isNaN(stamp.offset) || bytes[stamp.next] !== BLANK || bytes[zoneEnd] !== BLANK) return;
  const hostEnd = endOfWord(bytes, zoneEnd + 1, end);
  const tagEnd = endOfWord(bytes, hostEnd + 1, end);
  const hasHost = hostEnd > zoneEnd + 1 && bytes[hostEnd - 1] !== COLON;
  const hasTag = tagEnd > hostEnd + 1 && (bytes[tagEnd - 1] === COLON || bytes[hostEnd + 1] === PERCENT);
  if (!hasHost || !hasTag) return;
  stamp.offset = offset;
  stamp.next = zoneEnd;
}

/** The year that `ctime` and Apache's error log write last: ` 2000`, ` CEST 2000`, or ` +0200 2000` as in Ruby. */
export function readTrailingYear(bytes: Uint8Array, end: number, stamp: Stamp): void {
  if (!Number.isNaN(stamp.year)) return;
  readZoneAfterBlank(bytes, end, stamp);
  if (bytes[stamp.next] !== BLANK) return;
  let at = Number.isNaN(stamp.offset) ? endOfCapitals(bytes, stamp.next + 1, end) : stamp.next + 1;
  if (at > stamp.next + 1) at++;
  if (at + 4 > end || bytes[at - 1] !== BLANK || (at + 4 < end && isDigit(bytes[at + 4]))) return;
  const year = digits(bytes, at, 4);
  if (Number.isNaN(year)) return;
  stamp.year = year;
  stamp.next = at + 4;
}

const WEEKDAYS = 'sunmontuewedthufrisat';

/** The offset after `Wed ` or `Wed, `, also with another blank for a day of one digit; `at` if there is no weekday. */
export function skipWeekday(bytes: Uint8Array, at: number, end: number): number {
  const next = bytes[at + 3] === COMMA ? at + 4 : at + 3;
  if (next >= end || bytes[next] !== BLANK) return at;
  const name = String.fromCharCode(bytes[at]! | 0x20, bytes[at + 1]! | 0x20, bytes[at + 2]! | 0x20);
  if (WEEKDAYS.indexOf(name) % 3 !== 0) return at;
  return bytes[next + 1] === BLANK ? next + 2 : next + 1;
}

/** The offset after up to five capitals, as in short zone names. */
export function endOfCapitals(bytes: Uint8Array, at: number, end: number): number {
  let next = at;
  while (next < end && next < at + 5 && isCapital(bytes[next])) next++;
  return next;
}

/**
 * The offset after a zone name, which gives no offset: ` CEST`, ` (Central European Time)` of JavaScript, or
 * `[Europe/Paris]` (RFC 9557). `at` if there is none; two letters are no name.
 */
export function skipZoneName(bytes: Uint8Array, at: number, end: number): number {
  if (at < end && bytes[at] === OPEN_BRACKET) return find(bytes, CLOSE_BRACKET, at, end) + 1 || at;
  if (at + 1 < end && bytes[at] === BLANK && bytes[at + 1] === OPEN_PARENTHESIS) return find(bytes, CLOSE_PARENTHESIS, at, end) + 1 || at;
  const next = at < end && bytes[at] === BLANK ? endOfCapitals(bytes, at + 1, end) : at;
  return next > at + 3 ? next : at;
}

/** Milliseconds or microseconds after another colon: `15:12:47:123`, `15:12:47:123456` of SSSD, `15.12.47:123` of Unreal Engine. */
export function readColonFraction(bytes: Uint8Array, end: number, stamp: Stamp): void {
  const at = stamp.next;
  if ((bytes[at - 3] !== COLON && bytes[at - 3] !== POINT) || bytes[at] !== COLON || !Number.isNaN(stamp.offset)) return;
  let after = at + 1;
  while (after < end && after < at + 8 && isDigit(bytes[after])) after++;
  const count = after - at - 1;
  if (count !== 3 && count !== 6) return;
  stamp.micros = digits(bytes, at + 1, count) * (count === 3 ? 1000 : 1);
  stamp.next = after;
}

/** ` AM` or ` PM`, also after the narrow no-break space that newer locales use. */
export function readAmPm(bytes: Uint8Array, end: number, stamp: Stamp): void {
  const { next, hour } = stamp;
  const isNarrow = bytes[next] === 0xe2 && bytes[next + 1] === 0x80 && bytes[next + 2] === 0xaf;
  const at = next + (isNarrow ? 3 : bytes[next] === BLANK ? 1 : 0);
  if (at + 2 > end || (at + 2 < end && isOfWord(bytes[at + 2]!)) || hour < 1 || hour > 12 || !Number.isNaN(stamp.offset)) return;
  if ((bytes[at] !== CAPITAL_A && bytes[at] !== CAPITAL_P) || bytes[at + 1] !== CAPITAL_M) return;
  stamp.hour = (hour % 12) + (bytes[at] === CAPITAL_P ? 12 : 0);
  stamp.next = at + 2;
}
