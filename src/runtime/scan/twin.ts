/** The kernel in TypeScript. It is the definition of what a scan is, and runs where WebAssembly does not. */

import type { Kernel } from './kernel.ts';
import {
  ALWAYS,
  BEGINNINGS,
  CLASSES_SIZE,
  CLOCK_AT,
  FIRST,
  GREATEST,
  IS_KNOWN,
  LAST,
  LATEST,
  LITERALS,
  MAX_LINE,
  MIDNIGHT,
  NAMES,
  NEEDS_PRIORITY,
  OTHERS,
  PASSED,
  PREFIX,
  PREFIX_LENGTH,
  ZONE,
  ZONE_LENGTH,
} from './layout.ts';

const LINE_FEED = 0x0a;
const BLANK = 0x20;
const PERCENT = 0x25;
const COMMA = 0x2c;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const LESS_THAN = 0x3c;
const GREATER_THAN = 0x3e;
const OPEN = 0x5b;
const CLOSE = 0x5d;
/** Its first byte. */
const BYTE_ORDER_MARK = 0xef;
const SECOND = 1_000_000;
/** No place in a line; no time. */
const NONE = -1;

export class Twin implements Kernel {
  private readonly bytes: Buffer;
  private readonly halves: Uint16Array;
  private readonly words: Int32Array;
  private readonly reals: Float64Array;
  /** Behind what was read last. */
  private next = 0;

  constructor(readonly memory: ArrayBuffer) {
    this.bytes = Buffer.from(memory);
    this.halves = new Uint16Array(memory);
    this.words = new Int32Array(memory);
    this.reals = new Float64Array(memory);
  }

  scan(start: number, end: number): number {
    const { bytes, reals, words } = this;
    const maxLine = words[MAX_LINE >> 2]!;
    const midnight = reals[MIDNIGHT >> 3]!;
    const latest = reals[LATEST >> 3]!;
    let at = start;
    for (;;) {
      words[IS_KNOWN >> 2] = 0;
      const lineEnd = bytes.indexOf(LINE_FEED, at);
      if (lineEnd < 0 || lineEnd >= end || lineEnd - at > maxLine) return at;
      const clock = this.readStamp(at, lineEnd);
      if (clock === NONE) return at;
      words[IS_KNOWN >> 2] = 1;
      const time = midnight + clock;
      if (!(time >= reals[GREATEST >> 3]! && time <= latest) || this.isWanted(this.next, lineEnd)) return at;
      reals[GREATEST >> 3] = time;
      reals[LAST >> 3] = time;
      if (words[PASSED >> 2]!++ === 0) reals[FIRST >> 3] = time;
      at = lineEnd + 1;
    }
  }

  /** Microseconds since midnight of a stamp with the prefix and the zone, which a blank follows. */
  private readStamp(start: number, end: number): number {
    const { bytes, words } = this;
    const from = bytes[start] === LESS_THAN ? this.skipPriority(start) : start;
    if (from === start && words[NEEDS_PRIORITY >> 2] === 1) return NONE;
    const prefixLength = words[PREFIX_LENGTH >> 2]!;
    const clockAt = from + words[CLOCK_AT >> 2]!;
    if (prefixLength === 0 || clockAt + 8 >= end || !this.isAt(from, PREFIX, prefixLength)) return NONE;
    if (bytes[clockAt + 2] !== COLON || bytes[clockAt + 5] !== COLON) return NONE;
    const hour = this.twoDigits(clockAt);
    const minute = this.twoDigits(clockAt + 3);
    const second = this.twoDigits(clockAt + 6);
    // A leap second is left to those who know what it means.
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return NONE;
    this.next = clockAt + 8;
    const micros = this.readFraction(end);
    const zoneLength = words[ZONE_LENGTH >> 2]!;
    if (!this.isAt(this.next, ZONE, zoneLength)) return NONE;
    this.next += zoneLength;
    return this.next < end && bytes[this.next] === BLANK ? ((hour * 60 + minute) * 60 + second) * SECOND + micros : NONE;
  }

  /** The place behind a PRI; of a wrong one its own, where no stamp stands. */
  private skipPriority(start: number): number {
    const { bytes } = this;
    let at = start + 1;
    let value = 0;
    while (at < start + 4 && bytes[at]! >= ZERO && bytes[at]! <= NINE) value = value * 10 + bytes[at++]! - ZERO;
    return at > start + 1 && bytes[at] === GREATER_THAN && value <= 191 ? at + 1 : start;
  }

  private readFraction(end: number): number {
    const { bytes } = this;
    let at = this.next;
    if ((bytes[at] !== POINT && bytes[at] !== COMMA) || !isDigit(bytes[at + 1]!)) return 0;
    let micros = 0;
    let scale = 100_000;
    for (at++; at < end && isDigit(bytes[at]!); at++) {
      micros += (bytes[at]! - ZERO) * scale;
      scale = Math.floor(scale / 10);
    }
    this.next = at;
    return micros;
  }

  /** `host app[pid]: message` or `host app: message`: whether it may be a record. So may all that is written otherwise. */
  private isWanted(start: number, end: number): boolean {
    const { bytes, words } = this;
    const host = this.skipBlanks(start, end);
    let at = host;
    while (at < end && bytes[at] !== BLANK && bytes[at] !== OPEN) at++;
    if (at === end || at === host || bytes[at] === OPEN || bytes[at - 1] === COLON || bytes[host] === PERCENT) return true;
    const app = this.skipBlanks(at, end);
    if (app === end || bytes[app] === COLON) return true;
    const texts = this.textsOf(app, end);
    if (texts === 0) return false;
    if (words[(texts + ALWAYS) >> 2] === 1) return true;
    const message = this.readTag(app, end);
    if (message === NONE || bytes[message] === BYTE_ORDER_MARK) return true;
    const beginnings = words[(texts + BEGINNINGS) >> 2]!;
    const literals = words[(texts + LITERALS) >> 2]!;
    return this.finds(beginnings, message, end) || this.finds(literals, message, end);
  }

  /** Address of the texts of the program that the tag names. */
  private textsOf(app: number, end: number): number {
    const { bytes, halves, words } = this;
    const names = words[NAMES >> 2]!;
    const others = words[OTHERS >> 2]!;
    if (names === 0) return others;
    const rows = (names + CLASSES_SIZE) >> 2;
    let row = rows;
    for (let at = app; at < end; at++) {
      const byte = bytes[at]!;
      if (byte === OPEN || byte === COLON || byte === BLANK) break;
      const symbol = halves[(names >> 1) + byte]!;
      if (symbol === 0) return others;
      const next = words[row + symbol]!;
      if (next === 0) return others;
      row = rows + next;
    }
    return words[row]! === 0 ? others : words[row]!;
  }

  /** Where the message behind a tag begins; {@link NONE}: it is none, or written as few are. */
  private readTag(app: number, end: number): number {
    const { bytes } = this;
    let at = app;
    while (at < end && bytes[at] !== OPEN && bytes[at] !== COLON && bytes[at] !== BLANK) at++;
    if (at === app || at === end || bytes[at] === BLANK) return NONE;
    if (bytes[at] === OPEN) {
      while (at < end && bytes[at] !== CLOSE && bytes[at] !== BLANK) at++;
      if (at === end || bytes[at] === BLANK) return NONE;
      at++;
    }
    if (at + 1 >= end || bytes[at] !== COLON || bytes[at + 1] !== BLANK) return NONE;
    return this.skipBlanks(at + 1, end);
  }

  /** Whether a message has one of the texts of an automaton; 0 is an automaton of none. */
  private finds(automaton: number, start: number, end: number): boolean {
    if (automaton === 0) return false;
    const { bytes, halves, words } = this;
    const classes = automaton >> 1;
    const rows = (automaton + CLASSES_SIZE) >> 2;
    let packed = 0;
    for (let at = start; at < end; at++) {
      packed = words[rows + (packed >> 1) + halves[classes + bytes[at]!]!]!;
      if (packed < 0) return false;
      if ((packed & 1) === 1) return true;
    }
    return false;
  }

  private isAt(at: number, wanted: number, length: number): boolean {
    const { bytes } = this;
    for (let i = 0; i < length; i++) if (bytes[at + i] !== bytes[wanted + i]) return false;
    return true;
  }

  private twoDigits(at: number): number {
    const tens = this.bytes[at]! - ZERO;
    const ones = this.bytes[at + 1]! - ZERO;
    return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NONE;
  }

  private skipBlanks(start: number, end: number): number {
    let at = start;
    while (at < end && this.bytes[at] === BLANK) at++;
    return at;
  }
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}
