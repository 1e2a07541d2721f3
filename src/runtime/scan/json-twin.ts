/** The kernel in TypeScript for lines of JSON, an object each. What it passes over is good JSON: see `decode/json-tape.ts`. */

import {
  CLASSES_SIZE,
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
} from './layout.ts';
import { isDigit, LineTwin } from './line-twin.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const DASH = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
/** No place in a line; no member that matters. */
const NONE = -1;
/** What is around a value, from the innermost on: 1 an object, 0 an array; before the outermost a 1. */
const OUTSIDE = 1;
const TOP = 0b11;
/** Deeper lines are left to others. */
const DEEPEST = 1 << 28;

export class JsonTwin extends LineTwin {
  /** Of the line in hand: what is known of it, and what records ask for that it has. */
  private time = Number.NaN;
  private bits = 0;
  private hasMessage = false;
  /** Of the string read last. */
  private hasEscapes = false;
  /** Address of what the member in hand may be; 0: nothing that matters. */
  private member = 0;

  protected override timeOf(start: number, end: number): number {
    this.time = Number.NaN;
    this.bits = 0;
    this.hasMessage = false;
    return this.isObject(start, end) ? this.time : Number.NaN;
  }

  protected override isWanted(): boolean {
    const { words } = this;
    // A record without a message is a message as a whole.
    const bits = this.hasMessage ? this.bits : this.bits | TEXT_BIT;
    const masks = words[MASKS >> 2]! >> 2;
    for (let i = words[masks]!; i > 0; i--) if ((bits & words[masks + i]!) === words[masks + i]) return true;
    return false;
  }

  /** Whether bytes are one object such as others do, of whose members note is taken; if not, they may be one all the same. */
  private isObject(start: number, end: number): boolean {
    const { bytes } = this;
    if (bytes[start] !== OPEN_OBJECT) return false;
    let around = TOP;
    let isEmpty = true;
    let at = this.skipBlanks(start + 1, end);
    for (;;) {
      if (!isEmpty || bytes[at] !== closing(around)) {
        this.member = 0;
        if ((around & 1) === 1) at = this.readName(at, end, around === TOP);
        if (at === NONE) return false;
        isEmpty = bytes[at] === OPEN_OBJECT || bytes[at] === OPEN_ARRAY;
        if (isEmpty) {
          if (around >= DEEPEST || !this.note(false, at, at)) return false;
          around = (around << 1) | (bytes[at] === OPEN_OBJECT ? 1 : 0);
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

  /** Where the value behind a name begins. */
  private readName(at: number, end: number, isTop: boolean): number {
    const { bytes, words } = this;
    const close = bytes[at] === QUOTE ? this.endOfString(at + 1, end) : NONE;
    // One with escapes may be any.
    if (close === NONE || (isTop && this.hasEscapes)) return NONE;
    if (isTop) this.member = this.valueIn(words[NAMES >> 2]!, at + 1, close);
    const colon = this.skipBlanks(close + 1, end);
    return bytes[colon] === COLON ? this.skipBlanks(colon + 1, end) : NONE;
  }

  /** The place behind a value that is no object and no array. */
  private readValue(at: number, end: number): number {
    const byte = this.bytes[at]!;
    if (byte === QUOTE) {
      const close = this.endOfString(at + 1, end);
      return close !== NONE && this.note(!this.hasEscapes, at + 1, close) ? close + 1 : NONE;
    }
    const last = byte === DASH || isDigit(byte) ? this.endOfNumber(at) : this.endOfWord(at, end);
    return last !== NONE && this.note(false, at, last) ? last : NONE;
  }

  /** Takes note of the value of the member in hand, a text as it stands or not; false: the line has to be looked at. */
  private note(isText: boolean, start: number, end: number): boolean {
    const { member, words } = this;
    if (member === 0) return true;
    const rank = words[(member + MEMBER_RANK) >> 2]!;
    if (rank < words[RANK >> 2]!) return false;
    if (rank === words[RANK >> 2] && !this.takesTime(isText, start, end)) return false;
    const values = words[(member + MEMBER_VALUES) >> 2]!;
    // What is no text, or has escapes, may be read as one that is asked for.
    if (values !== 0 && (!isText || this.valueIn(values, start, end) !== 0)) this.bits |= words[(member + MEMBER_BITS) >> 2]!;
    const texts = words[(member + MEMBER_TEXTS) >> 2]!;
    if (texts === 0) return true;
    this.hasMessage = true;
    if (!isText || this.hasTextOf(texts, start, end)) this.bits |= TEXT_BIT;
    return true;
  }

  /** Whether it is the time, and was not said before. */
  private takesTime(isText: boolean, start: number, end: number): boolean {
    const isFirst = Number.isNaN(this.time);
    // Digits may stand in quotes.
    if (this.words[PREFIX_LENGTH >> 2] === 0) this.time = this.numberTime(start, end);
    else this.time = isText ? this.stampTime(start, end) : Number.NaN;
    return isFirst && !Number.isNaN(this.time);
  }

  private stampTime(start: number, end: number): number {
    const time = this.readStamp(start, end + 1);
    return this.next === end ? time : Number.NaN;
  }

  /** Of a number with as many digits before the point as was learnt: 10 are seconds, 13 milliseconds, 16 microseconds. */
  private numberTime(start: number, end: number): number {
    const { bytes, words } = this;
    const digits = words[CLOCK_AT >> 2]!;
    const point = start + digits;
    if (end < point || (end > point && bytes[point] !== POINT) || end === point + 1) return Number.NaN;
    let micros = 0;
    for (let at = start; at < point; at++) {
      if (!isDigit(bytes[at]!)) return Number.NaN;
      micros = micros * 10 + bytes[at]! - ZERO;
    }
    for (let at = point + 1; at <= point + 16 - digits; at++) micros = micros * 10 + (at < end ? bytes[at]! - ZERO : 0);
    for (let at = point + 1; at < end; at++) if (!isDigit(bytes[at]!)) return Number.NaN;
    return micros <= Number.MAX_SAFE_INTEGER ? micros : Number.NaN;
  }

  /** The value of a text in a tree; 0: it is not in it. */
  private valueIn(tree: number, start: number, end: number): number {
    const { bytes, halves, words } = this;
    const rows = (tree + CLASSES_SIZE) >> 2;
    let row = rows;
    for (let at = start; at < end; at++) {
      const symbol = halves[(tree >> 1) + bytes[at]!]!;
      const longer = symbol === 0 ? 0 : words[row + symbol]!;
      if (longer === 0) return 0;
      row = rows + longer;
    }
    return words[row]!;
  }

  /** The quote behind it. */
  private endOfString(start: number, end: number): number {
    const { bytes } = this;
    this.hasEscapes = false;
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!;
      if (byte === QUOTE) return at;
      if (byte < 0x20) return NONE;
      if (byte !== BACKSLASH) continue;
      this.hasEscapes = true;
      at = this.endOfEscape(at + 1);
      if (at === NONE) return NONE;
    }
    return NONE;
  }

  /** Its last byte. */
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
    at += bytes[at + 1] === 0x2b || bytes[at + 1] === DASH ? 2 : 1;
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
    while (at < end && (bytes[at] === 0x20 || bytes[at] === 0x09 || bytes[at] === 0x0d)) at++;
    return at;
  }
}

/** By the lowest bit of what is around a value. */
function closing(around: number): number {
  return (around & 1) === 1 ? CLOSE_OBJECT : CLOSE_ARRAY;
}

function isHex(byte: number): boolean {
  const letter = byte | 0x20;
  return isDigit(byte) || (letter >= 0x61 && letter <= 0x66);
}
