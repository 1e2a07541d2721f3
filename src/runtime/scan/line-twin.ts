/**
 * The part of the kernel in TypeScript that is common to all forms of lines. It defines what a scan is, and runs where
 * WebAssembly does not.
 */

import { digits } from '../decode/stamps/stamp.ts';
import { COLON, COMMA, isDigit, LINE_FEED, POINT, ZERO } from '../values/ascii.ts';
import { SECOND } from '../values/time-units.ts';
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
  PASSED,
  PREFIX,
  PREFIX_LENGTH,
  ZONE,
  ZONE_LENGTH,
} from './layout.ts';

/** Stands for a missing offset. */
export const NONE = -1;

export abstract class LineTwin implements Kernel {
  protected readonly bytes: Buffer;
  protected readonly halves: Uint16Array;
  protected readonly words: Int32Array;
  protected readonly reals: Float64Array;
  /** The offset after what was read last. */
  protected next = 0;

  constructor(readonly memory: ArrayBuffer) {
    this.bytes = Buffer.from(memory);
    this.halves = new Uint16Array(memory);
    this.words = new Int32Array(memory);
    this.reals = new Float64Array(memory);
  }

  scan(start: number, end: number): number {
    const { bytes, reals, words } = this;
    const maxLine = words[MAX_LINE >> 2]!;
    const latest = reals[LATEST >> 3]!;
    let at = start;
    for (;;) {
      words[IS_KNOWN >> 2] = 0;
      const lineEnd = bytes.indexOf(LINE_FEED, at);
      if (lineEnd < 0 || lineEnd >= end || lineEnd - at > maxLine) return at;
      const time = this.timeOf(at, lineEnd);
      if (Number.isNaN(time)) return at;
      words[IS_KNOWN >> 2] = 1;
      if (!(time >= reals[GREATEST >> 3]! && time <= latest) || this.isWanted(at, lineEnd)) return at;
      reals[GREATEST >> 3] = time;
      reals[LAST >> 3] = time;
      if (words[PASSED >> 2]!++ === 0) reals[FIRST >> 3] = time;
      at = lineEnd + 1;
    }
  }

  /** Microseconds since 1970; NaN if the stamp does not fit the learnt frame, or the line is in unusual notation. */
  protected abstract timeOf(start: number, end: number): number;

  /** Whether the line of the last call of {@link timeOf} may be a record. */
  protected abstract isWanted(start: number, end: number): boolean;

  /** The time of a stamp with the prefix and the zone, NaN if there is none; sets {@link next} to the offset after it. */
  protected readStamp(from: number, end: number): number {
    const { bytes, words, reals } = this;
    const prefixLength = words[PREFIX_LENGTH >> 2]!;
    const clockAt = from + words[CLOCK_AT >> 2]!;
    if (prefixLength === 0 || clockAt + 8 >= end || !this.isAt(from, PREFIX, prefixLength)) return Number.NaN;
    if (bytes[clockAt + 2] !== COLON || bytes[clockAt + 5] !== COLON) return Number.NaN;
    const hour = digits(bytes, clockAt, 2);
    const minute = digits(bytes, clockAt + 3, 2);
    const second = digits(bytes, clockAt + 6, 2);
    // Leap seconds are left to the decoder.
    if (!(hour <= 23 && minute <= 59 && second <= 59)) return Number.NaN;
    this.next = clockAt + 8;
    const micros = this.readFraction(end);
    const zoneLength = words[ZONE_LENGTH >> 2]!;
    if (!this.isAt(this.next, ZONE, zoneLength)) return Number.NaN;
    this.next += zoneLength;
    return reals[MIDNIGHT >> 3]! + ((hour * 60 + minute) * 60 + second) * SECOND + micros;
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

  /** Whether a message has one of the texts at an address, or need not have any. */
  protected hasTextOf(texts: number, start: number, end: number): boolean {
    const { words } = this;
    if (words[(texts + ALWAYS) >> 2] === 1) return true;
    return this.finds(words[(texts + BEGINNINGS) >> 2]!, start, end) || this.finds(words[(texts + LITERALS) >> 2]!, start, end);
  }

  /** Whether an automaton finds one of its texts in a message; automaton 0 has none. */
  private finds(automaton: number, start: number, end: number): boolean {
    if (automaton === 0) return false;
    let target = 0;
    for (let at = start; at < end; at++) {
      target = this.targetOf(automaton, target, this.bytes[at]!);
      if (target < 0) return false;
      if ((target & 1) === 1) return true;
    }
    return false;
  }

  /** Where an automaton gets from a target by a byte: see `ByteAutomaton`. */
  protected targetOf(automaton: number, target: number, byte: number): number {
    const row = (automaton + CLASSES_SIZE + target) >> 2;
    return this.words[row + this.halves[(automaton >> 1) + byte]!]!;
  }

  /** The value of a text in a trie; 0 if it is not in it. */
  protected valueIn(tree: number, start: number, end: number): number {
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

  private isAt(at: number, wanted: number, length: number): boolean {
    const { bytes } = this;
    for (let i = 0; i < length; i++) if (bytes[at + i] !== bytes[wanted + i]) return false;
    return true;
  }
}
