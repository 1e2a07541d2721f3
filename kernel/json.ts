/** Lines with one JSON object each: see `src/runtime/scan/json-twin.ts`. */

import { BLANK, COLON, isDigit, NONE, ZERO } from './bytes.ts';
import { nameMember, note, passMember } from './members.ts';

const TAB: u8 = 0x09;
const CARRIAGE_RETURN: u8 = 0x0d;
const QUOTE: u8 = 0x22;
const PLUS: u8 = 0x2b;
const COMMA: u8 = 0x2c;
const DASH: u8 = 0x2d;
const POINT: u8 = 0x2e;
const SLASH: u8 = 0x2f;
const OPEN_ARRAY: u8 = 0x5b;
const BACKSLASH: u8 = 0x5c;
const CLOSE_ARRAY: u8 = 0x5d;
const OPEN_OBJECT: u8 = 0x7b;
const CLOSE_OBJECT: u8 = 0x7d;
/** `true`, `null`, and `fals`, which an `e` must follow, as little-endian words. */
const TRUE: u32 = 0x65757274;
const NULL: u32 = 0x6c6c756e;
const FALS: u32 = 0x736c6166;
const LETTER_E: u8 = 0x65;
/** The containers around a value as bits, from the innermost: 1 an object, 0 an array; a 1 above the outermost. */
const OUTSIDE: i32 = 1;
const TOP: i32 = 0b11;
/** Lines nested deeper are not skipped. */
const DEEPEST: i32 = 1 << 28;

/** Whether the string read last has escapes. */
let hasEscapes: bool = false;

/** Reads the members of an object that makes up the entire line. */
export function readJson(start: i32, end: i32): bool {
  if (load<u8>(start) !== OPEN_OBJECT) return false;
  let around = TOP;
  let isEmpty = true;
  let at = skipBlanks(start + 1, end);
  while (true) {
    if (!isEmpty || load<u8>(at) !== closing(around)) {
      passMember();
      if ((around & 1) === 1) at = readName(at, end, around === TOP);
      if (at === NONE) return false;
      isEmpty = load<u8>(at) === OPEN_OBJECT || load<u8>(at) === OPEN_ARRAY;
      if (isEmpty) {
        if (around >= DEEPEST || !note(false, at, at)) return false;
        around = (around << 1) | (load<u8>(at) === OPEN_OBJECT ? 1 : 0);
        at = skipBlanks(at + 1, end);
        continue;
      }
      at = readValue(at, end);
      if (at === NONE) return false;
      at = skipBlanks(at, end);
    }
    isEmpty = false;
    while (around > OUTSIDE && load<u8>(at) === closing(around)) {
      around >>= 1;
      at = skipBlanks(at + 1, end);
    }
    if (around === OUTSIDE) return at === end;
    if (load<u8>(at) !== COMMA) return false;
    at = skipBlanks(at + 1, end);
  }
}

/** The start of the value after a name. */
function readName(at: i32, end: i32, isTop: bool): i32 {
  const close = load<u8>(at) === QUOTE ? endOfString(at + 1, end) : NONE;
  // With escapes it may be any name.
  if (close === NONE || (isTop && hasEscapes)) return NONE;
  if (isTop) nameMember(at + 1, close);
  const colon = skipBlanks(close + 1, end);
  return load<u8>(colon) === COLON ? skipBlanks(colon + 1, end) : NONE;
}

/** The offset after a value that is neither an object nor an array. */
function readValue(at: i32, end: i32): i32 {
  const byte = load<u8>(at);
  if (byte === QUOTE) {
    const close = endOfString(at + 1, end);
    return close !== NONE && note(!hasEscapes, at + 1, close) ? close + 1 : NONE;
  }
  const last = byte === DASH || isDigit(byte) ? endOfNumber(at) : endOfWord(at);
  return last !== NONE && note(false, at, last) ? last : NONE;
}

/** The offset of the closing quote, examining sixteen bytes at a time. */
function endOfString(start: i32, end: i32): i32 {
  const quote = i8x16.splat(QUOTE);
  const backslash = i8x16.splat(BACKSLASH);
  const blank = i8x16.splat(BLANK);
  hasEscapes = false;
  for (let at = start; at < end; at += 16) {
    const bytes = v128.load(at);
    const found = i8x16.bitmask(v128.or(v128.or(i8x16.eq(bytes, quote), i8x16.eq(bytes, backslash)), i8x16.lt_u(bytes, blank)));
    if (found === 0) continue;
    at += ctz(found);
    if (at >= end || load<u8>(at) < BLANK) return NONE;
    if (load<u8>(at) === QUOTE) return at;
    hasEscapes = true;
    const last = endOfEscape(at + 1);
    if (last === NONE) return NONE;
    // The next sixteen bytes begin after the escape.
    at = last - 15;
  }
  return NONE;
}

/** The last byte of an escape. */
function endOfEscape(at: i32): i32 {
  switch (load<u8>(at)) {
    case QUOTE:
    case BACKSLASH:
    case SLASH:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      return at;
    case 0x75:
      for (let i = 1; i <= 4; i++) if (!isHex(load<u8>(at + i))) return NONE;
      return at + 4;
    default:
      return NONE;
  }
}

function endOfNumber(start: i32): i32 {
  let at = load<u8>(start) === DASH ? start + 1 : start;
  if (!isDigit(load<u8>(at))) return NONE;
  at = load<u8>(at) === ZERO ? at + 1 : endOfDigits(at);
  if (load<u8>(at) === POINT) {
    if (!isDigit(load<u8>(at, 1))) return NONE;
    at = endOfDigits(at + 1);
  }
  if ((load<u8>(at) | 0x20) !== LETTER_E) return at;
  at += load<u8>(at, 1) === PLUS || load<u8>(at, 1) === DASH ? 2 : 1;
  return isDigit(load<u8>(at)) ? endOfDigits(at) : NONE;
}

function endOfDigits(at: i32): i32 {
  while (isDigit(load<u8>(at))) at++;
  return at;
}

/** `true`, `false` or `null`. */
function endOfWord(at: i32): i32 {
  const word = load<u32>(at);
  if (word === TRUE || word === NULL) return at + 4;
  return word === FALS && load<u8>(at, 4) === LETTER_E ? at + 5 : NONE;
}

function skipBlanks(start: i32, end: i32): i32 {
  let at = start;
  while (at < end && (load<u8>(at) === BLANK || load<u8>(at) === TAB || load<u8>(at) === CARRIAGE_RETURN)) at++;
  return at;
}

/** The closing bracket for the innermost container. */
function closing(around: i32): u8 {
  return (around & 1) === 1 ? CLOSE_OBJECT : CLOSE_ARRAY;
}

function isHex(byte: u8): bool {
  const letter = byte | 0x20;
  return isDigit(byte) || (letter >= 0x61 && letter <= 0x66);
}
