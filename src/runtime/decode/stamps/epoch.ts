/** Times written as a number since 1970: the number of digits tells seconds, milliseconds, microseconds or nanoseconds. */

import { AT, BAR, BLANK, CLOSE_BRACKET, COMMA, DASH, isDigit, ONE, POINT, SEMICOLON, SMALL_E, TAB, ZERO } from '../../values/ascii.ts';
import { hasAt } from '../text.ts';

/** What ends a time of digits only: with any other sign behind it, it is a part of a name. */
export const COLUMN_ENDS: readonly number[] = [BLANK, TAB, COMMA, SEMICOLON, BAR, CLOSE_BRACKET];
const EXPONENT = 'e+09';
/** Of milliseconds, microseconds and nanoseconds since 1970. */
const FINER_DIGITS: readonly number[] = [13, 16, 19];
/** Longer than any double in decimal notation with an exponent, in bytes. */
const LONGEST_NUMBER = 32;

/**
 * Microseconds of a decimal number: up to 10 digits before the point are seconds, up to 13 milliseconds, up to 16
 * microseconds, up to 19 nanoseconds. NaN if there is no such number.
 */
export function epochMicros(bytes: Uint8Array, start: number, end: number): number {
  const negative = bytes[start] === DASH;
  const first = negative ? start + 1 : start;
  const point = endOfDigits(bytes, first, end);
  const count = point - first;
  if (count === 0 || count > 19) return Number.NaN;
  const last = point < end && bytes[point] === POINT ? endOfDigits(bytes, point + 1, end) : point;
  if (last !== end || last === point + 1)
    return last < end && (bytes[last]! | 0x20) === SMALL_E ? scaledMicros(bytes, start, end) : Number.NaN;
  const places = count <= 10 ? 6 : count <= 13 ? 3 : count <= 16 ? 0 : -3;
  let micros = 0;
  for (let at = first; at < point + Math.min(places, 0); at++) micros = micros * 10 + bytes[at]! - ZERO;
  for (let place = 1; place <= places; place++) micros = micros * 10 + (point + place < last ? bytes[point + place]! - ZERO : 0);
  return Number.isSafeInteger(micros) ? (negative ? -micros : micros) : Number.NaN;
}

/** The same for a number with an exponent, `1.709200800123e9`, as JSON may have it. */
function scaledMicros(bytes: Uint8Array, start: number, end: number): number {
  const value = end - start > LONGEST_NUMBER ? Number.NaN : Number(String.fromCharCode(...bytes.subarray(start, end)));
  const digits = value >= 0 && value < 1e19 ? Buffer.from(value.toFixed(6)) : undefined;
  return digits ? epochMicros(digits, 0, digits.length) : Number.NaN;
}

/**
 * Microseconds of seconds with at least three decimals at this offset, as squid and auditd write them, or with an exponent, as
 * zap does: `1.709287200123e+09`. NaN if there are none.
 */
export function epochAt(bytes: Uint8Array, at: number, end: number): number {
  const point = endOfDigits(bytes, at, end);
  if ((point !== at + 10 && point !== at + 1) || bytes[point] !== POINT) return Number.NaN;
  const last = endOfDigits(bytes, point + 1, end);
  if (point === at + 1)
    return last > point + 6 && hasAt(bytes, last, end, EXPONENT) ? epochMicros(bytes, at, last + EXPONENT.length) : Number.NaN;
  return last > point + 3 ? epochMicros(bytes, at, last) : Number.NaN;
}

/**
 * Microseconds of ten digits in brackets, `[1709287200]`, as Nagios and unbound write them, or of milliseconds of our decades;
 * `at` is the offset after the opening bracket. NaN if there are none.
 */
export function bracketedEpochAt(bytes: Uint8Array, at: number, end: number): number {
  const close = endOfDigits(bytes, at, end);
  const isTime = close === at + 10 || (close === at + 13 && bytes[at] === ONE);
  return isTime && close < end && bytes[close] === CLOSE_BRACKET ? epochMicros(bytes, at, close) : Number.NaN;
}

/**
 * Microseconds of a number at the beginning of a line: ten digits and a colon, `1709287200: `, as Mosquitto and tcpdump write
 * them, or a dash, as Portsentry does, milliseconds, microseconds or nanoseconds of our decades in as many digits, or slapd's seconds and nanoseconds in
 * hexadecimal. NaN if there are none.
 */
export function leadingEpochAt(bytes: Uint8Array, at: number, end: number): number {
  const last = endOfDigits(bytes, at, end);
  const isSeconds = last === at + 10 && (hasAt(bytes, last, end, ': ') || hasAt(bytes, last, end, ' - '));
  const isFiner = FINER_DIGITS.includes(last - at) && bytes[at] === ONE && COLUMN_ENDS.includes(bytes[last]!);
  return last + 1 < end && (isSeconds || isFiner) ? epochMicros(bytes, at, last) : slapdAt(bytes, at, end);
}

/** `65e055aa.1dcd6500 0x7f4e8b7fe640 `: the address behind it tells it from other numbers. */
function slapdAt(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at + 8] !== POINT || !hasAt(bytes, at + 17, end, ' 0x')) return Number.NaN;
  return microsOf(hexNumber(bytes, at, at + 8), hexNumber(bytes, at + 9, at + 17));
}

/** `@` and 24 digits. */
export const TAI64N_LENGTH = 25;

/**
 * Microseconds of a TAI64N stamp at this offset, `@4000000065e055aa1dcd6500`, as multilog and svlogd write it: seconds
 * since 1970 plus ten, ignoring leap seconds, and nanoseconds. NaN if there is none.
 */
export function tai64nAt(bytes: Uint8Array, at: number, end: number): number {
  if (at + TAI64N_LENGTH > end || bytes[at] !== AT || bytes[at + 1] !== 0x34) return Number.NaN;
  return microsOf(hexNumber(bytes, at + 2, at + 17) - 10, hexNumber(bytes, at + 17, at + TAI64N_LENGTH));
}

/** NaN if the nanoseconds are a second or more. */
function microsOf(seconds: number, nanos: number): number {
  const micros = seconds * 1_000_000 + Math.floor(nanos / 1000);
  return nanos < 1e9 && Number.isSafeInteger(micros) ? micros : Number.NaN;
}

function hexNumber(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) value = value * 16 + hexDigit(bytes[at]!);
  return value;
}

/** NaN if the byte is no hexadecimal digit. */
function hexDigit(byte: number): number {
  if (isDigit(byte)) return byte - ZERO;
  const letter = (byte | 0x20) - 0x61;
  return letter >= 0 && letter < 6 ? letter + 10 : Number.NaN;
}

/** The offset of the first byte in [at, end) that is no digit, or `end`. */
export function endOfDigits(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && isDigit(bytes[at])) at++;
  return at;
}
