/** Lines with a header of syslog: see `src/runtime/scan/header-twin.ts`. */

import { ALWAYS, BEGINNINGS, CLASSES_SIZE, LITERALS, NAMES, NEEDS_PRIORITY, OTHERS } from '../src/runtime/scan/layout.ts';
import { BLANK, COLON, isDigit, NONE, OPEN, ZERO } from './bytes.ts';
import { next, readStamp } from './stamp.ts';
import { finds } from './tables.ts';

const PERCENT: u8 = 0x25;
const LESS_THAN: u8 = 0x3c;
const GREATER_THAN: u8 = 0x3e;
const CLOSE: u8 = 0x5d;
/** Its first byte. */
const BYTE_ORDER_MARK: u8 = 0xef;

/** Of a stamp behind a PRI, if there is one, and before a blank. */
export function timeOfHeader(start: i32, end: i32): f64 {
  const from = load<u8>(start) === LESS_THAN ? skipPriority(start) : start;
  if (from === start && load<i32>(NEEDS_PRIORITY) === 1) return NaN;
  const time = readStamp(from, end);
  return next < end && load<u8>(next) === BLANK ? time : NaN;
}

/** The place behind a PRI; of a wrong one its own, where no stamp stands. */
function skipPriority(start: i32): i32 {
  let at = start + 1;
  let value = 0;
  while (at < start + 4 && isDigit(load<u8>(at))) value = value * 10 + load<u8>(at++) - ZERO;
  return at > start + 1 && load<u8>(at) === GREATER_THAN && value <= 191 ? at + 1 : start;
}

/** `host app[pid]: message` or `host app: message`: whether it may be a record. So may all that is written otherwise. */
export function isHeaderWanted(end: i32): bool {
  const host = skipBlanks(next, end);
  const at = endOfHost(host, end);
  if (at >= end || at === host || load<u8>(at) === OPEN || load<u8>(at - 1) === COLON || load<u8>(host) === PERCENT) return true;
  const app = skipBlanks(at, end);
  if (app === end || load<u8>(app) === COLON) return true;
  const texts = textsOf(app, end);
  if (texts === 0) return false;
  if (load<i32>(texts, ALWAYS) === 1) return true;
  const message = readTag(app, end);
  if (message === NONE || load<u8>(message) === BYTE_ORDER_MARK) return true;
  return finds(load<i32>(texts, BEGINNINGS), message, end) || finds(load<i32>(texts, LITERALS), message, end);
}

/** The first blank or bracket; most hosts are shorter than sixteen bytes. */
function endOfHost(start: i32, end: i32): i32 {
  const blank = i8x16.splat(BLANK);
  const open = i8x16.splat(OPEN);
  for (let at = start; at < end; at += 16) {
    const bytes = v128.load(at);
    const found = i8x16.bitmask(v128.or(i8x16.eq(bytes, blank), i8x16.eq(bytes, open)));
    if (found !== 0) return at + ctz(found);
  }
  return end;
}

/** Address of the texts of the program that the tag names. */
function textsOf(app: i32, end: i32): i32 {
  const names = load<i32>(NAMES);
  const others = load<i32>(OTHERS);
  if (names === 0) return others;
  const rows = names + CLASSES_SIZE;
  let row = rows;
  for (let at = app; at < end; at++) {
    const byte = load<u8>(at);
    if (byte === OPEN || byte === COLON || byte === BLANK) break;
    const symbol: i32 = load<u16>(names + ((<i32>byte) << 1));
    if (symbol === 0) return others;
    const longer = load<i32>(row + (symbol << 2));
    if (longer === 0) return others;
    row = rows + (longer << 2);
  }
  const texts = load<i32>(row);
  return texts === 0 ? others : texts;
}

/** Where the message behind a tag begins; {@link NONE}: it is none, or written as few are. */
function readTag(app: i32, end: i32): i32 {
  let at = app;
  while (at < end && load<u8>(at) !== OPEN && load<u8>(at) !== COLON && load<u8>(at) !== BLANK) at++;
  if (at === app || at === end || load<u8>(at) === BLANK) return NONE;
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
