/** Time stamps with a given form, `stamp('dd/MMM/yyyy:HH:mm:ss Z')`: their grammar, and the time they mean. */

import type { RegexNode } from '../../dsl/pattern-plan.ts';
import type { RecordClock } from '../decode/clock.ts';
import { endOfDigits } from '../decode/epoch.ts';
import { monthAt, digits as numberAt, readIso, Stamp } from '../decode/stamp.ts';
import { BLANK, COLON, DASH, PLUS, POINT, SMALL_P, ZERO } from '../values/ascii.ts';
import { HOUR, MINUTE } from '../values/time-units.ts';
import { either, maybe, oneOf, sequence, some, times } from './grammar.ts';
import { DIGIT, setOf } from './ranges.ts';

export interface StampForm {
  grammar: RegexNode;
  /**
   * The time that bytes of this grammar mean, in microseconds since 1970; NaN if there is no such time. The clock
   * supplies what the stamp leaves out, such as the year.
   */
  time(bytes: Uint8Array, start: number, end: number, clock: RecordClock): number;
  /**
   * The offset of `hh:mm:ss` in bytes of this grammar; absent if they have no such time of day, or no date, or anything but a
   * fraction right behind it adds to it.
   */
  clockAt?(bytes: Uint8Array, start: number, end: number): number;
}

/** @param form pattern letters, or `iso`, `epoch`, `epoch_ms` */
export function compileStamp(form: string): StampForm {
  if (form === 'iso') return ISO;
  if (form === 'epoch') return epoch(1_000_000);
  if (form === 'epoch_ms') return epoch(1000);
  return new LetteredStamp(form);
}

const digit = oneOf(DIGIT);
const digits = (least: number, most = least) => times(digit, least, most);
const fraction = oneOf(setOf('.,'));
const offset = sequence(oneOf(setOf('+-')), digits(2), maybe(maybe(':'), digits(2)));

const isoDate = sequence(digits(4), '-', digits(2), '-', digits(2));
const isoClock = sequence(digits(2), ':', digits(2), ':', digits(2), maybe(fraction, some(digit)));

const ISO: StampForm = {
  grammar: sequence(isoDate, oneOf(setOf('Tt ')), isoClock, maybe(either('Z', 'z', offset))),
  time(bytes, start, end, clock) {
    return readIso(bytes, start, end, clock.stamp) && clock.stamp.next === end ? clock.instant() : Number.NaN;
  },
  clockAt: (_, start) => start + 11,
};

/** Seconds or milliseconds since 1970, with an optional fraction. */
function epoch(unit: number): StampForm {
  const grammar = sequence(maybe('-'), some(digit), maybe('.', some(digit)));
  return { grammar, time: (bytes, start, end) => readEpoch(bytes, start, end, unit) };
}

function readEpoch(bytes: Uint8Array, start: number, end: number, unit: number): number {
  const negative = bytes[start] === DASH;
  let micros = 0;
  let at = negative ? start + 1 : start;
  for (; at < end && bytes[at] !== POINT; at++) micros = micros * 10 + unit * (bytes[at]! - ZERO);
  for (let part = unit / 10; ++at < end && part >= 1; part /= 10) micros += part * (bytes[at]! - ZERO);
  if (!Number.isSafeInteger(micros)) return Number.NaN;
  return negative ? -micros : micros;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const CENTURY = 2000;
/** Never shown by a clock: it yields no time. */
const IMPOSSIBLE = Number.POSITIVE_INFINITY;
/** A form with a date, without its quoted text, whose time of day is `HH:mm:ss` and perhaps a fraction. */
const WITH_CLOCK = /^(?=.*d)[^S]*HH:mm:ss(?:[.,]S+)?(?![.,])[^S]*$/;

/** One run of a letter: how it is written and read. A reader returns the offset after what it read. */
interface Part {
  grammar: RegexNode;
  read(bytes: Uint8Array, at: number, end: number, stamp: Stamp): number;
}

class LetteredStamp implements StampForm {
  readonly grammar: RegexNode;
  readonly clockAt?: NonNullable<StampForm['clockAt']>;
  private readonly parts: Part[];

  constructor(form: string) {
    const runs = [...form.matchAll(/'([^']*)'|([A-Za-z])\2*|[^A-Za-z']+|'/g)];
    this.parts = runs.map(([run, text]) => (text === undefined ? partOf(run) : literalPart(text || "'")));
    this.grammar = sequence(...this.parts.map((part) => part.grammar));
    const before = this.parts.slice(
      0,
      runs.findIndex(([run]) => run === 'HH'),
    );
    const scratch = new Stamp();
    if (WITH_CLOCK.test(form.replace(/'[^']*'/g, "'"))) {
      this.clockAt = (bytes, start, end) => before.reduce((at, part) => part.read(bytes, at, end, scratch), start);
    }
  }

  time(bytes: Uint8Array, start: number, end: number, clock: RecordClock): number {
    const { stamp } = clock;
    stamp.year = stamp.day = stamp.offset = Number.NaN;
    stamp.hour = stamp.minute = stamp.second = stamp.micros = 0;
    let at = start;
    for (const part of this.parts) at = part.read(bytes, at, end, stamp);
    return clock.instant();
  }
}

function partOf(run: string): Part {
  const letter = run.charAt(0);
  const number = NUMBERS[letter];
  switch (letter) {
    case 'M':
      return run.length === 3 ? MONTH_NAME : numberPart(run, 'month');
    case 'y':
      return run.length === 2 ? SHORT_YEAR : numberPart(run, 'year');
    case 'S':
      return fractionPart(run.length);
    case 'h':
      return hourOfHalf(run);
    case 'a':
      return HALF_DAY;
    case 'Z':
      return ZONE;
    case 'E':
      return { grammar: times(oneOf(setOf('A-Za-z')), run.length), read: (_, at) => at + run.length };
    default:
      return number ? numberPart(run, number) : literalPart(run);
  }
}

function literalPart(text: string): Part {
  return { grammar: sequence(text), read: (_, at) => at + Buffer.byteLength(text) };
}

const NUMBERS: Readonly<Record<string, 'day' | 'hour' | 'minute' | 'second'>> = { d: 'day', H: 'hour', m: 'minute', s: 'second' };

/**
 * A fixed number of digits; a single letter takes one digit or two, and a single-letter day also a blank before one
 * digit, as in `Oct 1`.
 */
function numberPart(run: string, name: 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second'): Part {
  const single = run.length === 1;
  const grammar = single && name === 'day' ? either(digits(1, 2), sequence(' ', digit)) : digits(run.length, single ? 2 : run.length);
  return {
    grammar,
    read(bytes, at, end, stamp) {
      const start = bytes[at] === BLANK ? at + 1 : at;
      const next = endOfDigits(bytes, start, Math.min(end, start + (single ? 2 : run.length)));
      stamp[name] = numberAt(bytes, start, next - start);
      return next;
    },
  };
}

const SHORT_YEAR: Part = {
  grammar: digits(2),
  read(bytes, at, _, stamp) {
    stamp.year = CENTURY + numberAt(bytes, at, 2);
    return at + 2;
  },
};

const MONTH_NAME: Part = {
  grammar: either(...MONTHS.map((name) => sequence(...Array.from(name, (letter) => oneOf(setOf(letter + letter.toUpperCase())))))),
  read(bytes, at, _, stamp) {
    stamp.month = monthAt(bytes, at);
    return at + 3;
  },
};

function fractionPart(count: number): Part {
  return {
    grammar: digits(count),
    read(bytes, at, _, stamp) {
      const number = numberAt(bytes, at, count);
      stamp.micros = count <= 6 ? number * 10 ** (6 - count) : Math.floor(number / 10 ** (count - 6));
      return at + count;
    },
  };
}

/** The hour of a half day and the AM or PM may come in either order: each adds its part. */
function hourOfHalf(run: string): Part {
  const { grammar, read } = numberPart(run, 'hour');
  return {
    grammar,
    read(bytes, at, end, stamp) {
      const half = stamp.hour;
      const next = read(bytes, at, end, stamp);
      stamp.hour = stamp.hour < 1 || stamp.hour > 12 ? IMPOSSIBLE : half + (stamp.hour % 12);
      return next;
    },
  };
}

const HALF_DAY: Part = {
  grammar: sequence(oneOf(setOf('APap')), oneOf(setOf('Mm'))),
  read(bytes, at, _, stamp) {
    if ((bytes[at]! | 0x20) === SMALL_P) stamp.hour += 12;
    return at + 2;
  },
};

const ZONE: Part = {
  grammar: either('Z', 'UTC', 'GMT', offset),
  read(bytes, at, end, stamp) {
    const sign = bytes[at];
    if (sign !== PLUS && sign !== DASH) {
      stamp.offset = 0;
      return sign === 0x5a ? at + 1 : at + 3;
    }
    const minutesAt = bytes[at + 3] === COLON ? at + 4 : at + 3;
    const next = endOfDigits(bytes, minutesAt, Math.min(end, minutesAt + 2));
    const hours = numberAt(bytes, at + 1, 2);
    const minutes = numberAt(bytes, minutesAt, next - minutesAt);
    const east = hours > 23 || minutes > 59 ? IMPOSSIBLE : hours * HOUR + minutes * MINUTE;
    stamp.offset = sign === DASH ? -east : east;
    return next;
  },
};
