/** A time of day, without a date: what many programs write by default, as Logback, WildFly and Minecraft. */

import { BLANK, COLON, DASH, ESCAPE, isDigit, POINT, SLASH, TAB } from '../../values/ascii.ts';
import { endOfColour, hasAt, isOfWord } from '../text.ts';
import { digits, readAmPm, readColonFraction, type Stamp } from './stamp.ts';
import { formOf, readForm } from './stamp-form.ts';

const CLOCK = formOf('H:mm:ss');
const SHORT_CLOCK = formOf('H:mm');
/** After these a word is part of the same token: of an address, a range, a number. */
const JOINING: readonly number[] = [COLON, POINT, DASH, SLASH];
/** What may come before the time, in this case or in lower case; single letters as in Jupyter's `[I 15:12:47.123 …]`. */
const LEVELS: readonly string[] = [
  ...['TRACE', 'DEBUG', 'INFO', 'NOTICE', 'WARN', 'WARNING', 'ERROR', 'FATAL', 'SEVERE', 'CRITICAL'],
  ...['VRB', 'DBG', 'INF', 'WRN', 'ERR', 'FTL', 'CRIT'],
  ...['T', 'D', 'I', 'N', 'W', 'E', 'F', 'C'],
];
const LOWER = LEVELS.map((level) => level.toLowerCase());

/**
 * The offset of what may be the time of a line that begins here: its first word, or the one after a level. -1 for an
 * indented line, which belongs to the one before, or if there is no such word.
 */
export function timeOfLine(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] === BLANK || bytes[start] === TAB) return -1;
  const at = skipSigns(bytes, start, end);
  const level = endOfLevel(bytes, at, end);
  const time = level > at ? skipSigns(bytes, level, end) : at;
  return time < end ? time : -1;
}

/**
 * Reads `15:12:47`, with an optional fraction and offset, or an AM or PM: only with these may the hour have one digit, and the
 * seconds be missing, as in zerolog's `3:12PM`.
 */
export function readTimeOfDay(bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  if (at < 0 || !isDigit(bytes[at]) || (bytes[at + 2] !== COLON && bytes[at + 1] !== COLON)) return false;
  stamp.day = Number.NaN;
  const hasSeconds = readForm(CLOCK, bytes, at, end, stamp);
  if (hasSeconds) readColonFraction(bytes, end, stamp);
  else if (!readForm(SHORT_CLOCK, bytes, at, end, stamp)) return false;
  const clockEnd = stamp.next;
  if (isBeforeDate(bytes, clockEnd, end)) return false;
  readAmPm(bytes, end, stamp);
  return ((hasSeconds && bytes[at + 2] === COLON) || stamp.next > clockEnd) && isTokenEnd(bytes, stamp.next, end);
}

/** Whether ` 2024-05-01` follows, so that this is a stamp of another form. */
function isBeforeDate(bytes: Uint8Array, at: number, end: number): boolean {
  return (
    at + 11 <= end && bytes[at] === BLANK && bytes[at + 5] === DASH && bytes[at + 8] === DASH && !Number.isNaN(digits(bytes, at + 1, 4))
  );
}

/** Whether a token ends here: `00:11:22:33:44:55` is no time, `15:12:47:INFO` begins with one. */
function isTokenEnd(bytes: Uint8Array, at: number, end: number): boolean {
  if (at >= end) return true;
  if (isOfWord(bytes[at]!)) return false;
  const isJoined = JOINING.includes(bytes[at]!) && at + 1 < end && (isOfWord(bytes[at + 1]!) || bytes[at + 1] === COLON);
  return !isJoined || (bytes[at] === COLON && endOfLevel(bytes, at + 1, end) > at + 1);
}

function skipSigns(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  for (; at < end && !isOfWord(bytes[at]!); at++) if (bytes[at] === ESCAPE) at = endOfColour(bytes, at, end);
  return at;
}

/** The offset after the name of a level; `at` if there is none. */
function endOfLevel(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end || isDigit(bytes[at])) return at;
  let next = at;
  while (next < end && next < at + 9 && isOfWord(bytes[next]!)) next++;
  const isThis = (level: string) => level.length === next - at && hasAt(bytes, at, end, level);
  return LEVELS.some(isThis) || LOWER.some(isThis) ? next : at;
}
