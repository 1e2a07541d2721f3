/** Time stamps of any kind, for logs whose format does not say which. */

import { BAR, BLANK, COLON, COMMA, DASH, isDigit, PLUS, POINT, SEMICOLON, SLASH, TAB, UNDERSCORE } from '../values/ascii.ts';
import { MINUTE } from '../values/time-units.ts';
import { readClf, readDayMonth, readGlued, readLongDate, readMonthFirst, readYearAfter, readYearMonth } from './named-month.ts';
import {
  digits,
  endOfCapitals,
  putDate,
  readBsd,
  readClock,
  readColonFraction,
  readFraction,
  readHalf,
  readHourMinute,
  readIso,
  readOffset,
  readPartedZone,
  readTime,
  readYearFirst,
  type Stamp,
  skipWeekday,
} from './stamp.ts';

/** By the separator within the date: the bytes that may separate date and time. */
const PARTINGS: ReadonlyMap<number, readonly number[]> = new Map([
  [DASH, [BLANK, TAB, COMMA, SEMICOLON, UNDERSCORE]],
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
        readYearMonth(bytes, at, end, stamp) ||
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
  // The month that `readBsd` has not found here is none either.
  const isMonth = stamp.month > 0 && (readLongDate(bytes, at, end, stamp) || readMonthFirst(bytes, at, end, stamp));
  return isMonth || readGlog(bytes, at, end, stamp);
}

/**
 * Other stamps that begin with the year: `2023/02/20 15:12:47` of Go and nginx, `2023:02:20-15:12:47` of Sophos and DirectAdmin,
 * `2023-02-20_15:12:47.12345` of svlogd, `2023.02.20-15.12.47:123` of Unreal Engine, date and time in separate columns, or
 * separated by two blanks as in apt.
 */
export function readIsoLike(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  const sign = bytes[at + 4]!;
  if (at + 18 > end || sign !== bytes[at + 7]) return false;
  const parting = bytes[at + 10]!;
  if (parting === DASH && sign === DASH) return readDb2(bytes, at, end, stamp) || readYearFirst(bytes, at, end, stamp, COLON);
  if (parting === DASH && sign === POINT) return readYearFirst(bytes, at, end, stamp, POINT);
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

/**
 * `20230220151247`, all digits, with an optional fraction and offset: of our centuries, as other numbers may have as many
 * digits.
 */
export function readCompact(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  const year = digits(bytes, at, 4);
  if (!(year >= 1970 && year < 2100) || !putDate(stamp, year, digits(bytes, at + 4, 2), digits(bytes, at + 6, 2))) return false;
  if (!readDigits(bytes, at + 8, end, stamp)) return false;
  readFraction(bytes, end, stamp);
  readOffset(bytes, stamp.next, end, stamp);
  return stamp.isPossible();
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
  if (at + 16 > end || bytes[at + 4] !== DASH || bytes[at + 7] !== DASH) return false;
  if (((parting | 0x20) !== 0x74 && parting !== BLANK) || (at + 16 < end && (isDigit(bytes[at + 16]) || bytes[at + 16] === COLON)))
    return false;
  if (!putDate(stamp, digits(bytes, at, 4), digits(bytes, at + 5, 2), digits(bytes, at + 8, 2))) return false;
  if (!readHourMinute(bytes, at + 11, end, stamp)) return false;
  readOffset(bytes, stamp.next, end, stamp);
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
