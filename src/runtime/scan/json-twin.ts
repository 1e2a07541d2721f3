/** The kernel in TypeScript for lines with one JSON object each. What it skips is valid JSON: see `decode/json/json-tape.ts`. */

import { isHex } from '../decode/json/json-tape.ts';
import {
  BACKSLASH,
  BLANK,
  CARRIAGE_RETURN,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  DASH,
  isDigit,
  OPEN_BRACE,
  OPEN_BRACKET,
  PLUS,
  POINT,
  QUOTE,
  TAB,
  ZERO,
} from '../values/ascii.ts';
import { NONE } from './line-twin.ts';
import { MemberTwin } from './member-twin.ts';

/** The containers around a value as bits, from the innermost: 1 an object, 0 an array; a 1 above the outermost. */
const OUTSIDE = 1;
const TOP = 0b11;
/** Lines nested deeper are not skipped. */
const DEEPEST = 1 << 28;

export class JsonTwin extends MemberTwin {
  /** Whether the string read last has escapes. */
  private hasEscapes = false;

  /** Reads the members of an object that makes up the entire line. */
  protected override readMembers(start: number, end: number): boolean {
    const { bytes } = this;
    if (bytes[start] !== OPEN_BRACE) return false;
    let around = TOP;
    let isEmpty = true;
    let at = this.skipBlanks(start + 1, end);
    for (;;) {
      if (!isEmpty || bytes[at] !== closing(around)) {
        this.member = 0;
        if ((around & 1) === 1) at = this.readName(at, end, around === TOP);
        if (at === NONE) return false;
        isEmpty = bytes[at] === OPEN_BRACE || bytes[at] === OPEN_BRACKET;
        if (isEmpty) {
          if (around >= DEEPEST || !this.note(false, at, at)) return false;
          around = (around << 1) | (bytes[at] === OPEN_BRACE ? 1 : 0);
          at = this.skipBlanks(at + 1, end);
          continue;
        }
        at = this.readValue(at, end);
        if (at === NONE) return false;
        at = this.skipBlanks(at, end);
      }
      isEmpty = false;
      while (around > OUTSIDE && bytes[at] === closing(around)) {
        around >>= 1;
        at = this.skipBlanks(at + 1, end);
      }
      if (around === OUTSIDE) return at === end;
      if (bytes[at] !== COMMA) return false;
      at = this.skipBlanks(at + 1, end);
    }
  }

  /** The start of the value after a name. */
  private readName(at: number, end: number, isTop: boolean): number {
    const { bytes } = this;
    const close = bytes[at] === QUOTE ? this.endOfString(at + 1, end) : NONE;
    // With escapes it may be any name.
    if (close === NONE || (isTop && this.hasEscapes)) return NONE;
    if (isTop) this.nameMember(at + 1, close);
    const colon = this.skipBlanks(close + 1, end);
    return bytes[colon] === COLON ? this.skipBlanks(colon + 1, end) : NONE;
  }

  /** The offset after a value that is neither an object nor an array. */
  private readValue(at: number, end: number): number {
    const byte = this.bytes[at]!;
    if (byte === QUOTE) {
      const close = this.endOfString(at + 1, end);
      return close !== NONE && this.note(!this.hasEscapes, at + 1, close) ? close + 1 : NONE;
    }
    const last = byte === DASH || isDigit(byte) ? this.endOfNumber(at) : this.endOfWord(at, end);
    return last !== NONE && this.note(false, at, last) ? last : NONE;
  }

  /** The offset of the closing quote. */
  private endOfString(start: number, end: number): number {
    const { bytes } = this;
    this.hasEscapes = false;
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!;
      if (byte === QUOTE) return at;
      if (byte < BLANK) return NONE;
      if (byte !== BACKSLASH) continue;
      this.hasEscapes = true;
      at = this.endOfEscape(at + 1);
      if (at === NONE) return NONE;
    }
    return NONE;
  }

  /** The last byte of an escape. */
  private endOfEscape(at: number): number {
    const { bytes } = this;
    if (bytes[at] !== 0x75) return '"\\/bfnrt'.includes(String.fromCharCode(bytes[at]!)) ? at : NONE;
    for (let i = 1; i <= 4; i++) if (!isHex(bytes[at + i]!)) return NONE;
    return at + 4;
  }

  private endOfNumber(start: number): number {
    const { bytes } = this;
    let at = bytes[start] === DASH ? start + 1 : start;
    if (!isDigit(bytes[at]!)) return NONE;
    at = bytes[at] === ZERO ? at + 1 : this.endOfDigits(at);
    if (bytes[at] === POINT) {
      if (!isDigit(bytes[at + 1]!)) return NONE;
      at = this.endOfDigits(at + 1);
    }
    if ((bytes[at]! | 0x20) !== 0x65) return at;
    at += bytes[at + 1] === PLUS || bytes[at + 1] === DASH ? 2 : 1;
    return isDigit(bytes[at]!) ? this.endOfDigits(at) : NONE;
  }

  private endOfDigits(at: number): number {
    while (isDigit(this.bytes[at]!)) at++;
    return at;
  }

  /** `true`, `false` or `null`. */
  private endOfWord(at: number, end: number): number {
    const text = this.bytes.toString('latin1', at, Math.min(at + 5, end));
    if (text.startsWith('true') || text.startsWith('null')) return at + 4;
    return text === 'false' ? at + 5 : NONE;
  }

  private skipBlanks(at: number, end: number): number {
    const { bytes } = this;
    while (at < end && (bytes[at] === BLANK || bytes[at] === TAB || bytes[at] === CARRIAGE_RETURN)) at++;
    return at;
  }
}

/** The closing bracket for the innermost container. */
function closing(around: number): number {
  return (around & 1) === 1 ? CLOSE_BRACE : CLOSE_BRACKET;
}
