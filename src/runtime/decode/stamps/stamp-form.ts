/** Forms of stamps, `dd/MMM/yyyy:HH:mm:ss`: a run of letters for each part. `stamp('…')` has the same parts. */

import { daysInMonth } from '../../../calendar.ts';
import { BLANK, COLON, isDigit, SMALL_P } from '../../values/ascii.ts';
import { monthAt } from './month-names.ts';
import { digits, readClock, readFraction, readMonth, readOffset, type Stamp } from './stamp.ts';
import { zoneAt } from './zone-names.ts';

/** Reads a part at an offset; returns the offset after it, -1 if the bytes are none. */
export type ReadPart = (bytes: Uint8Array, at: number, end: number, stamp: Stamp) => number;

/** Reads what else belongs to a stamp that begins at `start`; returns whether that tells its form. */
export type ReadRest = (bytes: Uint8Array, start: number, end: number, stamp: Stamp) => boolean;

export interface StampForm {
  /** Readers, and the bytes between the parts. */
  parts: readonly (ReadPart | number)[];
  /** Whether a fraction may follow. */
  hasSeconds: boolean;
  rest: ReadRest | undefined;
}

const CENTURY = 2000;
/** Year, month, day, hour, minute, second. */
const NUMBERS = 'yMdHms';
/** What a run of letters stands for if it is no number of as many digits. */
const OTHERS: Readonly<Record<string, ReadPart>> = {
  yy: readShortYear,
  MMM: readShortMonth,
  MMMM: readMonthName,
  DDD: readDayOfYear,
  a: readAmPmPart,
  Z: readZone,
  EEE: (_, at) => at + 3,
  'HH:mm:ss': clockAt,
  'H:mm:ss': readUnpaddedClock,
};

/** Reads a stamp of this form, with an optional fraction and offset behind it. */
export function readForm({ parts, hasSeconds, rest }: StampForm, bytes: Uint8Array, at: number, end: number, stamp: Stamp): boolean {
  stamp.year = stamp.offset = Number.NaN;
  stamp.second = stamp.micros = 0;
  let next = at;
  for (const part of parts) {
    if (typeof part !== 'number') next = part(bytes, next, end, stamp);
    else if (bytes[next++] !== part) return false;
    if (next < 0) return false;
  }
  if (next > end || (next < end && isDigit(bytes[next]))) return false;
  stamp.next = next;
  if (hasSeconds) readFraction(bytes, end, stamp);
  if (rest && !rest(bytes, at, end, stamp)) return false;
  if (Number.isNaN(stamp.offset)) readOffset(bytes, stamp.next, end, stamp);
  return true;
}

/** Compiles a form, in which brackets hold a choice of characters: `yyyy/M/d[ -]H:mm:ss`. */
export function formOf(form: string, rest?: ReadRest): StampForm {
  const parts = runsOf(form).map(([run, signs = run]) => partReader(run) ?? signReader(signs));
  return { parts, hasSeconds: form.endsWith('s'), rest };
}

/** What a date and a time of day have; a year may be absent. */
const DATE_AND_TIME = [/M/, /d/, /[Hh]/, /m/];
/** A zone is read behind a stamp of any form. */
const FINAL_ZONE = /\s*[zZX]+$/;
/** Text in quotes, in which two quotes are one; so are two alone. */
const QUOTED = /'((?:[^']|'')*)'/g;

/**
 * The form of the stamps that a pattern of Java's `SimpleDateFormat` describes, `dd/MM/yyyy HH:mm:ss z`; undefined if it is
 * no date with a time of day, or has parts that are not read here.
 */
export function javaForm(pattern: string): StampForm | undefined {
  const form = pattern.replace(FINAL_ZONE, '').replace(QUOTED, (_, text: string) => literally(text.replaceAll("''", "'") || "'"));
  const letters = form.replace(/\[.\]/g, '').match(/([A-Za-z])\1*/g) ?? [];
  const isRead = letters.every(partReader) && DATE_AND_TIME.every((part) => letters.some((run) => part.test(run)));
  return isRead ? formOf(form) : undefined;
}

const literally = (text: string) => Array.from(text, (sign) => `[${sign}]`).join('');

/** What stamps of a form may look like: all that differ in the characters of brackets, or in the padding of day or hour. */
export function samplesOf(form: string): string[] {
  const options = ([run, signs]: RegExpMatchArray) => {
    if (signs) return [...signs];
    if (run.startsWith('MMM')) return ['Jan'];
    const digits = run.replace(/[a-z]/gi, '1');
    return /^([dH])(?!\1)/.test(run) ? [digits, `1${digits}`, ` ${digits}`] : [digits];
  };
  return runsOf(form).reduce<string[]>((texts, run) => texts.flatMap((text) => options(run).map((option) => text + option)), ['']);
}

function runsOf(form: string): RegExpMatchArray[] {
  return [...form.matchAll(/\[([^\]]+)\]|HH?:mm:ss|([A-Za-z])\2*|./g)];
}

function signReader(signs: string): ReadPart | number {
  const wanted = Array.from(signs, (sign) => sign.charCodeAt(0));
  return wanted.length === 1 ? wanted[0]! : (bytes, at) => (wanted.includes(bytes[at]!) ? at + 1 : -1);
}

/** The reader of a run of one letter; undefined if it stands for no part. */
export function partReader(run: string): ReadPart | undefined {
  const letter = run.charAt(0);
  if (run in OTHERS) return OTHERS[run];
  if (letter === 'S') return fractionReader(run.length);
  if (letter === 'h') return halfHourReader(run.length);
  return NUMBERS.includes(letter) ? numberReader(letter, run.length) : undefined;
}

/** As many digits as letters; a single letter takes one digit or two, those of a day or hour perhaps behind a blank. */
function numberReader(letter: string, length: number): ReadPart {
  const readDigits = (bytes: Uint8Array, at: number, count: number, stamp: Stamp) => {
    const value = digits(bytes, at, count);
    put(stamp, letter, value);
    return Number.isNaN(value) ? -1 : at + count;
  };
  if (length > 1) return (bytes, at, _, stamp) => readDigits(bytes, at, length, stamp);
  const isPadded = letter === 'd' || letter === 'H';
  return (bytes, at, _, stamp) => {
    const from = isPadded && bytes[at] === BLANK ? at + 1 : at;
    return readDigits(bytes, from, isDigit(bytes[from + 1]) ? 2 : 1, stamp);
  };
}

/** Faster than a property by name. */
function put(stamp: Stamp, letter: string, value: number): void {
  switch (letter) {
    case 'y':
      stamp.year = value;
      break;
    case 'M':
      stamp.month = value;
      break;
    case 'd':
      stamp.day = value;
      break;
    case 'H':
      stamp.hour = value;
      break;
    case 'm':
      stamp.minute = value;
      break;
    default:
      stamp.second = value;
  }
}

function clockAt(bytes: Uint8Array, at: number, end: number, stamp: Stamp): number {
  return readClock(bytes, at, end, stamp) ? stamp.next : -1;
}

function readUnpaddedClock(bytes: Uint8Array, at: number, end: number, stamp: Stamp): number {
  const from = bytes[at] === BLANK ? at + 1 : at;
  return readClock(bytes, from, end, stamp, bytes[from + 1] === COLON ? 1 : 2) ? stamp.next : -1;
}

function readShortYear(bytes: Uint8Array, at: number, _end: number, stamp: Stamp): number {
  stamp.year = CENTURY + digits(bytes, at, 2);
  return Number.isNaN(stamp.year) ? -1 : at + 2;
}

function readShortMonth(bytes: Uint8Array, at: number, _end: number, stamp: Stamp): number {
  stamp.month = monthAt(bytes, at);
  return stamp.month === 0 ? -1 : at + 3;
}

/** In full or abbreviated, in one of several languages. */
function readMonthName(bytes: Uint8Array, at: number, end: number, stamp: Stamp): number {
  const length = readMonth(bytes, at, end, stamp);
  return length === 0 ? -1 : at + length;
}

/** Day 001 to 366 of the year read before; one that this year does not have is of month 13, which {@link Stamp.isPossible} refuses. */
function readDayOfYear(bytes: Uint8Array, at: number, _end: number, stamp: Stamp): number {
  const { year } = stamp;
  let day = digits(bytes, at, 3);
  let month = 1;
  for (; month <= 12 && day > daysInMonth(year, month); month++) day -= daysInMonth(year, month);
  stamp.month = month;
  stamp.day = day;
  return Number.isNaN(day) ? -1 : at + 3;
}

/** Further digits than those of microseconds are dropped. */
function fractionReader(length: number): ReadPart {
  const kept = Math.min(length, 6);
  const unit = 10 ** (6 - kept);
  return (bytes, at, _, stamp) => {
    stamp.micros = digits(bytes, at, kept) * unit;
    return Number.isNaN(stamp.micros) ? -1 : at + length;
  };
}

/** The hour of a half day and the AM or PM may come in either order: each adds its part. */
function halfHourReader(length: number): ReadPart {
  const readHour = numberReader('H', length);
  return (bytes, at, end, stamp) => {
    const half = stamp.hour;
    const next = readHour(bytes, at, end, stamp);
    const { hour } = stamp;
    stamp.hour = half + (hour % 12);
    return hour >= 1 && hour <= 12 ? next : -1;
  };
}

function readAmPmPart(bytes: Uint8Array, at: number, _end: number, stamp: Stamp): number {
  if ((bytes[at]! | 0x20) === SMALL_P) stamp.hour += 12;
  return at + 2;
}

/** `Z`, an offset, or the name of a zone; an ambiguous name leaves the offset open. */
function readZone(bytes: Uint8Array, at: number, end: number, stamp: Stamp): number {
  stamp.next = at;
  readOffset(bytes, at, end, stamp);
  if (stamp.next > at) return stamp.next;
  const { length, offset } = zoneAt(bytes, at, end);
  stamp.offset = offset;
  return length > 0 ? at + length : -1;
}
