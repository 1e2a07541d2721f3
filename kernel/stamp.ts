/** Reads stamps of the form learnt from earlier lines. */

import { CLOCK_AT, MIDNIGHT, PREFIX, PREFIX_LENGTH, ZONE, ZONE_LENGTH } from '../src/runtime/scan/layout.ts';
import { COLON, isAt, isDigit, ZERO } from './bytes.ts';

const COMMA: u8 = 0x2c;
const POINT: u8 = 0x2e;

/** The offset after the stamp that was read. */
export let next: i32 = 0;

/** The time of a stamp with the prefix and the zone; NaN if there is none. */
export function readStamp(from: i32, end: i32): f64 {
  const prefixLength = load<i32>(PREFIX_LENGTH);
  const clockAt = from + load<i32>(CLOCK_AT);
  if (prefixLength === 0 || clockAt + 8 >= end || !isAt(from, PREFIX, prefixLength)) return NaN;
  if (load<u8>(clockAt, 2) !== COLON || load<u8>(clockAt, 5) !== COLON) return NaN;
  const hour = twoDigits(clockAt);
  const minute = twoDigits(clockAt + 3);
  const second = twoDigits(clockAt + 6);
  if (hour > 23 || minute > 59 || second > 59) return NaN;
  next = clockAt + 8;
  const micros = readFraction(end);
  const zoneLength = load<i32>(ZONE_LENGTH);
  if (!isAt(next, ZONE, zoneLength)) return NaN;
  next += zoneLength;
  return load<f64>(MIDNIGHT) + <f64>((hour * 60 + minute) * 60 + second) * 1_000_000 + <f64>micros;
}

function readFraction(end: i32): i32 {
  let at = next;
  const separator = load<u8>(at);
  if ((separator !== POINT && separator !== COMMA) || !isDigit(load<u8>(at, 1))) return 0;
  let micros = 0;
  let scale = 100_000;
  for (at++; at < end && isDigit(load<u8>(at)); at++) {
    micros += (load<u8>(at) - ZERO) * scale;
    scale /= 10;
  }
  next = at;
  return micros;
}

/** The value of two digits; if they are no digits, a number greater than any on a clock. */
function twoDigits(at: i32): u32 {
  const tens: u32 = <u32>load<u8>(at) - ZERO;
  const ones: u32 = <u32>load<u8>(at, 1) - ZERO;
  return tens <= 9 && ones <= 9 ? tens * 10 + ones : 100;
}
