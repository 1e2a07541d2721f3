import { BLANK, COLON, COMMA, isDigit, POINT } from '../../values/ascii.ts';
import { copyOf } from '../../values/copy.ts';
import { HOUR } from '../../values/time-units.ts';
import type { Zone } from '../../values/zone.ts';
import { find } from '../text.ts';
import { readIsoLike } from './any-stamp.ts';
import { yearOf } from './calendar.ts';
import { isOffsetAfterBlank, isYearBeforeHost, readBsd, readIso, Stamp } from './stamp.ts';
import { zoneAt } from './zone-names.ts';

/**
 * The fixed parts of a stamp: others with the same frame differ only in the time of day, or only in minutes and less if
 * the zone may change.
 */
export interface StampFrame {
  /** Their common beginning, including the version of RFC 5424 if there is one. */
  prefix: Uint8Array;
  /** Whether there is a version, so that the header of RFC 5424 follows. */
  isVersioned: boolean;
  /** The offset of `hh:mm:ss` in the stamp. */
  clockAt: number;
  /** The byte after the seconds, which begins the fraction if there is one; 0 if they end the stamp. */
  afterSeconds: number;
  /** What follows the clock and any fraction, usually a zone; empty if nothing does. */
  zone: Uint8Array;
  /** The beginning of their day, in microseconds since 1970. */
  midnight: number;
  isYearless: boolean;
  /** The length of the stamp the frame was made of, with its prefix, in bytes. */
  length: number;
  /** For records with named members, the rank of the stamp's name among those for times; otherwise 0. */
  rank: number;
}

/** `yyyy-MM-dd` */
const DATE_LENGTH = 10;
/** `hh:` */
const HOUR_LENGTH = 3;
/** `hh:mm:ss` */
const CLOCK_LENGTH = 8;
/** Of prefix and zone. */
const LONGEST = 16;
/** The usual numbers of digits of seconds, milliseconds and microseconds since 1970. */
const USUAL_DIGITS = [10, 13, 16];
const NOTHING = new Uint8Array(0);
const stamp = new Stamp();

/**
 * The frame of a stamp that means this time; undefined if the meaning of similar stamps cannot be derived from it.
 * `zone` applies to stamps without one.
 * @param start the offset of the version before the stamp, `at` if there is none
 */
export function stampFrame(
  bytes: Uint8Array,
  [start, at, end]: readonly [start: number, at: number, end: number],
  time: number,
  zone: Zone | undefined,
): StampFrame | undefined {
  const isBsd = readBsd(bytes, at, end, stamp);
  if (!isBsd && !readIso(bytes, at, end, stamp) && !readIsoLike(bytes, at, end, stamp)) return undefined;
  const hasOffset = !Number.isNaN(stamp.offset);
  // A version tells nothing of the header behind this stamp.
  if (isBsd && (at > start || hasOffset || isYearBeforeHost(bytes, stamp.next, end))) return undefined;
  if (!hasOffset && (isOffsetAfterBlank(bytes, stamp.next, end) || zoneAt(bytes, stamp.next + 1, end).length > 0)) return undefined;
  const clock = find(bytes, COLON, isBsd ? at : at + DATE_LENGTH, stamp.next) - 2;
  // Some separate hours and minutes otherwise.
  if (clock < at || bytes[clock + 5] !== COLON) return undefined;
  // An AM or PM says which hour it is.
  if (isBsd && clock + CLOCK_LENGTH < stamp.next && bytes[clock + CLOCK_LENGTH] === BLANK) return undefined;
  const frame = clockFrame(bytes.subarray(start, stamp.next), clock - start, time, stamp, zone);
  return frame && { ...frame, isVersioned: at > start };
}

/**
 * The frame of bytes that end with a stamp. Only its time of day may differ in others of the frame, with as many digits
 * of a fraction.
 * @param clockAt the offset of `hh:mm:ss` in them, behind which there may be a fraction
 * @param read the stamp as it was read
 */
export function clockFrame(bytes: Uint8Array, clockAt: number, time: number, read: Stamp, zone: Zone | undefined): StampFrame | undefined {
  if (read.second > 59) return undefined;
  const midnight = time - read.sinceMidnight;
  const mayChange = zone !== undefined && Number.isNaN(read.offset);
  if (mayChange && !isSteady(zone, midnight + read.hour * HOUR)) return undefined;
  const prefixEnd = mayChange ? clockAt + HOUR_LENGTH : clockAt;
  const zoneAt = endOfFraction(bytes, clockAt + CLOCK_LENGTH);
  if (prefixEnd > LONGEST || bytes.length - zoneAt > LONGEST) return undefined;
  return {
    prefix: copyOf(bytes, 0, prefixEnd),
    isVersioned: false,
    clockAt,
    afterSeconds: bytes[clockAt + CLOCK_LENGTH] ?? 0,
    zone: copyOf(bytes, zoneAt, bytes.length),
    midnight,
    isYearless: Number.isNaN(read.year),
    length: bytes.length,
    rank: 0,
  };
}

/**
 * The frame of a number since 1970: all numbers with as many digits before the point are read alike. It has no prefix,
 * and `clockAt` is that number of digits. Undefined if it is not one of the usual ones.
 */
export function numberFrame(bytes: Uint8Array, start: number, end: number): StampFrame | undefined {
  const point = find(bytes, POINT, start, end);
  const digits = (point < 0 ? end : point) - start;
  if (!USUAL_DIGITS.includes(digits)) return undefined;
  const text = { prefix: NOTHING, zone: NOTHING, clockAt: digits, afterSeconds: 0, length: end - start };
  return { ...text, midnight: 0, isVersioned: false, isYearless: false, rank: 0 };
}

/** Whether the hour that begins then is regular in local time: within one year both locally and in UTC, and without a change of offset. */
function isSteady(zone: Zone, start: number): boolean {
  const offset = zone.offsetAt(start);
  const local = start + offset;
  return (
    yearOf(start) === yearOf(local) &&
    zone.toUtc(local) === start &&
    zone.toUtc(local + HOUR - 1) === start + HOUR - 1 &&
    local % HOUR === 0
  );
}

/** The offset after the fraction of a second that begins here; `at` if there is none. */
function endOfFraction(bytes: Uint8Array, at: number): number {
  if ((bytes[at] !== POINT && bytes[at] !== COMMA) || !isDigit(bytes[at + 1])) return at;
  let after = at + 1;
  while (isDigit(bytes[after])) after++;
  return after;
}
