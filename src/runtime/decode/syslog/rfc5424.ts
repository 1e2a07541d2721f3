/** Records of RFC 5424: `1 TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA MSG`, with `-` for missing fields. */

import { BLANK, CAPITAL_Z, COLON, DASH, EQUALS, isDigit, OPEN_BRACE, OPEN_BRACKET, PLUS, ZERO } from '../../values/ascii.ts';
import type { RecordClock } from '../stamps/clock.ts';
import { readIso } from '../stamps/stamp.ts';
import { endOfWord, find, isNil, isNumber } from '../text.ts';
import { endOfStructuredData } from './structured-data.ts';
import type { SyslogHeader } from './syslog-header.ts';

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
  const at = endOfStamp(bytes, start, end, into, clock);
  if (at < 0) return false;
  readFields(bytes, at, end, into);
  return true;
}

/**
 * Reads the same fields behind a stamp that has neither PRI nor version before it, as relays and VMware's NSX write files. Pid and
 * structured data must show what they are: `host app 7 - - message`. Returns false, and reads nothing, if they do not.
 * @param start the offset after the stamp
 */
export function readUnversioned(bytes: Uint8Array, start: number, end: number, into: SyslogHeader): boolean {
  if (!endsInOffset(bytes, start)) return false;
  const pid = afterWord(bytes, afterWord(bytes, start + 1, end), end);
  if (!isDigit(bytes[pid]) && bytes[pid] !== DASH) return false;
  const pidEnd = endOfWord(bytes, pid, end);
  const data = afterWord(bytes, Math.min(pidEnd + 1, end), end);
  if (data >= end || !(isNil(bytes, pid, pidEnd) || isNumber(bytes, pid, pidEnd))) return false;
  const dataEnd = isNil(bytes, data, endOfWord(bytes, data, end)) ? data + 1 : endOfStructuredData(bytes, data, end);
  const hasData = dataEnd > data && (bytes[data] === DASH || find(bytes, EQUALS, data, dataEnd) > 0);
  if (!hasData || (dataEnd < end && bytes[dataEnd] !== BLANK)) return false;
  readFields(bytes, start, end, into);
  return true;
}

/** Whether a stamp of RFC 3339 with its offset ends here. */
function endsInOffset(bytes: Uint8Array, at: number): boolean {
  const sign = bytes[at - 6];
  return bytes[at - 1] === CAPITAL_Z || (bytes[at - 3] === COLON && (sign === PLUS || sign === DASH));
}

/** The offset after the word that begins here and a blank; `end` if either is missing. */
function afterWord(bytes: Uint8Array, start: number, end: number): number {
  const at = endOfWord(bytes, start, end);
  return at === start || at === end ? end : at + 1;
}

/** Reads all fields, of which the first is preceded by the blank at this offset. */
function readFields(bytes: Uint8Array, start: number, end: number, into: SyslogHeader): void {
  into.hostStart = nextField(bytes, start, end, into);
  let at = endOfWord(bytes, into.hostStart, end);
  into.hostEnd = endUnlessNil(bytes, into.hostStart, at);
  into.appStart = nextField(bytes, at, end, into);
  at = endOfWord(bytes, into.appStart, end);
  into.appEnd = endUnlessNil(bytes, into.appStart, at);
  into.pidStart = nextField(bytes, at, end, into);
  at = endOfWord(bytes, into.pidStart, end);
  into.pidEnd = endUnlessNil(bytes, into.pidStart, at);
  into.msgidStart = nextField(bytes, at, end, into);
  at = endOfWord(bytes, into.msgidStart, end);
  into.msgidEnd = endUnlessNil(bytes, into.msgidStart, at);
  into.messageStart = readData(bytes, nextField(bytes, at, end, into), end, into);
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
function nextField(bytes: Uint8Array, at: number, end: number, into: SyslogHeader): number {
  if (at + 1 >= end || bytes[at + 1] === BLANK) into.broken = true;
  return Math.min(at + 1, end);
}

/** The end of a field; its start if it is missing. */
function endUnlessNil(bytes: Uint8Array, start: number, end: number): number {
  return isNil(bytes, start, end) ? start : end;
}

/** Whether structured data are left out behind a message id of `-`, as in the drains of Heroku, and the fields before are what they should be. */
function isLeftOut(bytes: Uint8Array, start: number, end: number, { appStart, appEnd, msgidStart, msgidEnd }: SyslogHeader): boolean {
  const hasTag = appEnd > appStart && (bytes[appEnd - 1] === COLON || bytes[appStart] === OPEN_BRACE);
  return start < end && bytes[start] !== OPEN_BRACKET && msgidEnd === msgidStart && !hasTag;
}

/** Reads structured data; returns the start of the message. */
function readData(bytes: Uint8Array, start: number, end: number, into: SyslogHeader): number {
  let at = -1;
  if (start < end && bytes[start] === DASH) at = start + 1;
  else if (start < end && bytes[start] === OPEN_BRACKET) at = endOfStructuredData(bytes, start, end);
  if (at < 0 || (at < end && bytes[at] !== BLANK)) {
    if (!isLeftOut(bytes, start, end, into)) into.broken = true;
    return start;
  }
  if (bytes[start] === OPEN_BRACKET) {
    into.dataStart = start;
    into.dataEnd = at;
  }
  return Math.min(at + 1, end);
}
