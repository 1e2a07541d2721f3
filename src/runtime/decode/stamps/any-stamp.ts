/** Time stamps of any kind, for logs whose format does not say which. A new form is a line of the table. */

import { BLANK, CAPITAL_L, COLON, COMMA, DASH, isDigit, PLUS, SLASH } from '../../values/ascii.ts';
import { MINUTE } from '../../values/time-units.ts';
import { hasAt, isOfWord } from '../text.ts';
import { endOfDigits } from './epoch.ts';
import {
  digits,
  endOfCapitals,
  readAmPm,
  readBsd,
  readColonFraction,
  readIso,
  readTrailingYear,
  readZoneAfterBlank,
  type Stamp,
  skipWeekday,
} from './stamp.ts';
import { formOf, type ReadRest, readForm, type StampForm, samplesOf } from './stamp-form.ts';

/**
 * Other forms than those of ISO 8601 and RFC 3164, as in `stamp('…')`, where `MMMM` is a month by any of its names, and one
 * of the characters in brackets is needed. A fraction, an offset, an AM or PM, and a zone may follow all of them. Where the
 * day might be the month, something else must tell.
 */
const FORMS: readonly (readonly [form: string, rest?: ReadRest])[] = [
  ['yyyy-M-d[ \t,;]H:mm:ss'],
  // svlogd
  ['yyyy-MM-dd_H:mm:ss', hasFraction],
  ['yyyy-MM-dd-HH:mm:ss'],
  // DB2
  ['yyyy-MM-dd[-T]HH.mm.ss', readMinutesEast],
  ['yyyy-MM-dd[Tt ]HH:mm', isMinute],
  ['yyyy/MM/dd HH:mm', isMinute],
  // Boost
  ['yyyy-MMMM-dd H:mm:ss'],
  ['yyyy/MMMM/dd H:mm:ss'],
  // Cisco's NX-OS
  ['yyyy MMMM d H:mm:ss'],
  // Go, nginx
  ['yyyy/M/d[ -]H:mm:ss'],
  // Gin
  ['yyyy/MM/dd - HH:mm:ss'],
  ['yyyy.MM.dd H:mm:ss'],
  // Unreal Engine
  ['yyyy.MM.dd-HH.mm.ss'],
  // Sophos, DirectAdmin
  ['yyyy:MM:dd[ -]H:mm:ss'],
  // ISO 8601, basic format, of all or a part
  ['yyyy-MM-dd[Tt]HHmmss'],
  ['yyyyMMdd[Tt :]HHmmss'],
  ['yyyyMMdd[Tt :-]HH:mm:ss'],
  // with the day of the year
  ['yyyy-DDD[Tt]HH:mm:ss'],
  ['yyyyMMdd-H:m:s', readMillis],
  // MySQL before 5.7
  ['yyMMdd H:mm:ss'],
  // the time first
  ['H:mm:ss yyyy-MM-dd', endsWithDate],
  ['H:mm:ss.SSS yyyy-MM-dd', endsWithDate],
  // CMTrace, as Configuration Manager writes it
  ['H:mm:ss', readCmTrace],
  // Common Log Format
  ['d/MMMM/yyyy[: ]H:mm:ss'],
  // Hadoop, Spark
  ['yy/MM/dd HH:mm:ss', isBeforeLevel],
  // Chromium
  ['MMdd/HHmmss', (bytes, _, __, { next }) => bytes[next] === COLON],
  // Snort, Suricata
  ['MM/dd-HH:mm:ss.SSSSSS'],
  ['MM/dd/yy-HH:mm:ss.SSSSSS'],
  ['MM/dd/yyyy-HH:mm:ss.SSSSSS'],
  // NetScaler
  ['MM/dd/yyyy:HH:mm:ss', isNetScaler],
  // Half-Life's servers
  ['MM/dd/yyyy - HH:mm:ss', isHalfLife],
  // PBS, Torque
  ['MM/dd/yyyy HH:mm:ss', isPbs],
  // Android
  ['MM-dd HH:mm:ss.SSS', isBeforeLogcatLevel],
  // Ethereum's clients
  ['MM-dd|HH:mm:ss', isWhole],
  ['d.M.yyyy H:mm:ss'],
  ['d.M.yyyy, H:mm:ss'],
  ['d-MMMM-yyyy[: ]H:mm:ss'],
  // Erlang
  ['d-MMMM-yyyy::HH:mm:ss'],
  ['d/MMMM/yyyy::HH:mm:ss'],
  ['d-MMMM-yy H:mm:ss'],
  // Oracle
  ['d-MMMM-yy HH.mm.ss'],
  ['d MMMM yyyy[: ]H:mm:ss'],
  ['d MMMM yyyy, H:mm:ss'],
  ['d. MMMM yyyy[: ]H:mm:ss'],
  // ntpd, Redis
  ['d[ -]MMMM H:mm:ss'],
  // date in German
  ['d. MMMM H:mm:ss', hasTrailingYear],
  // Bacula
  ['d-MMMM HH:mm', isBeforeBlank],
  // Check Point, Forge
  ['ddMMMyyyy H:mm:ss'],
  // java.util.logging, in newer locales with another comma
  ['MMMM d, yyyy H:mm:ss'],
  ['MMMM d, yyyy, H:mm:ss'],
  // Kibana
  ['MMMM d, yyyy @ H:mm:ss'],
  // RouterOS
  ['MMMM/dd/yyyy H:mm:ss'],
  ['MMMM/dd/yy H:mm:ss'],
  ['MMMM/dd H:mm:ss'],
  ['MMMM-dd-yyyy H:mm:ss'],
  ['MMMM-dd-yy H:mm:ss'],
];
const COMPACT = formOf('yyyyMMddHHmmss');
/** Of klog and glog, and CockroachDB, behind the letter of a level. */
const GLOG = ['MMdd', 'yyyyMMdd', 'yyMMdd'].map((date) => formOf(`${date} HH:mm:ss.SSSSSS`));
/** Info, warning, error, fatal. */
const GLOG_LEVELS: readonly number[] = [0x49, 0x57, 0x45, 0x46];
/** These, verbose, debug, and assertions. */
const LOGCAT_LEVELS: readonly number[] = [...GLOG_LEVELS, 0x56, 0x44, 0x41];
/** Those of Log4j. */
const LEVELS: readonly string[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

/** What is behind the time of day in these forms. */
const CM_TRACE = /^\+?(-?\d{1,3})" date="(\d{1,2})-(\d{1,2})-(\d{4})"/;
const PBS = /^;(?:[\da-f]{4}|[A-Z]);/;
const NETSCALER = /^(?: GMT)? +\S+ +\d+-PPE-\d/;
/** How much of it is looked at, in bytes: a zone and a host. */
const LONGEST_REST = 96;

/** By what they begin with, see {@link keyAt}. */
const BY_KEY = new Map<number, StampForm[]>();
for (const [form, rest] of FORMS) {
  const compiled = formOf(form, rest);
  const keys = samplesOf(form).map((text) => keyAt(Buffer.from(text), 0, text.length));
  for (const key of new Set(keys)) BY_KEY.set(key, [...(BY_KEY.get(key) ?? []), compiled]);
}
const NAMED = FORMS.filter(([form]) => form.startsWith('MMMM')).map(([form, rest]) => formOf(form, rest));

/** Reads any unambiguous stamp, with an optional weekday before it and an optional AM, PM or zone after it. */
export function readStamp(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  const from = skipWeekday(bytes, at, end);
  const isRead = isDigit(bytes[from])
    ? readIso(bytes, from, end, stamp) || readNumeric(bytes, from, end, stamp)
    : readBsd(bytes, from, end, stamp) || readLettered(bytes, from, end, stamp);
  if (!isRead) return false;
  readColonFraction(bytes, end, stamp);
  readAmPm(bytes, end, stamp);
  if (from > at || isBehindDay(bytes, at)) readTrailingYear(bytes, end, stamp);
  readZoneAfterBlank(bytes, end, stamp);
  return true;
}

/** Whether `Wednesday ` or `Wednesday, ` precedes. */
function isBehindDay(bytes: Uint8Array, start: number): boolean {
  const at = bytes[start - 2] === COMMA ? start - 2 : start - 1;
  return at >= 6 && bytes[start - 1] === BLANK && hasAt(bytes, at - 3, at, 'day');
}

/** Reads a stamp of another form that begins with a date like that of ISO 8601, with other signs in it or behind it. */
export function readIsoLike(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  const sign = bytes[at + 4];
  return isDigit(bytes[at]) && sign === bytes[at + 7] && !isDigit(sign) && readNumeric(bytes, at, end, stamp);
}

/** Reads a stamp that begins with a digit, but is not of ISO 8601. */
function readNumeric(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  const forms = BY_KEY.get(keyAt(bytes, at, end));
  return forms !== undefined && readAmong(forms, bytes, at, end, stamp);
}

function readLettered(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  // The month that `readBsd` has not found here is none either.
  if (stamp.month > 0) return readAmong(NAMED, bytes, at, end, stamp);
  return isDigit(bytes[at + 1]) && GLOG_LEVELS.includes(bytes[at]!) && readAmong(GLOG, bytes, at + 1, end, stamp);
}

/**
 * `20230220151247`, all digits, with an optional fraction and offset: of our centuries, as other numbers may have as many
 * digits.
 */
export function readCompact(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  return readForm(COMPACT, bytes, at, end, stamp) && stamp.year >= 1970 && stamp.year < 2100 && stamp.isPossible();
}

/** How many digits there are, and what the two bytes behind them are: this rules out most forms, for most numbers all. */
function keyAt(bytes: Uint8Array, at: number, end: number): number {
  const next = endOfDigits(bytes, at, Math.min(end, at + 9));
  return next + 1 < end ? ((next - at) << 16) | (kindOf(bytes[next]!) << 8) | kindOf(bytes[next + 1]!) : 0;
}

/** The same for all digits, and for all letters. */
function kindOf(byte: number): number {
  return isDigit(byte) ? 1 : isOfWord(byte) ? 2 : byte;
}

function readAmong(forms: readonly StampForm[], bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  for (const form of forms) if (readForm(form, bytes, at, end, stamp)) return true;
  return false;
}

/** Without one it may be the name of a file: api.log.1.2017-05-16_13:53:08. */
function hasFraction(bytes: Uint8Array, _start: number, _end: number, { next }: Stamp): boolean {
  return bytes[next - 3] !== COLON;
}

/** Without seconds; with an incomplete number of them it is something else. */
function isMinute(bytes: Uint8Array, _start: number, end: number, { next }: Stamp): boolean {
  return next === end || bytes[next] !== COLON;
}

/** `+300" date="5-1-2024"`: what is added to local time to get UTC, in minutes, may be `+-60`. */
function readCmTrace(bytes: Uint8Array, _start: number, end: number, stamp: Stamp): boolean {
  if (bytes[stamp.next] !== PLUS && bytes[stamp.next] !== DASH) return false;
  const bias = CM_TRACE.exec(textBehind(bytes, end, stamp));
  if (!bias) return false;
  const [text, minutes, month, day, year] = bias;
  stamp.offset = -Number(minutes) * MINUTE;
  stamp.month = Number(month);
  stamp.day = Number(day);
  stamp.year = Number(year);
  stamp.next += text.length;
  return true;
}

/**
 * Whether a zone, a host and the engine that processed the packet follow, `GMT ns1 0-PPE-0 :`: others write such stamps with the
 * day first. It does so, too, if it is told to: a month beyond the twelfth is a day.
 */
function isNetScaler(bytes: Uint8Array, _start: number, end: number, stamp: Stamp): boolean {
  const { month, day } = stamp;
  if (month > 12) [stamp.month, stamp.day] = [day, month];
  return NETSCALER.test(textBehind(bytes, end, stamp));
}

/** Whether it is between `L ` and a colon. */
function isHalfLife(bytes: Uint8Array, start: number, end: number, { next }: Stamp): boolean {
  return bytes[start - 2] === CAPITAL_L && bytes[start - 1] === BLANK && next < end && bytes[next] === COLON;
}

/** Whether the code of an event follows, `;0002;` or `;E;`. */
function isPbs(bytes: Uint8Array, _start: number, end: number, stamp: Stamp): boolean {
  return PBS.test(textBehind(bytes, end, stamp));
}

function textBehind(bytes: Uint8Array, end: number, { next }: Stamp): string {
  return String.fromCharCode(...bytes.subarray(next, Math.min(end, next + LONGEST_REST)));
}

/** Whether the date has no time of its own behind it. */
function endsWithDate(bytes: Uint8Array, _start: number, _end: number, { next }: Stamp): boolean {
  return bytes[next + 3] !== COLON;
}

function isBeforeBlank(bytes: Uint8Array, _start: number, end: number, { next }: Stamp): boolean {
  return next < end && bytes[next] === BLANK;
}

/** An optional zone in minutes: `-240`. */
function readMinutesEast(bytes: Uint8Array, _start: number, end: number, stamp: Stamp): boolean {
  const { next } = stamp;
  const minutes = next + 4 <= end ? digits(bytes, next + 1, 3) : Number.NaN;
  if (Number.isNaN(minutes) || (bytes[next] !== PLUS && bytes[next] !== DASH)) return true;
  stamp.offset = minutes * (bytes[next] === DASH ? -MINUTE : MINUTE);
  stamp.next = next + 4;
  return true;
}

/** `:30`, milliseconds without padding. */
function readMillis(bytes: Uint8Array, _start: number, end: number, stamp: Stamp): boolean {
  const from = stamp.next + 1;
  const next = endOfDigits(bytes, from, Math.min(end, from + 3));
  stamp.micros = digits(bytes, from, next - from) * 1000;
  stamp.next = next;
  return next > from && bytes[from - 1] === COLON;
}

function isBeforeLevel(bytes: Uint8Array, _start: number, end: number, { next }: Stamp): boolean {
  return bytes[next] === BLANK && LEVELS.includes(String.fromCharCode(...bytes.subarray(next + 1, endOfCapitals(bytes, next + 1, end))));
}

/** `  7  9 I Tag: up`, or `I/Tag( 7): up`. */
function isBeforeLogcatLevel(bytes: Uint8Array, start: number, end: number, stamp: Stamp): boolean {
  let level = stamp.next;
  while (level < end && (bytes[level] === BLANK || isDigit(bytes[level]))) level++;
  const after = level + 1 < end ? bytes[level + 1] : 0;
  return isWhole(bytes, start) && LOGCAT_LEVELS.includes(bytes[level]!) && (after === BLANK || after === SLASH);
}

/** Whether a date does not begin before these two digits. */
function isWhole(bytes: Uint8Array, start: number): boolean {
  return bytes[start - 1] !== DASH;
}

function hasTrailingYear(bytes: Uint8Array, _start: number, end: number, stamp: Stamp): boolean {
  readTrailingYear(bytes, end, stamp);
  return true;
}
