/**
 * What follows the stamp of a BSD record, `host tag[pid]: message`. RFC 3164 only describes observed practice, and
 * devices omit the host, the tag, or both; these rules fit most of them.
 */

import {
  BACKSLASH,
  BLANK,
  CLOSE_BRACKET,
  COLON,
  DASH,
  GREATER_THAN,
  isCapital,
  isDigit,
  LESS_THAN,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PARENTHESIS,
  PERCENT,
  POINT,
  SLASH,
  TAB,
} from '../../values/ascii.ts';
import { endOfWord, find, hasAt, isNil, isNumber, isOfWord, skipBlanks } from '../text.ts';
import { endOfCiscoHeader } from './cisco-header.ts';
import { GREATEST, levelNamed, type Priority, priorityNamed, readPriority } from './priority.ts';
import type { SyslogHeader } from './syslog-header.ts';

const FORWARDED = 'Message forwarded from ';
const MESSAGE_ID = '[ID ';
/** `solaris-cron.emergency` is shorter, in bytes. */
const LONGEST_PRIORITY = 24;
const ESXI = /^[A-Z][a-z]\((\d{1,3})\)(?:\[\+\])?$/;
/** Of a program, in bytes. */
const LONGEST_NAME = 48;
/** Of the number of an event. */
const EVENT_DIGITS = 5;
const SERIAL = String.raw`(?=[A-Z]*\d)[A-Z\d]{8,} (?:[\w.-]+ (?=\())?`;
const IN_PARENTHESES = String.raw`\([^()]*\d[^()]*\) `;
/**
 * Where in a device a message is from, between the host and a tag: WatchGuard's serial number, name and time, `80B20002E5BCD fb
 * (2024-05-01T10:00:00) `, Junos's `(FPC Slot 0, PIC Slot 1) ` and `node0.fpc1 `, or an address. Only a tag with a pid or of
 * capitals tells the latter two from the beginning of a message.
 */
const SLOT = new RegExp(
  String.raw`^(?:(?:${SERIAL})?(?:${IN_PARENTHESES})?(?=[\w./-]+(?:\[\d+\])?: )|[\w.-]+ (?=[A-Z]+_[A-Z_]+: |[\w./-]+\[\d+\]: ))`,
);
const LONGEST_SLOT = 96;
const AIX = /^([a-z]+\d?)(?:\|[a-z]+)?:([a-z]+)$/;

/**
 * Reads host, app, pid and the start of the message from what follows a stamp.
 *
 * The first word is the host unless it is itself a tag (`sshd[7]:`, `cron:`) or Cisco's `%FACILITY-…`. An IPv6 address
 * may end in two colons, a tag ends in one.
 */
export function readHostAndTag(bytes: Uint8Array, start: number, end: number, into: SyslogHeader): void {
  let at = skipBlanks(bytes, start, end);
  if (bytes[at] === LESS_THAN) at = readPriorityBehind(bytes, at, end, into);
  else if (bytes[at + 2] === OPEN_PARENTHESIS) at = readEsxiPriority(bytes, at, end, into);
  let wordEnd = at;
  let hasBracket = false;
  for (; wordEnd < end; wordEnd++) {
    const byte = bytes[wordEnd]!;
    if (byte === BLANK) break;
    if (byte === OPEN_BRACKET && wordEnd > at) hasBracket = true;
  }
  const hostEnd = hasBracket ? at : endOfHost(bytes, at, wordEnd);
  if (hostEnd > at) {
    into.hostStart = at;
    into.hostEnd = isNil(bytes, at, hostEnd) ? at : hostEnd;
    at = hasAt(bytes, at, end, FORWARDED) ? readForwarder(bytes, at + FORWARDED.length, end, into) : skipBlanks(bytes, wordEnd, end);
    if (bytes[at] === LESS_THAN) at = readRelayedPriority(bytes, at, end, into);
  }
  // Cisco's ASA: `host : %ASA-6-302013: …`
  if (at < end && bytes[at] === COLON && (at + 1 === end || bytes[at + 1] === BLANK)) at = skipBlanks(bytes, at + 1, end);
  let message = readTag(bytes, at, end, into);
  // A tag usually has a blank behind it.
  if (message === at || bytes[message - 1] === COLON) message = readPriorityBeforeTag(bytes, at, end, into, message);
  message = readDeviceHeader(bytes, at, end, into, message);
  into.messageStart = bytes[message] === OPEN_BRACKET ? readMessageId(bytes, message, end, into) : message;
}

const relayed: Priority = { value: 0, next: 0, padded: false };

/** Reads the PRI of a record that a relay has put behind its own stamp and host: `host <189>2: *Mar 1 …`. Returns the offset after it. */
function readRelayedPriority(bytes: Uint8Array, start: number, end: number, into: SyslogHeader): number {
  if (!readPriority(bytes, start, end, relayed)) return start;
  if (into.value < 0) into.value = relayed.value;
  return skipBlanks(bytes, relayed.next, end);
}

/**
 * Reads what devices write instead of a tag, or what only looks like one: the header of Cisco, which a relay has kept, or the
 * number of an event. `message` is the start of the message behind the tag, `start` if there is none; returns it anew.
 */
function readDeviceHeader(bytes: Uint8Array, start: number, end: number, into: SyslogHeader, message: number): number {
  const hasTag = message > start && !isDigit(bytes[start]) && bytes[message - 1] !== COLON;
  const mayBeCisco = !hasTag || isDigit(bytes[message]) || bytes[message] === PERCENT;
  const header = mayBeCisco ? endOfCiscoHeader(bytes, start, end) : start;
  if (header > start && (!hasTag || bytes[header] === PERCENT)) {
    into.appEnd = into.pidEnd = 0;
    return readTag(bytes, header, end, into);
  }
  if (message > start) return message;
  const slot = endOfSlot(bytes, start, end);
  if (slot > start) return readTag(bytes, slot, end, into);
  return isDigit(bytes[start]) ? readEventNumber(bytes, start, end, into) : readTagWithBlanks(bytes, start, end, into);
}

/** The offset of the tag behind what {@link SLOT} matches; `start` if there is none. */
function endOfSlot(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] !== OPEN_PARENTHESIS && !mayBeSlot(bytes, start, end)) return start;
  const text = String.fromCharCode(...bytes.subarray(start, Math.min(end, start + LONGEST_SLOT)));
  return start + (SLOT.exec(text)?.[0].length ?? 0);
}

/** Whether a word has a digit, and nothing but letters, digits, points and dashes: most messages end here. */
function mayBeSlot(bytes: Uint8Array, start: number, end: number): boolean {
  let hasDigit = false;
  for (let at = start; at < end && bytes[at] !== BLANK; at++) {
    const byte = bytes[at]!;
    if (!isOfWord(byte) && byte !== POINT && byte !== DASH) return false;
    hasDigit ||= isDigit(byte);
  }
  return hasDigit;
}

/** Reads the number that HP's switches write before the tag: `00076 ports: port 1 is up`. Returns the start of the message. */
function readEventNumber(bytes: Uint8Array, start: number, end: number, into: SyslogHeader): number {
  const wordEnd = endOfWord(bytes, start, end);
  if (wordEnd !== start + EVENT_DIGITS || !isNumber(bytes, start, wordEnd)) return start;
  const tag = skipBlanks(bytes, wordEnd, end);
  const message = readTag(bytes, tag, end, into);
  if (message === tag) return start;
  into.msgidStart = start;
  into.msgidEnd = wordEnd;
  return message;
}

/** Reads the tag of a program with blanks in its name, as on macOS: `Google Chrome Helper[7]: `. Returns the start of the message. */
function readTagWithBlanks(bytes: Uint8Array, start: number, end: number, into: SyslogHeader): number {
  const bracket = isCapital(bytes[start]) ? find(bytes, OPEN_BRACKET, start, Math.min(end, start + LONGEST_NAME)) : -1;
  const pidEnd = bracket < 0 ? -1 : endOfPid(bytes, bracket + 1, end);
  const isTag = isNumber(bytes, bracket + 1, pidEnd) && hasAt(bytes, pidEnd + 1, end, ': ') && find(bytes, COLON, start, bracket) < 0;
  if (!isTag || bytes[bracket - 1] === BLANK) return start;
  into.appStart = start;
  into.appEnd = bracket;
  into.pidStart = bracket + 1;
  into.pidEnd = pidEnd;
  return skipBlanks(bytes, pidEnd + 2, end);
}

/** Reads `<auth.info> ` or `<4.6> `, which FreeBSD's syslogd in verbose mode writes after the stamp. Returns the offset after it. */
function readPriorityBehind(bytes: Uint8Array, start: number, end: number, into: SyslogHeader): number {
  const close = find(bytes, GREATER_THAN, start, Math.min(end, start + LONGEST_PRIORITY));
  if (close < 0 || bytes[close + 1] !== BLANK || !readNamedPriority(bytes, start + 1, close, into)) return start;
  return skipBlanks(bytes, close + 1, end);
}

/**
 * Reads `In(14) ` of ESXi 8, which stands for the host: a level and the PRI; a `[+]` behind it marks the rest of a long
 * message. Returns the offset after it.
 */
function readEsxiPriority(bytes: Uint8Array, start: number, end: number, into: SyslogHeader): number {
  const wordEnd = endOfWord(bytes, start, end);
  const value = ESXI.exec(wordAt(bytes, start, wordEnd))?.[1];
  if (value === undefined || wordEnd === end || Number(value) > GREATEST) return start;
  if (into.value < 0) into.value = Number(value);
  return skipBlanks(bytes, wordEnd, end);
}

/**
 * Reads the PRI that BusyBox (`auth.info`), AIX (`auth|security:info`) and F5 (`info`, the level alone) write between the host
 * and the tag. Returns the start of the message: `message` if there is none, so that what was read is the tag.
 */
function readPriorityBeforeTag(bytes: Uint8Array, start: number, end: number, into: SyslogHeader, message: number): number {
  const wordEnd = endOfWord(bytes, start, end);
  const word = wordAt(bytes, start, wordEnd);
  const tag = skipBlanks(bytes, wordEnd, end);
  if (tag === wordEnd || (word.charCodeAt(0) | 0x20) < 0x61) return message;
  const value = priorityNamed(word.replace(AIX, '$1.$2'));
  if (value === undefined) {
    const after = levelNamed(word) === undefined || message > start ? tag : readTag(bytes, tag, end, into);
    return after > tag ? after : message;
  }
  if (into.value < 0) into.value = value;
  into.appEnd = into.pidEnd = 0;
  return readTag(bytes, tag, end, into);
}

/** A word as text; empty if it is too long for a PRI. */
function wordAt(bytes: Uint8Array, start: number, end: number): string {
  return end - start > LONGEST_PRIORITY ? '' : String.fromCharCode(...bytes.subarray(start, end));
}

/** Reads a named PRI unless the record already has one; returns false if the bytes are none. */
export function readNamedPriority(bytes: Uint8Array, start: number, end: number, into: SyslogHeader): boolean {
  const value = priorityNamed(wordAt(bytes, start, end));
  if (value !== undefined && into.value < 0) into.value = value;
  return value !== undefined;
}

/** Reads the host after AIX's `Message forwarded from `, which ends in a colon. Returns the offset after it. */
function readForwarder(bytes: Uint8Array, start: number, end: number, into: SyslogHeader): number {
  const wordEnd = endOfWord(bytes, start, end);
  into.hostStart = start;
  into.hostEnd = wordEnd > start && bytes[wordEnd - 1] === COLON ? wordEnd - 1 : wordEnd;
  return skipBlanks(bytes, wordEnd, end);
}

/** Reads `[ID 800047 auth.info] `, which precedes messages of Solaris. Returns the offset after it. */
function readMessageId(bytes: Uint8Array, start: number, end: number, into: SyslogHeader): number {
  if (!hasAt(bytes, start, end, MESSAGE_ID)) return start;
  const id = start + MESSAGE_ID.length;
  const idEnd = endOfWord(bytes, id, end);
  const close = find(bytes, CLOSE_BRACKET, idEnd, Math.min(end, idEnd + 1 + LONGEST_PRIORITY));
  if (close < 0 || !isNumber(bytes, id, idEnd) || (close + 1 < end && bytes[close + 1] !== BLANK)) return start;
  if (!readNamedPriority(bytes, idEnd + 1, close, into)) return start;
  into.msgidStart = id;
  into.msgidEnd = idEnd;
  return skipBlanks(bytes, close + 1, end);
}

/** Reads app and pid from what directly follows a PRI: senders without a clock begin with their tag. Nothing else there is certain. */
export function readBareTag(bytes: Uint8Array, start: number, end: number, into: SyslogHeader): number {
  const at = skipBlanks(bytes, start, end);
  if (at === end || (!isLetter(bytes[at]!) && bytes[at] !== SLASH)) return start;
  const message = readTag(bytes, at, end, into);
  return message === at ? start : message;
}

/**
 * The end of a host, without a colon behind it; `start` if the word is not a host but already the tag or the message. An address
 * is no tag, and neither is what precedes a facility of Cisco's.
 */
function endOfHost(bytes: Uint8Array, start: number, end: number): number {
  if (end === start || bytes[start] === PERCENT) return start;
  if (bytes[end - 1] !== COLON || bytes[end - 2] === COLON) return end;
  const isBeforeFacility = bytes[end] === BLANK && bytes[end + 1] === PERCENT;
  return isBeforeFacility || isAddress(bytes, start, end - 1) ? end - 1 : start;
}

/** Whether these are digits and three points. */
function isAddress(bytes: Uint8Array, start: number, end: number): boolean {
  let points = 0;
  for (let at = start; at < end; at++) {
    if (bytes[at] === POINT) points++;
    else if (!isDigit(bytes[at])) return false;
  }
  return points === 3;
}

/**
 * Reads `app:`, `app[pid]:` or `app[pid]`; returns the start of the message, `start` if there is no tag, but a facility, JSON,
 * or strongSwan's `05[IKE]`: the number of a thread is not the name of a program.
 */
function readTag(bytes: Uint8Array, start: number, end: number, into: SyslogHeader): number {
  if (bytes[start] === PERCENT || bytes[start] === OPEN_BRACE) return start;
  const nameEnd = endOfName(bytes, start, end);
  if (nameEnd === start || nameEnd === end) return start;
  let at = nameEnd;
  if (bytes[at] === OPEN_BRACKET) {
    const close = endOfPid(bytes, at + 1, end);
    if (close < 0) return start;
    at = close + 1;
    if (at < end && bytes[at] !== COLON && (bytes[at] !== BLANK || isNumber(bytes, start, nameEnd))) return start;
    into.pidStart = nameEnd + 1;
    into.pidEnd = close;
  } else if (bytes[at] === BLANK || !endsTag(bytes, start, at, end)) {
    return start;
  }
  into.appStart = start;
  into.appEnd = nameEnd;
  if (at < end && bytes[at] === COLON) at++;
  return skipBlanks(bytes, at, end);
}

/**
 * Whether a colon ends a tag. If no blank follows (`app:text`), the word must not look like anything else: `12:30`, an
 * address, `std::move`, a URL, `C:\\logs`.
 */
function endsTag(bytes: Uint8Array, start: number, colon: number, end: number): boolean {
  const next = colon + 1;
  if (next === end || bytes[next] === BLANK || bytes[next] === TAB) return true;
  if (!isLetter(bytes[start]!) || bytes[next] === SLASH || bytes[next] === BACKSLASH) return false;
  for (let at = next; at < end && bytes[at] !== BLANK; at++) if (bytes[at] === COLON) return false;
  return true;
}

function isLetter(byte: number): boolean {
  return (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
}

/** The end of a name: a blank, a colon or a bracket. */
function endOfName(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  for (; at < end; at++) {
    const byte = bytes[at];
    if (byte === COLON || byte === OPEN_BRACKET || byte === BLANK) break;
  }
  return at;
}

/** The bracket that closes a pid, which has no blanks; -1 if there is none. */
function endOfPid(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    if (bytes[at] === CLOSE_BRACKET) return at;
    if (bytes[at] === BLANK) return -1;
  }
  return -1;
}
