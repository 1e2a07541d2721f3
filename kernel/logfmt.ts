/** Lines of logfmt: see `src/runtime/scan/logfmt-twin.ts`. */

import { BLANK, NONE } from './bytes.ts';
import { nameMember, note } from './members.ts';

const QUOTE: u8 = 0x22;
const COMMA: u8 = 0x2c;
const LESS_THAN: u8 = 0x3c;
const EQUALS: u8 = 0x3d;
const BACKSLASH: u8 = 0x5c;

/**
 * Reads the members of a line that begins with ASCII, as a byte order mark would be part of a name, and without a PRI; and
 * without a comma between its first pairs, as commas may part all of them.
 */
export function readLogfmt(start: i32, end: i32): bool {
  if (load<u8>(start) > 0x7f || load<u8>(start) === LESS_THAN || mayBeParted(start, end)) return false;
  let at = start;
  while (at < end) {
    const name = at;
    at = endOfName(at, end);
    if (at === name) at++;
    else {
      nameMember(name, at);
      at = readValue(at, end);
      if (at === NONE) return false;
    }
  }
  return true;
}

/** The offset after the value of the name that ends here; a name without a value is true. */
function readValue(at: i32, end: i32): i32 {
  if (at === end || load<u8>(at) !== EQUALS) return note(false, at, at) ? at : NONE;
  if (load<u8>(at, 1) === QUOTE) return readQuoted(at + 2, end);
  const last = endOfPlain(at + 1, end);
  return note(true, at + 1, last) ? last : NONE;
}

function readQuoted(start: i32, end: i32): i32 {
  let hasEscapes = false;
  let at = start;
  for (; at < end && load<u8>(at) !== QUOTE; at++) {
    if (load<u8>(at) !== BACKSLASH) continue;
    hasEscapes = true;
    at++;
  }
  // An unclosed one extends to the end of the line, whatever it contains.
  return at < end && note(!hasEscapes, start, at) ? at + 1 : NONE;
}

function endOfPlain(start: i32, end: i32): i32 {
  let at = start;
  while (at < end && load<u8>(at) > BLANK) at++;
  return at;
}

function mayBeParted(start: i32, end: i32): bool {
  const name = endOfPart(start, end);
  if (name >= end || load<u8>(name) !== EQUALS) return false;
  const comma = endOfPart(name + 1, end);
  if (comma >= end || load<u8>(comma) !== COMMA) return false;
  const next = endOfPart(comma + 1, end);
  return next < end && load<u8>(next) === EQUALS;
}

function endOfPart(start: i32, end: i32): i32 {
  let at = start;
  while (at < end && load<u8>(at) > BLANK && load<u8>(at) !== EQUALS && load<u8>(at) !== QUOTE && load<u8>(at) !== COMMA) at++;
  return at;
}

function endOfName(start: i32, end: i32): i32 {
  let at = start;
  while (at < end && load<u8>(at) > BLANK && load<u8>(at) !== EQUALS && load<u8>(at) !== QUOTE) at++;
  return at;
}
