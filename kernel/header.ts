/** Lines with a syslog header: see `src/runtime/scan/header-twin.ts`. */

import { IS_VERSIONED, NAMES, NEEDS_PRIORITY, OTHERS } from '../src/runtime/scan/layout.ts';
import { BLANK, COLON, find, isDigit, NONE, OPEN, ZERO } from './bytes.ts';
import { next, readStamp } from './stamp.ts';
import { hasTextOf, valueIn } from './tables.ts';

const QUOTE: u8 = 0x22;
const PERCENT: u8 = 0x25;
const DASH: u8 = 0x2d;
const LESS_THAN: u8 = 0x3c;
const EQUALS: u8 = 0x3d;
const GREATER_THAN: u8 = 0x3e;
const LETTER_D: u8 = 0x44;
const LETTER_I: u8 = 0x49;
const LETTER_M: u8 = 0x4d;
const BACKSLASH: u8 = 0x5c;
const CLOSE: u8 = 0x5d;
const BRACE: u8 = 0x7b;
const DELETE: u8 = 0x7f;
/** The first byte of a byte order mark in UTF-8. */
const BYTE_ORDER_MARK: u8 = 0xef;

/** The time of a stamp that follows an optional PRI and precedes a blank. */
export function timeOfHeader(start: i32, end: i32): f64 {
  const from = load<u8>(start) === LESS_THAN ? skipPriority(start) : start;
  if (from === start && load<i32>(NEEDS_PRIORITY) === 1) return NaN;
  const time = readStamp(from, end);
  return next < end && load<u8>(next) === BLANK ? time : NaN;
}

/** The offset after a PRI; for an invalid one its own offset, where there is no stamp. */
function skipPriority(start: i32): i32 {
  let at = start + 1;
  let value = 0;
  while (at < start + 4 && isDigit(load<u8>(at))) value = value * 10 + load<u8>(at++) - ZERO;
  return at > start + 1 && load<u8>(at) === GREATER_THAN && value <= 191 ? at + 1 : start;
}

/** Whether what follows the stamp may be a record. Unusual notation always may. */
export function isHeaderWanted(end: i32): bool {
  return load<i32>(IS_VERSIONED) === 1 ? isWanted5424(next, end) : isWanted3164(next, end);
}

/** `host app[pid]: message` or `host app: message`. */
function isWanted3164(start: i32, end: i32): bool {
  const host = skipBlanks(start, end);
  const at = endOfName(host, end, OPEN);
  if (at === end || at === host || load<u8>(at) === OPEN || load<u8>(at - 1) === COLON || isNoHost(host, at)) return true;
  const app = skipBlanks(at, end);
  // A number may be Cisco's, with more of its header behind it; a PRI may precede the tag, and JSON has none.
  if (app === end || isDigit(load<u8>(app)) || load<u8>(app) === COLON || load<u8>(app) === LESS_THAN || load<u8>(app) === BRACE)
    return true;
  const appEnd = endOfName(app, end, COLON);
  const texts = textsOf(app, appEnd);
  if (texts === 0) return afterTag(appEnd, end) === NONE;
  const message = startOfMessage(app, appEnd, end);
  return message === NONE || startsOddly(message, end) || hasTextOf(texts, message, end);
}

/** The start of the message: a facility of Cisco's, `%LINK-3-UPDOWN: `, belongs to it. {@link NONE} if there may be more of a header. */
function startOfMessage(app: i32, appEnd: i32, end: i32): i32 {
  if (load<u8>(app) === PERCENT) return app;
  return appEnd === app ? NONE : afterTag(appEnd, end);
}

/**
 * Whether a first word is probably not the host but an offset, Cisco's facility, FreeBSD's PRI, a year, or part of AIX's
 * `Message forwarded from`.
 */
function isNoHost(start: i32, end: i32): bool {
  const first = load<u8>(start);
  return first <= DASH || first === LESS_THAN || (end - start === 4 && isDigit(first)) || (end - start === 7 && first === LETTER_M);
}

/** Whether the message begins with a byte order mark, with `[ID …]` of Solaris, or with what may be a header of Cisco's. */
function startsOddly(message: i32, end: i32): bool {
  const first = load<u8>(message);
  if (isDigit(first)) return find(PERCENT, message, end) < end;
  return first === BYTE_ORDER_MARK || (first === OPEN && load<u8>(message, 1) === LETTER_I && load<u8>(message, 2) === LETTER_D);
}

/** `host app pid msgid data message`, each preceded by one blank; missing fields are `-`. */
function isWanted5424(start: i32, end: i32): bool {
  const app = nextWord(start + 1, end);
  const pid = nextWord(app, end);
  const data = nextWord(nextWord(pid, end), end);
  const message = afterData(data, end);
  if (message === NONE) return true;
  const texts = textsOf(app, pid - 1);
  return texts !== 0 && hasTextOf(texts, message, end);
}

/** The start of the word after the one that begins here, separated by one blank; `end` if either is missing. */
function nextWord(start: i32, end: i32): i32 {
  const at = find(BLANK, start, end);
  return at === start || at >= end ? end : at + 1;
}

/** The start of the message after structured data; {@link NONE} if that is invalid or in unusual notation. */
function afterData(start: i32, end: i32): i32 {
  let at = start;
  if (load<u8>(at) === DASH) at++;
  else while (at !== NONE && load<u8>(at) === OPEN) at = afterElement(at + 1, end);
  if (at === start || at === NONE || (at < end && load<u8>(at) !== BLANK)) return NONE;
  at = min(at + 1, end);
  const hasMark = load<u8>(at) === BYTE_ORDER_MARK && load<u8>(at, 1) === 0xbb && load<u8>(at, 2) === 0xbf;
  return skipBlanks(hasMark ? at + 3 : at, end);
}

/** From after `[` to after `]`: `id name="value" …`. */
function afterElement(start: i32, end: i32): i32 {
  let at = skipName(start);
  if (at === start) return NONE;
  while (load<u8>(at) === BLANK) {
    const name = at + 1;
    at = skipName(name);
    if (at === name || load<u8>(at) !== EQUALS || load<u8>(at, 1) !== QUOTE) return NONE;
    for (at += 2; at < end && load<u8>(at) !== QUOTE; at++) if (load<u8>(at) === BACKSLASH) at++;
    if (at >= end) return NONE;
    at++;
  }
  return load<u8>(at) === CLOSE ? at + 1 : NONE;
}

/** The offset after a name, which contains no line end. */
function skipName(start: i32): i32 {
  let at = start;
  while (isOfName(load<u8>(at))) at++;
  return at;
}

/** The address of the texts of the program with this name. */
function textsOf(app: i32, end: i32): i32 {
  const names = load<i32>(NAMES);
  const texts = names === 0 ? 0 : valueIn(names, app, end);
  return texts === 0 ? load<i32>(OTHERS) : texts;
}

/** The offset of the blank, the bracket or the sign that ends a name, most of which are shorter than sixteen bytes. */
function endOfName(start: i32, end: i32, sign: u8): i32 {
  const blank = i8x16.splat(BLANK);
  const open = i8x16.splat(OPEN);
  const other = i8x16.splat(sign);
  for (let at = start; at < end; at += 16) {
    const bytes = v128.load(at);
    const found = i8x16.bitmask(v128.or(v128.or(i8x16.eq(bytes, blank), i8x16.eq(bytes, open)), i8x16.eq(bytes, other)));
    if (found !== 0) return min(at + ctz(found), end);
  }
  return end;
}

/** The start of the message after the name in a tag; {@link NONE} if it is no tag or in unusual notation. */
function afterTag(appEnd: i32, end: i32): i32 {
  let at = appEnd;
  if (load<u8>(at) === OPEN) {
    while (at < end && load<u8>(at) !== CLOSE && load<u8>(at) !== BLANK) at++;
    if (at === end || load<u8>(at) === BLANK) return NONE;
    at++;
  }
  if (at + 1 >= end || load<u8>(at) !== COLON || load<u8>(at, 1) !== BLANK) return NONE;
  return skipBlanks(at + 1, end);
}

function skipBlanks(start: i32, end: i32): i32 {
  let at = start;
  while (at < end && load<u8>(at) === BLANK) at++;
  return at;
}

/** A byte of an SD-NAME (RFC 5424). */
function isOfName(byte: u8): bool {
  return byte > BLANK && byte < DELETE && byte !== EQUALS && byte !== CLOSE && byte !== QUOTE;
}
