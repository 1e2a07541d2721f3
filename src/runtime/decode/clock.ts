/** What stamps mean: zones, years that were not written, and what stands in where there is no usable stamp. */

import { RecordFlag } from '../record.ts';
import { Zone } from '../values/zone.ts';
import { readStamp } from './any-stamp.ts';
import { DAY, daysInMonth, daysSinceEpoch, MINUTE, SECOND, yearOf } from './calendar.ts';
import type { DecodeContext } from './context.ts';
import type { DecodedRecord } from './decoded-record.ts';
import { epochMicros, TAI64N_LENGTH, tai64nAt } from './epoch.ts';
import { isYearBehind, readBsd, readYearBehind, Stamp, skipZoneName } from './stamp.ts';
import { numberFrame, type StampFrame, stampFrame } from './stamp-frame.ts';
import { trimEnd, trimStart } from './text.ts';
import { TIME_PARTS } from './usual-names.ts';

/** In 1973. */
const EARLIEST = 100_000_000 * SECOND;
/** So far behind the one before it a stamp may lie: one of the old year after New Year, too. */
const STRAGGLING = 7 * DAY;
/** In the hour that a zone has twice, a step back by less is disorder, not the second passage. */
const DISORDER = MINUTE;
/** So long after a stamp it is still the latest of its kind: the next one is 365 days later, and a day is granted. */
export const SURELY_SAME_YEAR = 364 * DAY;
/** A leap day is at most so many years from the next one (1896 and 1904). */
const LEAP_CYCLE = 8;
const MEMO = 15;
/** A date, a time of day and an offset are shorter. */
const LONGEST_PARTS = 64;
const PARTING = Buffer.from(' ');
const NOTHING = new Uint8Array(0);
const BLANK = 0x20;
const COLON = 0x3a;

/** The last time that a record had, and the last that was dated without a year; null before the first. */
export type SavedClock = [previous: number | null, previousYearless: number | null];

export class RecordClock {
  /** Filled by the readers of `stamp.ts` and `any-stamp.ts`, read by {@link instant}. */
  readonly stamp = new Stamp();
  /** What {@link instant} had to guess: bits of `LogRecord.flags`. */
  guesses = 0;

  private readonly zone: Zone | undefined;
  /** The last time that a record had; NaN before the first. */
  private previous = Number.NaN;
  /** The last stamp without a year, dated; NaN before the first. */
  private previousYearless = Number.NaN;
  /** Its first and last eight bytes, as numbers: compared so they cost a third of a loop over them. ASCII is never NaN. */
  private memoHead = Number.NaN;
  private memoTail = Number.NaN;
  private viewed: Uint8Array | undefined;
  private view: DataView = new DataView(new ArrayBuffer(0));
  private memoTime = Number.NaN;
  private memoGuesses = 0;
  private isFrameYearless = false;

  constructor(
    private readonly context: DecodeContext,
    zone: string | undefined,
  ) {
    const name = zone ?? context.zone;
    this.zone = name === 'UTC' ? undefined : Zone.of(name);
  }

  /** Gives the record its time; NaN: none was usable, and that of the record before, or of receipt, stands in. */
  set(record: DecodedRecord, time: number): void {
    if (!Number.isNaN(time)) {
      record.time = time;
      record.flags |= this.guesses;
      this.previous = time;
      return;
    }
    const { first, live, received } = this.context;
    record.flags |= RecordFlag.badTime;
    if (live) record.time = received;
    else record.time = Number.isNaN(this.previous) ? (first ?? received) : this.previous;
  }

  /** What carries over to the next record, as plain JSON. */
  save(): SavedClock {
    const { previous, previousYearless } = this;
    return [previous, previousYearless].map((time) => (Number.isNaN(time) ? null : time)) as SavedClock;
  }

  restore([previous, previousYearless]: SavedClock): void {
    this.previous = previous ?? Number.NaN;
    this.previousYearless = previousYearless ?? Number.NaN;
  }

  /**
   * Reads an RFC 3164 stamp at this place, with a year behind it or not, and what it means. The last 15 bytes are remembered with their answer: a
   * busy log has many records of one second. Answers false when there is no such stamp; `time` is NaN when it is
   * impossible. `stamp.next` is the offset after it.
   */
  readBsd(bytes: Uint8Array, at: number, end: number): boolean {
    if (this.isMemo(bytes, at, end)) {
      this.stamp.next = at + MEMO;
      this.guesses = this.memoGuesses;
      this.time = this.memoTime;
      // What was passed over meanwhile may have set it.
      if (!Number.isNaN(this.time)) this.previousYearless = this.time;
      return true;
    }
    if (!readBsd(bytes, at, end, this.stamp)) return false;
    readYearBehind(bytes, end, this.stamp);
    this.time = this.instant();
    if (this.stamp.next === at + MEMO && Number.isNaN(this.stamp.year)) this.remember(bytes, at);
    return true;
  }

  /** What the last call of {@link readBsd} read. */
  time = Number.NaN;

  /** The time that the stamp in hand means; NaN when there is no such time, or it is beyond ±2^53 microseconds. */
  instant(): number {
    const { stamp } = this;
    this.guesses = 0;
    if (!stamp.isPossible()) return Number.NaN;
    if (Number.isNaN(stamp.offset)) this.guesses |= RecordFlag.zoneAssumed;
    if (!Number.isNaN(stamp.year)) return this.inYear(stamp.year);
    this.guesses |= RecordFlag.yearGuessed;
    const { live, separate, received } = this.context;
    const time = live || separate ? this.latestBefore(received + DAY) : this.carried();
    if (!Number.isNaN(time)) this.previousYearless = time;
    return time;
  }

  /**
   * The time that a text tells: a stamp of any kind, or a number since 1970. NaN: none. Of a field that is `guessed` to
   * hold the time, a small number is rather a duration.
   */
  fromText(bytes: Uint8Array, start: number, end: number, guessed = false): number {
    const from = trimStart(bytes, start, end);
    const to = trimEnd(bytes, from, end);
    if (readStamp(bytes, from, to, this.stamp)) return skipZoneName(bytes, this.stamp.next, to) === to ? this.instant() : Number.NaN;
    this.guesses = 0;
    const time = to - from === TAI64N_LENGTH ? tai64nAt(bytes, from, to) : epochMicros(bytes, from, to);
    return guessed && time < EARLIEST ? Number.NaN : time;
  }

  /**
   * The time that a date tells together with a time of day and an offset, under their usual names. NaN: none.
   * @param read gives what stands under a name; undefined: nothing that is text
   */
  fromParts(read: (name: string) => Uint8Array | undefined): number {
    const [dateName, timeName, offsetName] = TIME_PARTS;
    const date = read(dateName);
    if (!date || date.length === 0) return Number.NaN;
    const time = read(timeName) ?? NOTHING;
    const offset = read(offsetName) ?? NOTHING;
    if (date.length + time.length + offset.length > LONGEST_PARTS) return Number.NaN;
    const text = Buffer.concat([date, PARTING, time, offset]);
    return readStamp(text, 0, text.length, this.stamp) && this.stamp.next === text.length ? this.instant() : Number.NaN;
  }

  /** The frame of a stamp that means this time, if it has one. */
  frame(bytes: Uint8Array, at: number, end: number, time: number): StampFrame | undefined {
    const frame = stampFrame(bytes, at, end, time, this.zone) ?? numberFrame(bytes, at, end);
    if (frame) this.isFrameYearless = frame.isYearless;
    return frame;
  }

  /** The frame of a stamp that is all there is of a member, whose name has this rank among those of times. */
  memberFrame(bytes: Uint8Array, start: number, end: number, time: number, rank: number): StampFrame | undefined {
    const frame = this.frame(bytes, start, end, time);
    return frame?.length === end - start ? { ...frame, rank } : undefined;
  }

  /** Stamps of the last frame were passed over; the last of them means this time. */
  passOver(time: number): void {
    this.previous = time;
    if (this.isFrameYearless) this.previousYearless = time;
  }

  private isMemo(bytes: Uint8Array, at: number, end: number): boolean {
    // A longer stamp goes on with a fraction.
    if (at + MEMO > end || (at + MEMO < end && bytes[at + MEMO] !== BLANK)) return false;
    // So does Cisco's ` UTC:`, or ` GMT:`, and a year.
    if (bytes[at + MEMO + 4] === COLON || (bytes[at + MEMO + 5] === BLANK && isYearBehind(bytes, at + MEMO, end))) return false;
    const view = this.viewOf(bytes);
    if (view.getFloat64(at + MEMO - 8) !== this.memoTail || view.getFloat64(at) !== this.memoHead) return false;
    const { live, received } = this.context;
    return !live || (received >= this.memoTime - DAY && received < this.memoTime + SURELY_SAME_YEAR);
  }

  private viewOf(bytes: Uint8Array): DataView {
    if (bytes !== this.viewed) {
      this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      this.viewed = bytes;
    }
    return this.view;
  }

  private remember(bytes: Uint8Array, at: number): void {
    const view = this.viewOf(bytes);
    this.memoHead = view.getFloat64(at);
    this.memoTail = view.getFloat64(at + MEMO - 8);
    this.memoTime = this.time;
    this.memoGuesses = this.guesses;
  }

  /** The stamp in hand in this year. */
  private inYear(year: number): number {
    const { stamp } = this;
    const time = this.dated(year, stamp.month, stamp.day, stamp.sinceMidnight);
    // A leap second has no time of its own: as in POSIX it is the first of the next day; elsewhere there is none.
    if (stamp.second === 60 && ((time % DAY) + DAY) % DAY >= SECOND) return Number.NaN;
    return time;
  }

  private dated(year: number, month: number, day: number, sinceMidnight: number): number {
    if (day > daysInMonth(year, month)) return Number.NaN;
    const local = daysSinceEpoch(year, month, day) * DAY + sinceMidnight;
    const { offset } = this.stamp;
    const time = Number.isNaN(offset) ? this.fromLocal(local) : local - offset;
    return Number.isSafeInteger(time) ? time : Number.NaN;
  }

  /**
   * Local time to UTC. In a gap the clock is put forward by it; of two passages of an hour the first, unless the
   * record before is further on in it, or past it.
   */
  private fromLocal(local: number): number {
    const { zone, previous } = this;
    if (!zone) return local;
    const first = zone.toUtc(local);
    if (!(first < previous - DISORDER)) return first;
    const offset = zone.offsetAt(first + DAY);
    const second = local - offset;
    return second > first && zone.offsetAt(second) === offset ? second : first;
  }

  /** The latest year in which the stamp in hand is not beyond the limit. */
  private latestBefore(limit: number): number {
    const newest = yearOf(limit) + 1;
    for (let year = newest; year >= newest - LEAP_CYCLE - 1; year--) {
      const time = this.inYear(year);
      if (time <= limit) return time;
    }
    return Number.NaN;
  }

  /**
   * The stamp in hand in the year that the one before it leads to. A log is in order, but for stragglers; a step back
   * is longer only if the next year would lie beyond what the source can know of.
   */
  private carried(): number {
    const before = this.previousYearless;
    if (Number.isNaN(before)) return this.anchored();
    const { year: given, received } = this.context;
    const year = yearOf(before);
    const earliest = before - STRAGGLING;
    if (this.roughly(year - 1) >= earliest) return this.inYear(year - 1);
    const isLater = this.roughly(year) < earliest && (given !== undefined || this.roughly(year + 1) <= received + DAY);
    return this.inYear(isLater ? year + 1 : year);
  }

  /** The stamp in hand in this year, UTC; a leap day that the year has not is the day after it. */
  private roughly(year: number): number {
    const { month, day, sinceMidnight } = this.stamp;
    return daysSinceEpoch(year, month, day) * DAY + sinceMidnight;
  }

  /** The first stamp of a source. */
  private anchored(): number {
    const { year, latest, received } = this.context;
    return year === undefined ? this.latestBefore((latest ?? received) + DAY) : this.inYear(year);
  }
}
