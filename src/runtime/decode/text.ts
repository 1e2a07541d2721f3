/** Bytes to text. Every string is a copy, so that none keeps a line or a chunk alive. */

import { BLANK, CARRIAGE_RETURN, DASH, isDigit, LINE_FEED, OPEN_BRACKET, TAB } from '../values/ascii.ts';

const SLOTS = 256;
/** Longer words tend to be request ids, which do not recur. */
const LONGEST = 32;

/**
 * Decodes pieces of lines. Short ones are cached in a table of fixed size: the same program name or host is asked for on
 * line after line.
 */
export class TextReader {
  private view: Buffer = Buffer.alloc(0);
  private of: Uint8Array | undefined;
  private readonly known: (string | undefined)[] = new Array(SLOTS).fill(undefined);
  private readonly bytes = new Uint8Array(SLOTS * LONGEST);
  private readonly lengths = new Uint8Array(SLOTS);

  /** Decodes UTF-8; ill-formed bytes become U+FFFD. */
  text(bytes: Uint8Array, start: number, end: number): string {
    if (this.of !== bytes) {
      this.view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      this.of = bytes;
    }
    return this.view.toString('utf8', start, end);
  }

  /** Like {@link text}, cached, for values that are likely to recur. */
  word(bytes: Uint8Array, start: number, end: number): string {
    const length = end - start;
    if (length > LONGEST) return this.text(bytes, start, end);
    let hash = length;
    for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + bytes[i]!) | 0;
    const slot = (hash ^ (hash >>> 8)) & (SLOTS - 1);
    const known = this.known[slot];
    if (known !== undefined && this.isAt(slot, bytes, start, length)) return known;
    return this.remember(slot, bytes, start, end);
  }

  /** Whether the bytes are the UTF-8 encoding of this text. */
  spells(bytes: Uint8Array, start: number, end: number, text: string): boolean {
    const length = end - start;
    if (length <= text.length) return length === text.length && hasAt(bytes, start, end, text);
    // More bytes than UTF-16 units: possible only if not all of it is ASCII.
    const first = text.charCodeAt(0);
    return (first < 0x80 ? bytes[start] === first : bytes[start]! >= 0x80) && this.word(bytes, start, end) === text;
  }

  private isAt(slot: number, bytes: Uint8Array, start: number, length: number): boolean {
    if (this.lengths[slot] !== length) return false;
    const base = slot * LONGEST;
    for (let i = 0; i < length; i++) if (this.bytes[base + i] !== bytes[start + i]) return false;
    return true;
  }

  private remember(slot: number, bytes: Uint8Array, start: number, end: number): string {
    const base = slot * LONGEST;
    for (let i = start; i < end; i++) this.bytes[base + i - start] = bytes[i]!;
    this.lengths[slot] = end - start;
    return (this.known[slot] = this.text(bytes, start, end));
  }
}

/** Decodes UTF-8 once, without a {@link TextReader}; a byte order mark stays. */
export function textIn(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString();
}

/** The offset of a byte in [start, end), or -1. */
export function find(bytes: Uint8Array, byte: number, start: number, end: number): number {
  for (let at = start; at < end; at++) if (bytes[at] === byte) return at;
  return -1;
}

/** Whether the bytes at an offset are this ASCII text. */
export function hasAt(bytes: Uint8Array, at: number, end: number, ascii: string): boolean {
  if (at + ascii.length > end) return false;
  for (let i = 0; i < ascii.length; i++) if (bytes[at + i] !== ascii.charCodeAt(i)) return false;
  return true;
}

/** The offset of the first blank in [start, end), or `end`. */
export function endOfWord(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== BLANK) at++;
  return at;
}

/** The offset of the first non-blank byte in [start, end), or `end`. */
export function skipBlanks(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] === BLANK) at++;
  return at;
}

/** Whether [start, end) is a lone `-`, which many formats write for a missing value. */
export function isNil(bytes: Uint8Array, start: number, end: number): boolean {
  return end === start + 1 && bytes[start] === DASH;
}

/** Whether [start, end) consists of digits and the number is exact as a double. */
export function isNumber(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (!isDigit(bytes[at])) return false;
  return end > start && end - start <= 15;
}

export function hasByteOrderMark(bytes: Uint8Array, at: number, end: number): boolean {
  return at + 3 <= end && bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf;
}

/** The end of [start, end) without trailing blanks, tabs and line ends. */
export function trimEnd(bytes: Uint8Array, start: number, end: number): number {
  while (end > start && isBlank(bytes[end - 1]!)) end--;
  return end;
}

/** The start of [start, end) without leading ones. */
export function trimStart(bytes: Uint8Array, start: number, end: number): number {
  while (start < end && isBlank(bytes[start]!)) start++;
  return start;
}

export function isBlank(byte: number): boolean {
  return byte === BLANK || byte === TAB || byte === CARRIAGE_RETURN || byte === LINE_FEED;
}

/** Whether a byte belongs to a letter or digit; everything beyond ASCII counts as letters. */
export function isOfWord(byte: number): boolean {
  const letter = byte | 0x20;
  return isDigit(byte) || (letter >= 0x61 && letter <= 0x7a) || byte >= 0x80;
}

/** The last byte of a terminal control sequence such as a colour, `ESC [ 32 m` (ECMA-48). */
export function endOfColour(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at + 1] !== OPEN_BRACKET) return at;
  let last = at + 2;
  while (last < end && bytes[last]! >= 0x20 && bytes[last]! < 0x40) last++;
  return Math.min(last, end - 1);
}
