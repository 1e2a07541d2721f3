/** Time stamps of any kind, for logs whose format does not say which. */

import {
  AT,
  BAR,
  BLANK,
  CAPITAL_A,
  CAPITAL_M,
  CAPITAL_P,
  COLON,
  COMMA,
  DASH,
  isDigit,
  PLUS,
  POINT,
  SLASH,
  TAB,
  UNDERSCORE,
} from '../values/ascii.ts';
import { MINUTE } from '../values/time-units.ts';
import {
  digits,
  endOfCapitals,
  monthAt,
  readBsd,
  readClock,
  readFraction,
  readIso,
  readOffset,
  readPartedZone,
  readYearFirst,
  type Stamp,
  skipWeekday,
} from './stamp.ts';
import { isOfWord } from './text.ts';

/** By the separator within the date: the bytes that may separate date and time. */
const PARTINGS: ReadonlyMap<number, readonly number[]> = new Map([
  [DASH, [BLANK, TAB, COMMA, UNDERSCORE]],
  [SLASH, [BLANK, DASH]],
  [POINT, [BLANK]],
  [COLON, [BLANK, DASH]],
]);
/** Info, warning, error, fatal. */
const GLOG_LEVELS: readonly number[] = [0x49, 0x57, 0x45, 0x46];
/** Those of Log4j. */
const LEVELS: readonly string[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
/** These, verbose, debug, and assertions. */
const LOGCAT_LEVELS: readonly number[] = [...GLOG_LEVELS, 0x56, 0x44, 0x41];

/** Reads any unambiguous stamp, with an optional weekday before it and an optional AM, PM or zone after it. */
export function readStamp(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  const from = skipWeekday(bytes, at, end);
  const isBsd = readBsd(bytes, from, end, stamp);
  if (!isBsd && !(isDigit(bytes[from]) ? readNumeric(bytes, from, end, stamp) : readLettered(bytes, from, end, stamp))) return false;
  readColonFraction(bytes, end, stamp);
  readHalf(bytes, end, stamp);
  if (from > at) readYearAfter(bytes, end, stamp);
  readPartedZone(bytes, end, stamp);
  return true;
}

function readNumeric(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  switch (leadingDigits(bytes, at, end)) {
    case 1:
    case 2:
      return (
        readClf(bytes, at, end, stamp) ||
        readPointed(bytes, at, end, stamp) ||
        readDayMonth(bytes, at, end, stamp) ||
        readSnort(bytes, at, end, stamp) ||
        readLog4j(bytes, at, end, stamp) ||
        readLogcat(bytes, at, end, stamp) ||
        readGlued(bytes, at, end, stamp)
      );
    case 4:
      return (
        readIso(bytes, at, end, stamp) ||
        readIsoLike(bytes, at, end, stamp) ||
        readMinutes(bytes, at, end, stamp) ||
        readUnpadded(bytes, at, end, stamp) ||
        readChromium(bytes, at, end, stamp)
      );
    case 6:
      return readShort(bytes, at, end, stamp);
    case 8:
      return readBasic(bytes, at, end, stamp);
    default:
      return false;
  }
}

/** The number of digits here, at most nine. */
function leadingDigits(bytes: Uint8Array, at: number, end: number): number {
  let next = at + 1;
  while (next < end && next < at + 9 && isDigit(bytes[next])) next++;
  return next - at;
}

function readLettered(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  return readLongDate(bytes, at, end, stamp) || readMonthFirst(bytes, at, end, stamp) || readGlog(bytes, at, end, stamp);
}

/**
 * Other stamps that begin with the year: `2023/02/20 15:12:47` of Go and nginx, `2023:02:20-15:12:47` of Sophos and DirectAdmin,
 * `2023-02-20_15:12:47.12345` of svlogd, date and time in separate columns, or separated by two blanks as in apt.
 */
export function readIsoLike(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  const sign = bytes[at + 4]!;
  if (at + 18 > end || sign !== bytes[at + 7]) return false;
  const parting = bytes[at + 10]!;
  if (sign === DASH && parting === DASH) return readDb2(bytes, at, end, stamp);
  if (!PARTINGS.get(sign)?.includes(parting)) return false;
  // Without a fraction it is part of the name of a file: api.log.1.2017-05-16_13:53:08.
  if (parting === UNDERSCORE && !(bytes[at + 19] === POINT && isDigit(bytes[at + 20]))) return false;
  if (!putDate(stamp, digits(bytes, at, 4), digits(bytes, at + 5, 2), digits(bytes, at + 8, 2))) return false;
  return readTime(bytes, bytes[at + 11] === BLANK ? at + 12 : at + 11, end, stamp);
}

/** `2023-2-20 5:12:47` or `2023/2/20 5:12:47`: with the year first the month follows, padded or not. */
function readUnpadded(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  const sign = bytes[at + 4];
  const monthDigits = isDigit(bytes[at + 6]) ? 2 : 1;
  const day = at + 6 + monthDigits;
  const dayDigits = isDigit(bytes[day + 1]) ? 2 : 1;
  const parting = day + dayDigits;
  if ((sign !== DASH && sign !== SLASH) || bytes[day - 1] !== sign || parting + 8 > end || bytes[parting] !== BLANK) return false;
  return (
    putDate(stamp, digits(bytes, at, 4), digits(bytes, at + 5, monthDigits), digits(bytes, day, dayDigits)) &&
    readTime(bytes, parting + 1, end, stamp)
  );
}

/** `2005-06-03-15.42.50.675872-240` of DB2: the zone, if there is one, is in minutes. */
function readDb2(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  if (at + 19 > end || !readYearFirst(bytes, at, end, stamp, POINT)) return false;
  const zone = stamp.next;
  const minutes = zone + 4 <= end ? digits(bytes, zone + 1, 3) : Number.NaN;
  if (Number.isNaN(minutes) || (bytes[zone] !== PLUS && bytes[zone] !== DASH)) return true;
  stamp.offset = minutes * (bytes[zone] === DASH ? -MINUTE : MINUTE);
  stamp.next = zone + 4;
  return true;
}

/**
 * The stamp of the Common Log Format, `10/Oct/2000:13:55:36 -0700`, and variants with blanks or dashes, or two colons as in
 * Erlang; the day may have one digit.
 */
function readClf(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  const dayDigits = isDigit(bytes[at + 1]) ? 2 : 1;
  const month = at + dayDigits + 1;
  const parting = bytes[month - 1];
  if (month + 17 > end || parting !== bytes[month + 3] || (parting !== SLASH && parting !== DASH && parting !== BLANK)) return false;
  if (bytes[month + 8] !== COLON && bytes[month + 8] !== BLANK) return false;
  const clock = bytes[month + 9] === COLON ? month + 10 : month + 9;
  if (!putDate(stamp, digits(bytes, month + 4, 4), monthAt(bytes, month), digits(bytes, at, dayDigits)) || stamp.month === 0) return false;
  if (!readClock(bytes, clock, end, stamp)) return false;
  readFraction(bytes, end, stamp);
  return true;
}

/** The year that `ctime` and Apache's error log write last: ` 2000`, ` CEST 2000`, or ` +0200 2000` as in Ruby. */
function readYearAfter(bytes: Uint8Array, end: number, stamp: Stamp): void {
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

/** `20.02.2023 15:12:47`: with dots the day always comes first. With slashes the month might; that form is not guessed. */
function readPointed(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  if (at + 19 > end || bytes[at + 2] !== POINT || bytes[at + 5] !== POINT || bytes[at + 10] !== BLANK) return false;
  return putDate(stamp, digits(bytes, at + 6, 4), digits(bytes, at + 3, 2), digits(bytes, at, 2)) && readTime(bytes, at + 11, end, stamp);
}

/**
 * ISO 8601 basic format, `20230220T151247Z`, and variants: `20230220 15:12:47`, `20230220:151247.123` of Zabbix, and behind a
 * dash also an unpadded clock.
 */
function readBasic(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  const parting = bytes[at + 8]!;
  const hasColons = bytes[at + 11] === COLON;
  if (at + 15 > end || isDigit(parting)) return false;
  if ((parting | 0x20) !== 0x74 && parting !== BLANK && parting !== COLON && parting !== DASH) return false;
  if (!putDate(stamp, digits(bytes, at, 4), digits(bytes, at + 4, 2), digits(bytes, at + 6, 2))) return false;
  if (hasColons && readTime(bytes, at + 9, end, stamp)) return true;
  if (parting === DASH) return readUnpaddedClock(bytes, at + 9, end, stamp);
  if (!readDigits(bytes, at + 9, end, stamp)) return false;
  readFraction(bytes, end, stamp);
  readOffset(bytes, stamp.next, end, stamp);
  return true;
}

/** `5:2:47:30`: numbers of any length, the last of which is milliseconds. */
function readUnpaddedClock(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  const parts: number[] = [];
  let next = at - 1;
  while (parts.length < 4 && (parts.length === 0 || bytes[next] === COLON)) {
    const from = next + 1;
    for (next = from; next < end && next < from + 3 && isDigit(bytes[next]); ) next++;
    parts.push(next > from ? digits(bytes, from, next - from) : Number.NaN);
  }
  const [hour = Number.NaN, minute = Number.NaN, second = Number.NaN, millis = Number.NaN] = parts;
  if (Number.isNaN(hour + minute + second + millis)) return false;
  Object.assign(stamp, { hour, minute, second, micros: millis * 1000, next });
  return true;
}

/** `230220 15:12:47` of MySQL before 5.7, the hour padded or not. */
function readShort(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  if (bytes[at + 6] !== BLANK || !putDate(stamp, 2000 + digits(bytes, at, 2), digits(bytes, at + 2, 2), digits(bytes, at + 4, 2)))
    return false;
  return readTime(bytes, bytes[at + 7] === BLANK ? at + 8 : at + 7, end, stamp);
}

/** Stamps without seconds: `2023-02-20T15:12Z` of ISO 8601 and `2023-02-20 15:12`. */
function readMinutes(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  const parting = bytes[at + 10]!;
  if (at + 16 > end || bytes[at + 4] !== DASH || bytes[at + 7] !== DASH || bytes[at + 13] !== COLON) return false;
  if (((parting | 0x20) !== 0x74 && parting !== BLANK) || (at + 16 < end && (isDigit(bytes[at + 16]) || bytes[at + 16] === COLON)))
    return false;
  if (!putDate(stamp, digits(bytes, at, 4), digits(bytes, at + 5, 2), digits(bytes, at + 8, 2))) return false;
  stamp.hour = digits(bytes, at + 11, 2);
  stamp.minute = digits(bytes, at + 14, 2);
  stamp.second = stamp.micros = 0;
  stamp.next = at + 16;
  readOffset(bytes, stamp.next, end, stamp);
  return !Number.isNaN(stamp.hour + stamp.minute);
}

/** `20 Feb 15:12:47` of ntpd and Redis, the day padded or not. */
function readDayMonth(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  const dayDigits = isDigit(bytes[at + 1]) ? 2 : 1;
  const month = at + dayDigits + 1;
  if (bytes[month - 1] !== BLANK || bytes[month + 3] !== BLANK || month + 12 > end) return false;
  if (!putDate(stamp, 0, monthAt(bytes, month), digits(bytes, at, dayDigits)) || stamp.month === 0) return false;
  stamp.year = Number.NaN;
  if (!readClock(bytes, month + 4, end, stamp)) return false;
  readFraction(bytes, end, stamp);
  return true;
}

/**
 * `02/20/2023-15:12:47.123456` of Suricata, or with a year of two digits or none, as in Snort. The dash and the six
 * digits distinguish it from other dates with slashes: the month comes first.
 */
function readSnort(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  if (bytes[at + 2] !== SLASH) return false;
  const yearDigits = bytes[at + 5] === DASH ? 0 : bytes[at + 8] === DASH ? 2 : 4;
  const dash = yearDigits === 0 ? at + 5 : at + 6 + yearDigits;
  if (dash + 16 > end || bytes[dash] !== DASH || (yearDigits > 0 && bytes[at + 5] !== SLASH)) return false;
  const year = digits(bytes, at + 6, yearDigits) + (yearDigits === 2 ? 2000 : 0);
  if (!putDate(stamp, year, digits(bytes, at, 2), digits(bytes, at + 3, 2))) return false;
  if (yearDigits === 0) stamp.year = Number.NaN;
  return readMicros(bytes, dash + 1, end, stamp);
}

/** `23/02/20 15:12:47 INFO` of Hadoop and Spark: the level distinguishes it from dates whose day or month comes first. */
function readLog4j(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  if (at + 22 > end || bytes[at + 2] !== SLASH || bytes[at + 5] !== SLASH || bytes[at + 8] !== BLANK) return false;
  if (!putDate(stamp, 2000 + digits(bytes, at, 2), digits(bytes, at + 3, 2), digits(bytes, at + 6, 2))) return false;
  if (!readClock(bytes, at + 9, end, stamp) || bytes[at + 17] !== BLANK) return false;
  return LEVELS.includes(String.fromCharCode(...bytes.subarray(at + 18, endOfCapitals(bytes, at + 18, end))));
}

/**
 * `02-20 15:12:47.123` of Android's logcat. The level that follows, as in `  7  9 I Tag: up` or `I/Tag( 7): up`,
 * distinguishes it from dates whose day comes first; so does the bar of `02-20|15:12:47.123` of Ethereum's clients.
 */
function readLogcat(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  const hasBar = bytes[at + 5] === BAR;
  if (at + 14 > end || bytes[at + 2] !== DASH || (bytes[at + 5] !== BLANK && !hasBar) || bytes[at - 1] === DASH) return false;
  if (!putDate(stamp, 0, digits(bytes, at, 2), digits(bytes, at + 3, 2)) || !readClock(bytes, at + 6, end, stamp)) return false;
  stamp.year = Number.NaN;
  readFraction(bytes, end, stamp);
  if (hasBar) return true;
  if (stamp.next !== at + 18) return false;
  let level = stamp.next;
  while (level < end && (bytes[level] === BLANK || isDigit(bytes[level]))) level++;
  return level + 1 < end && LOGCAT_LEVELS.includes(bytes[level]!) && (bytes[level + 1] === BLANK || bytes[level + 1] === SLASH);
}

/** `I0220 15:12:47.123456` of klog and glog, or `I20230220 15:12:47.123456`, with the severity letter in front. */
function readGlog(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  const date = isDigit(bytes[at + 5]) ? at + 5 : at + 1;
  if (!GLOG_LEVELS.includes(bytes[at]!) || bytes[date + 4] !== BLANK || date + 20 > end) return false;
  if (!putDate(stamp, digits(bytes, at + 1, 4), digits(bytes, date, 2), digits(bytes, date + 2, 2))) return false;
  if (date === at + 1) stamp.year = Number.NaN;
  return readMicros(bytes, date + 5, end, stamp);
}

/** The clock with exactly six decimals. */
function readMicros(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  if (!readClock(bytes, at, end, stamp) || bytes[at + 8] !== POINT) return false;
  readFraction(bytes, end, stamp);
  return stamp.next === at + 15;
}

/** `Feb 20, 2023 3:12:47 PM` of `java.util.logging`, with another comma in newer locales, or ` @` in Kibana. */
function readLongDate(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  const month = monthAt(bytes, at);
  if (month === 0 || bytes[at + 3] !== BLANK) return false;
  const comma = isDigit(bytes[at + 5]) ? at + 6 : at + 5;
  if (comma + 7 > end || bytes[comma] !== COMMA || bytes[comma + 1] !== BLANK) return false;
  if (!putDate(stamp, digits(bytes, comma + 2, 4), month, digits(bytes, at + 4, comma - at - 4))) return false;
  let parting = comma + 6;
  if (bytes[parting] === COMMA) parting++;
  else if (bytes[parting] === BLANK && bytes[parting + 1] === AT) parting += 2;
  return bytes[parting] === BLANK && readTime(bytes, parting + 1, end, stamp);
}

/** `feb/20/2023 15:12:47` of RouterOS, or with dashes, or a year of two digits. */
function readMonthFirst(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  const sign = bytes[at + 3];
  if ((sign !== SLASH && sign !== DASH) || bytes[at + 6] !== sign) return false;
  const yearDigits = bytes[at + 9] === BLANK ? 2 : 4;
  const parting = at + 7 + yearDigits;
  const year = digits(bytes, at + 7, yearDigits) + (yearDigits === 2 ? 2000 : 0);
  if (bytes[parting] !== BLANK || !putDate(stamp, year, monthAt(bytes, at), digits(bytes, at + 4, 2)) || stamp.month === 0) return false;
  return readTime(bytes, parting + 1, end, stamp);
}

/** `20Feb2023 15:12:47` of Check Point and Forge. */
function readGlued(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  if (at + 18 > end || bytes[at + 9] !== BLANK || isDigit(bytes[at + 2])) return false;
  if (!putDate(stamp, digits(bytes, at + 5, 4), monthAt(bytes, at + 2), digits(bytes, at, 2)) || stamp.month === 0) return false;
  return readTime(bytes, at + 10, end, stamp);
}

/** `0220/151247.123456:` of Chromium, and of what embeds it. */
function readChromium(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  if (at + 12 > end || bytes[at + 4] !== SLASH) return false;
  if (!putDate(stamp, 0, digits(bytes, at, 2), digits(bytes, at + 2, 2)) || !readDigits(bytes, at + 5, end, stamp)) return false;
  stamp.year = Number.NaN;
  readFraction(bytes, end, stamp);
  return bytes[stamp.next] === COLON;
}

/** `hhmmss`, not followed by another digit. */
function readDigits(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  const time = digits(bytes, at, 6);
  if (Number.isNaN(time) || (at + 6 < end && isDigit(bytes[at + 6]))) return false;
  stamp.hour = Math.floor(time / 10_000);
  stamp.minute = Math.floor(time / 100) % 100;
  stamp.second = time % 100;
  stamp.micros = 0;
  stamp.next = at + 6;
  return true;
}

/** Returns false if a part is not a number. */
function putDate(stamp: Stamp, year: number, month: number, day: number): boolean {
  stamp.year = year;
  stamp.month = month;
  stamp.day = day;
  stamp.offset = Number.NaN;
  return !Number.isNaN(year + month + day);
}

/** The clock, whose hour may have one digit, with optional fraction and zone. */
export function readTime(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  if (!readClock(bytes, at, end, stamp, COLON, bytes[at + 1] === COLON ? 1 : 2)) return false;
  readFraction(bytes, end, stamp);
  readOffset(bytes, stamp.next, end, stamp);
  return true;
}

/** Milliseconds or microseconds after another colon: `15:12:47:123`, `15:12:47:123456` of SSSD. */
export function readColonFraction(bytes: Uint8Array, end: number, stamp: Stamp): void {
  const at = stamp.next;
  if (bytes[at - 3] !== COLON || bytes[at] !== COLON || !Number.isNaN(stamp.offset)) return;
  let after = at + 1;
  while (after < end && after < at + 8 && isDigit(bytes[after])) after++;
  const count = after - at - 1;
  if (count !== 3 && count !== 6) return;
  stamp.micros = digits(bytes, at + 1, count) * (count === 3 ? 1000 : 1);
  stamp.next = after;
}

/** ` AM` or ` PM`, also after the narrow no-break space that newer locales use. */
export function readHalf(bytes: Uint8Array, end: number, stamp: Stamp): void {
  const { next, hour } = stamp;
  const isNarrow = bytes[next] === 0xe2 && bytes[next + 1] === 0x80 && bytes[next + 2] === 0xaf;
  const at = next + (isNarrow ? 3 : bytes[next] === BLANK ? 1 : 0);
  if (at + 2 > end || (at + 2 < end && isOfWord(bytes[at + 2]!)) || hour < 1 || hour > 12 || !Number.isNaN(stamp.offset)) return;
  if ((bytes[at] !== CAPITAL_A && bytes[at] !== CAPITAL_P) || bytes[at + 1] !== CAPITAL_M) return;
  stamp.hour = (hour % 12) + (bytes[at] === CAPITAL_P ? 12 : 0);
  stamp.next = at + 2;
}
