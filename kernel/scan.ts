/**
 * The kernel of a scan, in AssemblyScript: see `src/runtime/scan/twin.ts`, which says the same in TypeScript and what it
 * means. `npm run generate` compiles it.
 */

import {
  ALWAYS,
  BEGINNINGS,
  CLASSES_SIZE,
  CLOCK_AT,
  FIRST,
  GREATEST,
  IS_KNOWN,
  LAST,
  LATEST,
  LITERALS,
  MAX_LINE,
  MIDNIGHT,
  NAMES,
  NEEDS_PRIORITY,
  OTHERS,
  PASSED,
  PREFIX,
  PREFIX_LENGTH,
  ZONE,
  ZONE_LENGTH,
} from '../src/runtime/scan/layout.ts';

const LINE_FEED: u8 = 0x0a;
const BLANK: u8 = 0x20;
const PERCENT: u8 = 0x25;
const COMMA: u8 = 0x2c;
const POINT: u8 = 0x2e;
const ZERO: u8 = 0x30;
const COLON: u8 = 0x3a;
const LESS_THAN: u8 = 0x3c;
const GREATER_THAN: u8 = 0x3e;
const OPEN: u8 = 0x5b;
const CLOSE: u8 = 0x5d;
/** Its first byte. */
const BYTE_ORDER_MARK: u8 = 0xef;
/** No place in a line; no time. */
const NONE: i32 = -1;

/** Behind what was read last. */
let next: i32 = 0;

export function scan(start: i32, end: i32): i32 {
  const maxLine = load<i32>(MAX_LINE);
  const midnight = load<f64>(MIDNIGHT);
  const latest = load<f64>(LATEST);
  let at = start;
  while (true) {
    store<i32>(IS_KNOWN, 0);
    const lineEnd = findLineEnd(at, end);
    if (lineEnd >= end || lineEnd - at > maxLine) return at;
    const micros = readStamp(at, lineEnd);
    if (micros < 0) return at;
    store<i32>(IS_KNOWN, 1);
    const time = midnight + micros;
    if (!(time >= load<f64>(GREATEST) && time <= latest) || isWanted(next, lineEnd)) return at;
    store<f64>(GREATEST, time);
    store<f64>(LAST, time);
    const passed = load<i32>(PASSED);
    if (passed === 0) store<f64>(FIRST, time);
    store<i32>(PASSED, passed + 1);
    at = lineEnd + 1;
  }
}

/** Sixteen bytes at a time; `end` or more: there is none. */
function findLineEnd(start: i32, end: i32): i32 {
  const wanted = i8x16.splat(LINE_FEED);
  for (let at = start; at < end; at += 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(at), wanted));
    if (found !== 0) return at + ctz(found);
  }
  return end;
}

/** Microseconds since midnight of a stamp with the prefix and the zone, which a blank follows. */
function readStamp(start: i32, end: i32): f64 {
  const from = load<u8>(start) === LESS_THAN ? skipPriority(start) : start;
  if (from === start && load<i32>(NEEDS_PRIORITY) === 1) return NONE;
  const prefixLength = load<i32>(PREFIX_LENGTH);
  const clockAt = from + load<i32>(CLOCK_AT);
  if (prefixLength === 0 || clockAt + 8 >= end || !isAt(from, PREFIX, prefixLength)) return NONE;
  if (load<u8>(clockAt, 2) !== COLON || load<u8>(clockAt, 5) !== COLON) return NONE;
  const hour = twoDigits(clockAt);
  const minute = twoDigits(clockAt + 3);
  const second = twoDigits(clockAt + 6);
  if (hour > 23 || minute > 59 || second > 59) return NONE;
  next = clockAt + 8;
  const micros = readFraction(end);
  const zoneLength = load<i32>(ZONE_LENGTH);
  if (!isAt(next, ZONE, zoneLength)) return NONE;
  next += zoneLength;
  if (next >= end || load<u8>(next) !== BLANK) return NONE;
  return <f64>((hour * 60 + minute) * 60 + second) * 1_000_000 + <f64>micros;
}

/** The place behind a PRI; of a wrong one its own, where no stamp stands. */
function skipPriority(start: i32): i32 {
  let at = start + 1;
  let value = 0;
  while (at < start + 4 && isDigit(load<u8>(at))) value = value * 10 + load<u8>(at++) - ZERO;
  return at > start + 1 && load<u8>(at) === GREATER_THAN && value <= 191 ? at + 1 : start;
}

function readFraction(end: i32): i32 {
  let at = next;
  const parting = load<u8>(at);
  if ((parting !== POINT && parting !== COMMA) || !isDigit(load<u8>(at, 1))) return 0;
  let micros = 0;
  let scale = 100_000;
  for (at++; at < end && isDigit(load<u8>(at)); at++) {
    micros += (load<u8>(at) - ZERO) * scale;
    scale /= 10;
  }
  next = at;
  return micros;
}

/** `host app[pid]: message` or `host app: message`: whether it may be a record. So may all that is written otherwise. */
function isWanted(start: i32, end: i32): bool {
  const host = skipBlanks(start, end);
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

/** Whether a message has one of the texts of an automaton; 0 is an automaton of none. */
function finds(automaton: i32, start: i32, end: i32): bool {
  if (automaton === 0) return false;
  const rows = automaton + CLASSES_SIZE;
  let packed = 0;
  for (let at = start; at < end; at++) {
    const symbol: i32 = load<u16>(automaton + ((<i32>load<u8>(at)) << 1));
    packed = load<i32>(rows + (((packed >> 1) + symbol) << 2));
    if (packed < 0) return false;
    if (packed & 1) return true;
  }
  return false;
}

function isAt(at: i32, wanted: i32, length: i32): bool {
  for (let i = 0; i < length; i++) if (load<u8>(at + i) !== load<u8>(wanted + i)) return false;
  return true;
}

/** More than any clock has when they are no digits. */
function twoDigits(at: i32): u32 {
  const tens: u32 = <u32>load<u8>(at) - ZERO;
  const ones: u32 = <u32>load<u8>(at, 1) - ZERO;
  return tens <= 9 && ones <= 9 ? tens * 10 + ones : 100;
}

function skipBlanks(start: i32, end: i32): i32 {
  let at = start;
  while (at < end && load<u8>(at) === BLANK) at++;
  return at;
}

function isDigit(byte: u8): bool {
  return byte - ZERO <= 9;
}
