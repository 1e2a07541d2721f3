/** The meaning of stamps: zones, omitted years and dates, and substitutes for unusable stamps. */

import { daysInMonth, daysSinceEpoch } from '../../../calendar.ts';
import { RecordFlag } from '../../record.ts';
import { BLANK, POINT } from '../../values/ascii.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../values/time-units.ts';
import { Zone } from '../../values/zone.ts';
import type { DecodeContext } from '../context.ts';
import type { DecodedRecord } from '../decoded-record.ts';
import { textIn, trimEnd, trimStart } from '../text.ts';
import { DATE_NAME, TIME_NAME, ZONE_NAMES } from '../usual-names.ts';
import { readCompact, readStamp } from './any-stamp.ts';
import { yearOf } from './calendar.ts';
import { epochMicros, TAI64N_LENGTH, tai64nAt } from './epoch.ts';
import { isYearBeforeHost, readBsd, readYearBeforeHost, readZoneAfterBlank, readZoneBeforeHost, Stamp, skipZoneName } from './stamp.ts';
import { readForm, type StampForm } from './stamp-form.ts';
import { clockFrame, numberFrame, type StampFrame, stampFrame } from './stamp-frame.ts';
import { readTimeOfDay } from './time-of-day.ts';
import { endOfZoneName, zoneAt } from './zone-names.ts';

/** In 1973. */
const EARLIEST = 100_000_000 * SECOND;
/** How far a stamp may lie behind its predecessor, also one of the old year after New Year. */
const STRAGGLING = 7 * DAY;
/** The same for a time of day: one that lies further back is of the next day. */
const BRIEF_STRAGGLING = HOUR;
/** In the hour that a zone repeats, a step back by less is disorder, not the second passage. */
const DISORDER = MINUTE;
/** Until this long after a stamp it is still the latest of its kind: the next one is 365 days later, and a day is allowed for. */
export const SURELY_SAME_YEAR = 364 * DAY;
/** The greatest distance between leap days, in years (1896 and 1904). */
const LEAP_CYCLE = 8;
const MEMO = 15;
/** Date, time of day and zone together are shorter, in bytes. */
const LONGEST_PARTS = 64;
const SEPARATOR = Buffer.from(' ');
const GO_REST = /^(?: [+-]\d\d(?:\d\d)?)?(?: m=[+-][\d.]+)?$/;
const NOTHING = new Uint8Array(0);

/**
 * The last time of a record, and the last time dated from a stamp without a year, or any date, each null before the first;
 * then {@link RecordClock.isDated}.
 */
export type SavedClock = [previous: number | null, previousYearless: number | null, isDated: boolean];

export class RecordClock {
  /** Filled by the readers of `stamp.ts` and `any-stamp.ts`, read by {@link instant}. */
  readonly stamp = new Stamp();
  /** What {@link instant} had to guess, as bits of `LogRecord.flags`. */
  guesses = 0;
  /** Whether a line has begun with a stamp that has a date: what looks like a time of day at the beginning of another is none. */
  isDated = false;

  private zone: Zone | undefined;
  /** The last time of a record; NaN before the first. */
  private previous = Number.NaN;
  /** The last time dated from a stamp without a year, or any date; NaN before the first. */
  private previousYearless = Number.NaN;
  private markedPrevious = Number.NaN;
  private markedYearless = Number.NaN;
  /**
   * The first and last eight bytes of the memoised stamp, as numbers: comparing these costs a third of a loop over the
   * bytes. ASCII is never NaN.
   */
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

  /**
   * Sets the time of a record. If it is NaN, the record is flagged and gets the time of receipt if live, otherwise the
   * time of the previous record; the first records get the first usable time, or that of receipt.
   */
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

  /** Whether a stamp with a year that meant this time before means it again: after a repeated hour it could mean another. */
  mayRepeat(time: number): boolean {
    return !(time < this.previous - DISORDER);
  }

  /** What carries over to the next record, as plain JSON. */
  save(): SavedClock {
    const { previous, previousYearless, isDated } = this;
    return [Number.isNaN(previous) ? null : previous, Number.isNaN(previousYearless) ? null : previousYearless, isDated];
  }

  restore([previous, previousYearless, isDated]: SavedClock): void {
    this.previous = previous ?? Number.NaN;
    this.previousYearless = previousYearless ?? Number.NaN;
    this.isDated = isDated;
  }

  /** Remembers what carries over to the next record, for {@link goBack}. */
  mark(): void {
    this.markedPrevious = this.previous;
    this.markedYearless = this.previousYearless;
  }

  /** Forgets the times since {@link mark}: of lines that are no records of their own. */
  goBack(): void {
    this.previous = this.markedPrevious;
    this.previousYearless = this.markedYearless;
  }

  /**
   * Reads an RFC 3164 stamp at an offset, with or without a year or a zone after it, and sets `time` to what it means, NaN if it
   * is impossible. The last 15-byte stamp is memoised: a busy log has many records of one second. Returns false if there
   * is no such stamp; `stamp.next` is the offset after it.
   */
  readBsd(bytes: Uint8Array, at: number, end: number): boolean {
    if (this.isMemo(bytes, at, end)) {
      this.stamp.next = at + MEMO;
      this.guesses = this.memoGuesses;
      this.time = this.memoTime;
      // Stamps skipped in the meantime may have changed it.
      if (!Number.isNaN(this.time)) this.previousYearless = this.time;
      return true;
    }
    if (!readBsd(bytes, at, end, this.stamp)) return false;
    readYearBeforeHost(bytes, end, this.stamp);
    readZoneBeforeHost(bytes, end, this.stamp);
    this.time = this.instant();
    if (this.stamp.next === at + MEMO && Number.isNaN(this.stamp.year)) this.remember(bytes, at);
    return true;
  }

  /** The result of the last call of {@link readBsd}, in microseconds. */
  time = Number.NaN;

  /** The time that the current stamp means; NaN if there is no such time, or it is beyond ±2^53 microseconds. */
  instant(): number {
    const { stamp } = this;
    this.guesses = 0;
    if (!stamp.isPossible()) return Number.NaN;
    if (Number.isNaN(stamp.offset)) this.guesses |= RecordFlag.zoneAssumed;
    if (!Number.isNaN(stamp.year)) return this.inYear(stamp.year);
    this.guesses |= stamp.hasDate ? RecordFlag.yearGuessed : RecordFlag.dateGuessed;
    const { live, separate } = this.context;
    const time = live || separate ? this.nearReceipt() : this.carried();
    if (!Number.isNaN(time)) this.previousYearless = time;
    return time;
  }

  /** The same in the zone that is named behind the stamp, as in PHP's `[01-Mar-2024 10:00:00 Europe/Paris]`, if there is one. */
  zonedInstant(bytes: Uint8Array, end: number): number {
    return this.instantIn(this.readZoneName(bytes, end));
  }

  /**
   * The time in a text: a stamp of any kind, or a number since 1970; NaN if there is none. In a field only `guessed` to
   * hold the time, a small number or a time of day is taken for a duration.
   */
  fromText(bytes: Uint8Array, start: number, end: number, guessed = false): number {
    const from = trimStart(bytes, start, end);
    const to = trimEnd(bytes, from, end);
    if (readStamp(bytes, from, to, this.stamp)) return this.instantBefore(bytes, to);
    if (readCompact(bytes, from, to, this.stamp) && this.stamp.next === to) return this.instant();
    if (!guessed && readTimeOfDay(bytes, from, to, this.stamp)) return this.stamp.next === to ? this.instant() : Number.NaN;
    this.guesses = 0;
    const time = to - from === TAI64N_LENGTH ? tai64nAt(bytes, from, to) : epochMicros(bytes, from, to);
    return guessed && time < EARLIEST ? Number.NaN : time;
  }

  /** The time of a stamp of this form, perhaps with a zone behind it; NaN if the text is none. */
  fromForm(form: StampForm, bytes: Uint8Array, start: number, end: number): number {
    if (!readForm(form, bytes, start, end, this.stamp)) return Number.NaN;
    readZoneAfterBlank(bytes, end, this.stamp);
    return this.instantBefore(bytes, end);
  }

  /**
   * The time given by a date, a time of day and a zone under their usual names; NaN if there is none. The date may have the time
   * of day.
   * @param read returns the value under a name; undefined if that is no text
   */
  fromParts(read: (name: string) => Uint8Array | undefined): number {
    const date = read(DATE_NAME);
    if (!date || date.length === 0) return Number.NaN;
    const time = read(TIME_NAME) ?? NOTHING;
    const zone = read(ZONE_NAMES[0]) ?? read(ZONE_NAMES[1]) ?? NOTHING;
    return this.fromZoned(time.length > 0 ? Buffer.concat([date, SEPARATOR, time]) : date, zone);
  }

  /** The time of a stamp without a zone, in the zone beside it; NaN if it is no stamp, or has a zone. */
  fromZoned(stamp: Uint8Array, zone: Uint8Array): number {
    if (stamp.length + zone.length > LONGEST_PARTS) return Number.NaN;
    const text = Buffer.concat([stamp, SEPARATOR, zone]);
    return this.fromText(text, 0, text.length, true);
  }

  /**
   * The frame of a stamp that means this time; undefined if it has none.
   * @param start the offset of the version of RFC 5424 before the stamp, if there is one
   */
  frame(bytes: Uint8Array, at: number, end: number, time: number, start = at): StampFrame | undefined {
    return this.framed(stampFrame(bytes, [start, at, end], time, this.zone) ?? numberFrame(bytes, at, end));
  }

  /**
   * The frame of bytes that end with a stamp of this time, just read.
   * @param clockAt the offset of `hh:mm:ss` in them
   */
  clockFrame(bytes: Uint8Array, clockAt: number, time: number): StampFrame | undefined {
    return this.framed(clockFrame(bytes, clockAt, time, this.stamp, this.zone));
  }

  /** The same for a stamp that is the entire value of a member; `rank` is that of its name among the names for times. */
  memberFrame(bytes: Uint8Array, start: number, end: number, time: number, rank: number): StampFrame | undefined {
    const frame = this.frame(bytes, start, end, time);
    return frame?.length === end - start ? { ...frame, rank } : undefined;
  }

  /** Must be called after stamps of the last frame were skipped; `time` is that of the last of them. */
  noteSkipped(time: number): void {
    this.previous = time;
    if (this.isFrameYearless) this.previousYearless = time;
  }

  /** Reads the name of a zone behind a stamp that has none; undefined if there is none that is known. */
  private readZoneName(bytes: Uint8Array, end: number): Zone | undefined {
    const { stamp } = this;
    const at = stamp.next + 1;
    if (bytes[stamp.next] !== BLANK || !Number.isNaN(stamp.offset)) return undefined;
    const nameEnd = endOfZoneName(bytes, at, end);
    const zone = nameEnd > at ? Zone.named(textIn(bytes, at, nameEnd)) : undefined;
    if (zone) stamp.next = nameEnd;
    return zone;
  }

  /** The time of the current stamp if nothing but a zone lies between it and this end; NaN otherwise. */
  private instantBefore(bytes: Uint8Array, end: number): number {
    const zone = this.readZoneName(bytes, end);
    const behind = skipZoneName(bytes, this.stamp.next, end);
    return behind === end || isOfGo(bytes, behind, end) ? this.instantIn(zone) : Number.NaN;
  }

  private instantIn(zone: Zone | undefined): number {
    if (!zone) return this.instant();
    const own = this.zone;
    this.zone = zone;
    const time = this.instant();
    this.zone = own;
    this.guesses &= ~RecordFlag.zoneAssumed;
    return time;
  }

  private framed(frame: StampFrame | undefined): StampFrame | undefined {
    if (frame) this.isFrameYearless = frame.isYearless;
    return frame;
  }

  private isMemo(bytes: Uint8Array, at: number, end: number): boolean {
    // A longer stamp continues with a fraction.
    if (at + MEMO > end || (at + MEMO < end && bytes[at + MEMO] !== BLANK)) return false;
    // So it does with a zone, Cisco's ` PM.688`, and a year.
    const next = at + MEMO;
    if (bytes[next + 3] === POINT || isYearBeforeHost(bytes, next, end) || zoneAt(bytes, next + 1, end).length > 0) return false;
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

  /** The time of the current stamp in this year. */
  private inYear(year: number): number {
    const { month, day } = this.stamp;
    return day > daysInMonth(year, month) ? Number.NaN : this.onDay(daysSinceEpoch(year, month, day));
  }

  /** The time of the current stamp on this day, in days since 1970. */
  private onDay(day: number): number {
    const { offset, second, sinceMidnight } = this.stamp;
    const local = day * DAY + sinceMidnight;
    const time = Number.isNaN(offset) ? this.fromLocal(local) : local - offset;
    // A leap second has no time of its own: as in POSIX it is the first second of the next day. Second 60 at any other time is invalid.
    if (second === 60 && ((time % DAY) + DAY) % DAY >= SECOND) return Number.NaN;
    return Number.isSafeInteger(time) ? time : Number.NaN;
  }

  /**
   * Local time to UTC. In a gap the clock is put forward by its length; in a repeated hour the first passage is taken,
   * unless the previous record lies further on or after it.
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

  /** The current stamp, dated by receipt alone: at most a day beyond it, or at most half a day away from it. */
  private nearReceipt(): number {
    return this.latestBefore(this.context.received + (this.stamp.hasDate ? DAY : DAY / 2));
  }

  /** The time of the current stamp in the latest year, or on the latest day, in which it is not beyond the limit; NaN if there is none. */
  private latestBefore(limit: number): number {
    if (!this.stamp.hasDate) return this.latestDayBefore(limit);
    const newest = yearOf(limit) + 1;
    for (let year = newest; year >= newest - LEAP_CYCLE - 1; year--) {
      const time = this.inYear(year);
      if (time <= limit) return time;
    }
    return Number.NaN;
  }

  private latestDayBefore(limit: number): number {
    const { zone, stamp } = this;
    const offset = Number.isNaN(stamp.offset) ? (zone?.offsetAt(limit) ?? 0) : stamp.offset;
    const newest = Math.floor((limit + offset) / DAY) + 1;
    for (let day = newest; day > newest - 3; day--) {
      const time = this.onDay(day);
      if (time <= limit) return time;
    }
    return Number.NaN;
  }

  /**
   * The current stamp, dated in the year that its predecessor implies. A log is in order except for stragglers; a longer
   * step back is accepted only if the next year would lie beyond what the source can know. A time of day goes on to the
   * next day whatever the source can know: a log may be of more days than its first date was guessed for.
   */
  private carried(): number {
    const before = this.previousYearless;
    if (Number.isNaN(before)) return this.anchored();
    const { year: given, received, since = before } = this.context;
    if (!this.stamp.hasDate) return this.latestBefore(Math.max(before, since) + DAY - BRIEF_STRAGGLING);
    const year = yearOf(before);
    const earliest = before - STRAGGLING;
    if (this.roughly(year - 1) >= earliest) return this.inYear(year - 1);
    const isLater = this.roughly(year) < earliest && (given !== undefined || this.roughly(year + 1) <= received + DAY);
    return this.inYear(isLater ? year + 1 : year);
  }

  /** The current stamp in this year, taken as UTC; 29 February of a common year becomes 1 March. */
  private roughly(year: number): number {
    const { month, day, sinceMidnight } = this.stamp;
    return daysSinceEpoch(year, month, day) * DAY + sinceMidnight;
  }

  /** Dates the first stamp of a source. */
  private anchored(): number {
    const { year, day, since, latest, received } = this.context;
    if (!this.stamp.hasDate) {
      if (day !== undefined) return this.onDay(day);
      if (since !== undefined) return this.latestBefore(since + DAY - BRIEF_STRAGGLING);
      return latest === undefined ? this.nearReceipt() : this.latestBefore(latest + BRIEF_STRAGGLING);
    }
    return year === undefined ? this.latestBefore((latest ?? received) + DAY) : this.inYear(year);
  }
}

/** Whether this is what Go's `Time.String` may write behind an offset: it again, for want of a name, and the monotonic clock. */
function isOfGo(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start <= LONGEST_PARTS && GO_REST.test(textIn(bytes, start, end));
}
