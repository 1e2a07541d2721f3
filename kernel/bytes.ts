/** Bytes common to all forms of lines. */

export const BLANK: u8 = 0x20;
export const ZERO: u8 = 0x30;
export const COLON: u8 = 0x3a;
export const OPEN: u8 = 0x5b;
/** Stands for a missing offset. */
export const NONE: i32 = -1;

export function isDigit(byte: u8): bool {
  return byte - ZERO <= 9;
}

/** Whether as many bytes are the same at two places; at most sixteen. */
export function isAt(at: i32, wanted: i32, length: i32): bool {
  return (i8x16.bitmask(i8x16.eq(v128.load(at), v128.load(wanted))) | (-1 << length)) === -1;
}

/** The offset of a byte, examining sixteen at a time; `end` or more if there is none. */
export function find(byte: u8, start: i32, end: i32): i32 {
  const wanted = i8x16.splat(byte);
  for (let at = start; at < end; at += 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(at), wanted));
    if (found !== 0) return at + ctz(found);
  }
  return end;
}
