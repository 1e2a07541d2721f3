/** Records of RFC 5424: `1 TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA MSG`, with `-` for missing fields. */

import { BLANK, DASH, isDigit, OPEN_BRACKET, ZERO } from '../values/ascii.ts';
import type { RecordClock } from './clock.ts';
import { readIso } from './stamp.ts';
import { endOfStructuredData } from './structured-data.ts';
import type { SyslogHeader } from './syslog-header.ts';
import { endOfWord, isNil } from './text.ts';

/** The offset after `1 ` or another version of at most three digits; `at` if there is none. */
export function endOfVersion(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at]! - ZERO;
  if (at >= end || !(first >= 1 && first <= 9)) return at;
  let next = at + 1;
  while (next < end && next < at + 3 && isDigit(bytes[next])) next++;
  return next < end && bytes[next] === BLANK ? next + 1 : at;
}

/**
 * Reads what follows the version. Returns false if that does not begin with a stamp or `-`: the record is then not of
 * this kind. A header that breaks off or is malformed further on is kept as far as it goes, and marked as broken.
 */
export function readRfc5424(bytes: Uint8Array, start: number, end: number, into: SyslogHeader, clock: RecordClock): boolean {
  let at = endOfStamp(bytes, start, end, into, clock);
  if (at < 0) return false;
  into.hostStart = parted(bytes, at, end, into);
  at = endOfWord(bytes, into.hostStart, end);
  into.hostEnd = endUnlessNil(bytes, into.hostStart, at);
  into.appStart = parted(bytes, at, end, into);
  at = endOfWord(bytes, into.appStart, end);
  into.appEnd = endUnlessNil(bytes, into.appStart, at);
  into.pidStart = parted(bytes, at, end, into);
  at = endOfWord(bytes, into.pidStart, end);
  into.pidEnd = endUnlessNil(bytes, into.pidStart, at);
  into.msgidStart = parted(bytes, at, end, into);
  at = endOfWord(bytes, into.msgidStart, end);
  into.msgidEnd = endUnlessNil(bytes, into.msgidStart, at);
  into.messageStart = readData(bytes, parted(bytes, at, end, into), end, into);
  return true;
}

/** The offset after the stamp; -1 if there is neither a stamp nor `-`. */
function endOfStamp(bytes: Uint8Array, at: number, end: number, into: SyslogHeader, clock: RecordClock): number {
  if (at < end && bytes[at] === DASH && (at + 1 === end || bytes[at + 1] === BLANK)) return at + 1;
  if (!readIso(bytes, at, end, clock.stamp)) return -1;
  const { next } = clock.stamp;
  if (next < end && bytes[next] !== BLANK) return -1;
  into.time = clock.instant();
  return next;
}

/** The start of the next field, which must exist after exactly one blank. */
function parted(bytes: Uint8Array, at: number, end: number, into: SyslogHeader): number {
  if (at + 1 >= end || bytes[at + 1] === BLANK) into.broken = true;
  return Math.min(at + 1, end);
}

/** The end of a field; its start if it is missing. */
function endUnlessNil(bytes: Uint8Array, start: number, end: number): number {
  return isNil(bytes, start, end) ? start : end;
}

/** Reads structured data; returns the start of the message. */
function readData(bytes: Uint8Array, start: number, end: number, into: SyslogHeader): number {
  let at = -1;
  if (start < end && bytes[start] === DASH) at = start + 1;
  else if (start < end && bytes[start] === OPEN_BRACKET) at = endOfStructuredData(bytes, start, end);
  if (at < 0 || (at < end && bytes[at] !== BLANK)) {
    into.broken = true;
    return start;
  }
  if (bytes[start] === OPEN_BRACKET) {
    into.dataStart = start;
    into.dataEnd = at;
  }
  return Math.min(at + 1, end);
}
