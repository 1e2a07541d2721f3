/** Lines with named members: see `src/runtime/scan/member-twin.ts`. */

import {
  CLOCK_AT,
  MASKS,
  MEMBER_BITS,
  MEMBER_RANK,
  MEMBER_TEXTS,
  MEMBER_VALUES,
  NAMES,
  PREFIX_LENGTH,
  RANK,
  TEXT_BIT,
} from '../src/runtime/scan/layout.ts';
import { isDigit, ZERO } from './bytes.ts';
import { next, readStamp } from './stamp.ts';
import { hasTextOf, valueIn } from './tables.ts';

const POINT: u8 = 0x2e;

/** What is known of the current line: its time, and the requirements of records that it meets. */
export let time: f64 = NaN;
let bits: i32 = 0;
let hasMessage: bool = false;
/** The address of the description of the current member; 0 if it is irrelevant. */
let member: i32 = 0;

/** Begins another line. */
export function beginMembers(): void {
  time = NaN;
  bits = 0;
  hasMessage = false;
}

export function hasWantedMembers(): bool {
  // Without a message member, the whole record is the message.
  const found = hasMessage ? bits : bits | TEXT_BIT;
  const masks = load<i32>(MASKS);
  for (let i = load<i32>(masks); i > 0; i--) {
    const mask = load<i32>(masks + (i << 2));
    if ((found & mask) === mask) return true;
  }
  return false;
}

/** Sets the current member by its name. */
export function nameMember(start: i32, end: i32): void {
  member = valueIn(load<i32>(NAMES), start, end);
}

/** Makes the current member an irrelevant one. */
export function passMember(): void {
  member = 0;
}

/** Notes the value of the current member, which is verbatim text if `isText`; returns false if the line must be decoded. */
export function note(isText: bool, start: i32, end: i32): bool {
  if (member === 0) return true;
  const rank = load<i32>(member, MEMBER_RANK);
  if (rank < load<i32>(RANK)) return false;
  if (rank === load<i32>(RANK) && !takesTime(isText, start, end)) return false;
  const values = load<i32>(member, MEMBER_VALUES);
  // A value that is not text, or has escapes, may equal a required text after decoding.
  if (values !== 0 && (!isText || valueIn(values, start, end) !== 0)) bits |= load<i32>(member, MEMBER_BITS);
  const texts = load<i32>(member, MEMBER_TEXTS);
  if (texts === 0) return true;
  hasMessage = true;
  if (!isText || hasTextOf(texts, start, end)) bits |= TEXT_BIT;
  return true;
}

/** Sets the time; returns false if it is unusable or was set before. */
function takesTime(isText: bool, start: i32, end: i32): bool {
  const isFirst = F64.isNaN(time);
  // Digits may be quoted.
  if (load<i32>(PREFIX_LENGTH) === 0) time = numberTime(start, end);
  else time = isText ? stampTime(start, end) : NaN;
  return isFirst && !F64.isNaN(time);
}

function stampTime(start: i32, end: i32): f64 {
  const found = readStamp(start, end + 1);
  return next === end ? found : NaN;
}

/**
 * The time of a number with the learnt number of digits before the point: 10 are seconds, 13 milliseconds, 16
 * microseconds. NaN if it is none.
 */
function numberTime(start: i32, end: i32): f64 {
  const digits = load<i32>(CLOCK_AT);
  const point = start + digits;
  if (end < point || (end > point && load<u8>(point) !== POINT) || end === point + 1) return NaN;
  let micros: f64 = 0;
  for (let at = start; at < point; at++) {
    if (!isDigit(load<u8>(at))) return NaN;
    micros = micros * 10 + <f64>(load<u8>(at) - ZERO);
  }
  for (let at = point + 1; at <= point + 16 - digits; at++) micros = micros * 10 + (at < end ? <f64>(load<u8>(at) - ZERO) : 0);
  for (let at = point + 1; at < end; at++) if (!isDigit(load<u8>(at))) return NaN;
  return micros <= <f64>F64.MAX_SAFE_INTEGER ? micros : NaN;
}
