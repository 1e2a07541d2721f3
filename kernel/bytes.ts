/** What bytes are, of lines of any form. */

export const BLANK: u8 = 0x20;
export const ZERO: u8 = 0x30;
export const COLON: u8 = 0x3a;
export const OPEN: u8 = 0x5b;
/** No place in a line. */
export const NONE: i32 = -1;

export function isDigit(byte: u8): bool {
  return byte - ZERO <= 9;
}

export function isAt(at: i32, wanted: i32, length: i32): bool {
  for (let i = 0; i < length; i++) if (load<u8>(at + i) !== load<u8>(wanted + i)) return false;
  return true;
}
