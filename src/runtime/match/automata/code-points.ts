/** Bytes as code points, divided exactly as a UTF-8 decoder does (Encoding Standard, "maximal subpart"). */

/** Stands for ill-formed bytes that a decoder would replace by one U+FFFD. */
export const ILL_FORMED = 0x110000;

/** The most bytes of a character. */
const LONGEST = 4;
const FIRST_LEAD = 0xc0;
const LENGTH_SHIFT = 21;
const CODE = (1 << LENGTH_SHIFT) - 1;

/** The character at an offset, which must be before `end`: its code point and, shifted, its length in bytes. */
export function characterAt(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at]!;
  if (lead < 0x80) return character(lead, 1);
  if (lead < 0xc2 || lead > 0xf4) return character(ILL_FORMED, 1);
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  // The second byte is restricted further: no overlong forms, no surrogates, nothing beyond U+10FFFF.
  let low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  let high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  let code = lead & (0x7f >> length);
  for (let i = 1; i < length; i++) {
    const next = at + i < end ? bytes[at + i]! : 0;
    if (next < low || next > high) return character(ILL_FORMED, i);
    code = (code << 6) | (next & 0x3f);
    low = 0x80;
    high = 0xbf;
  }
  return character(code, length);
}

/** The character that ends at an offset, which must be after `start`. */
export function characterBefore(bytes: Uint8Array, start: number, at: number): number {
  const last = bytes[at - 1]!;
  if (last < 0x80) return character(last, 1);
  // A byte that can begin a character never occurs within another one.
  const earliest = Math.max(start, at - LONGEST);
  for (let from = at - 1; from >= earliest && bytes[from]! >= 0x80; from--) {
    if (bytes[from]! < FIRST_LEAD) continue;
    const found = characterAt(bytes, from, at);
    return lengthOf(found) === at - from ? found : character(ILL_FORMED, 1);
  }
  return character(ILL_FORMED, 1);
}

function character(code: number, length: number): number {
  return code | (length << LENGTH_SHIFT);
}

export function codeOf(character: number): number {
  return character & CODE;
}

/** The length of a character in bytes. */
export function lengthOf(character: number): number {
  return character >>> LENGTH_SHIFT;
}
