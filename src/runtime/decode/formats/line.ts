/** Any line at all: its time is the time of day that it begins with, or else the first stamp found in it. */

import { lineShape } from '../../match/line-shape.ts';
import type { Value } from '../../record.ts';
import { AT, BLANK, COMMA, ESCAPE, isDigit, LINE_FEED, OPEN_BRACKET } from '../../values/ascii.ts';
import type { DecodeContext } from '../context.ts';
import type { DecodedRecord } from '../decoded-record.ts';
import type { Decoder } from '../decoder.ts';
import { readCompact, readStamp } from '../stamps/any-stamp.ts';
import { RecordClock } from '../stamps/clock.ts';
import { bracketedEpochAt, COLUMN_ENDS, epochAt, leadingEpochAt, tai64nAt } from '../stamps/epoch.ts';
import type { StampFrame } from '../stamps/stamp-frame.ts';
import { readTimeOfDay, timeOfLine } from '../stamps/time-of-day.ts';
import { zoneAt } from '../stamps/zone-names.ts';
import { endOfColour, find, hasAt, isOfWord, TextReader } from '../text.ts';

export class LineDecoder implements Decoder {
  readonly clock: RecordClock;
  readonly shape = lineShape;
  private readonly text = new TextReader();
  /** The offset of the stamp in the line decoded last, if no word precedes it; otherwise -1. */
  private leading = -1;

  constructor(context: DecodeContext, zone?: string) {
    this.clock = new RecordClock(context, zone);
  }

  decode(record: DecodedRecord, bytes: Uint8Array, start: number, end: number): void {
    record.begin(this, bytes, start, end);
    const from = endOfCmTraceText(bytes, start, end);
    const firstEnd = find(bytes, LINE_FEED, from, end);
    this.clock.set(record, this.firstTime(bytes, from, firstEnd < 0 ? end : firstEnd));
  }

  field(record: DecodedRecord, path: readonly string[]): Value | undefined {
    return path.length === 1 && path[0] === 'message' ? this.text.text(record.bytes, record.messageStart, record.messageEnd) : undefined;
  }

  fields(record: DecodedRecord): ReadonlyMap<string, Value> {
    return new Map([['message', this.text.text(record.bytes, record.messageStart, record.messageEnd)]]);
  }

  /** Of a stamp that no word precedes: any before it could become a part of another stamp. */
  frame({ bytes, start, end, time }: DecodedRecord): StampFrame | undefined {
    const { clock, leading } = this;
    const { next } = clock.stamp;
    const frame = leading < 0 ? undefined : clock.frame(bytes, leading, end, time);
    // What may follow a stamp of this kind belongs to this one: a zone, a year, half of the day.
    const isWhole = frame && frame.prefix.length > 0 && leading + frame.length === next;
    return isWhole && !isColumn(bytes, next)
      ? clock.clockFrame(bytes.subarray(start, next), leading - start + frame.clockAt, time)
      : undefined;
  }

  /**
   * The time of day at the beginning of a line, if no line has begun with a date; otherwise the first possible stamp at the
   * start of a word. NaN if there is none.
   */
  private firstTime(bytes: Uint8Array, start: number, end: number): number {
    const { clock } = this;
    this.leading = -1;
    const first = clock.isDated ? -1 : timeOfLine(bytes, start, end);
    if (readTimeOfDay(bytes, first, end, clock.stamp) && clock.stamp.isPossible()) return this.stampTime(bytes, end);
    let inWord = false;
    let words = 0;
    for (let at = start; at < end; at++) {
      if (bytes[at] === ESCAPE) {
        at = endOfColour(bytes, at, end);
        inWord = false;
        continue;
      }
      const begins = !inWord;
      inWord = isOfWord(bytes[at]!);
      if (!begins || !inWord) continue;
      clock.guesses = 0;
      const isStamp = readStamp(bytes, at, end, clock.stamp);
      if (isStamp && words === 1) this.readZoneBefore(bytes, start, at);
      const time = isStamp ? this.stampTime(bytes, end) : this.numberAt(bytes, at, start, end);
      words++;
      if (Number.isNaN(time)) continue;
      this.leading = words === 1 && isStamp ? at : -1;
      if (at === first) clock.isDated = true;
      return time;
    }
    return Number.NaN;
  }

  /** Reads the zone between a bracket that begins the line and the stamp just read, as in monit's `[PDT Apr 16 21:05:29] error`. */
  private readZoneBefore(bytes: Uint8Array, start: number, at: number): void {
    const { stamp } = this.clock;
    if (bytes[start] !== OPEN_BRACKET || bytes[at - 1] !== BLANK || !Number.isNaN(stamp.offset)) return;
    const { length, offset } = zoneAt(bytes, start + 1, at);
    if (start + length + 2 === at) stamp.offset = offset;
  }

  /** The time of the stamp just read. */
  private stampTime(bytes: Uint8Array, end: number): number {
    const { clock } = this;
    if (isColumn(bytes, clock.stamp.next)) clock.stamp.micros = 0;
    return clock.zonedInstant(bytes, end);
  }

  /** A numeric time at the start of this word; TAI64N begins at the `@` before it, one in brackets, before a colon, of milliseconds or of all digits of a date must begin the line. */
  private numberAt(bytes: Uint8Array, at: number, start: number, end: number): number {
    const before = at > start ? bytes[at - 1] : undefined;
    if (before === AT) return tai64nAt(bytes, at - 1, end);
    const isBracketed = before === OPEN_BRACKET && at === start + 1;
    if (at > start && !isBracketed) return epochAt(bytes, at, end);
    if (readCompact(bytes, at, end, this.clock.stamp) && COLUMN_ENDS.includes(bytes[this.clock.stamp.next]!)) return this.clock.instant();
    const time = isBracketed ? bracketedEpochAt(bytes, at, end) : leadingEpochAt(bytes, at, end);
    return Number.isNaN(time) ? epochAt(bytes, at, end) : time;
  }
}

/** The offset of the mark behind the text of CMTrace, `<![LOG[text]LOG]!><time="…`, which may have lines and stamps in it; `start` if there is none. */
function endOfCmTraceText(bytes: Uint8Array, start: number, end: number): number {
  if (!hasAt(bytes, start, end, '<![LOG[')) return start;
  let at = start;
  while (at < end && !hasAt(bytes, at, end, ']LOG]!>')) at++;
  return at < end ? at : start;
}

/** Whether digits end here that are not a fraction: a comma also separates columns, and only 3, 6 or 9 digits after it are one. */
function isColumn(bytes: Uint8Array, end: number): boolean {
  let from = end;
  while (isDigit(bytes[from - 1])) from--;
  const count = end - from;
  return bytes[from - 1] === COMMA && (count % 3 !== 0 || count > 9);
}
