/** Time stamps with a given form, `stamp('dd/MMM/yyyy:HH:mm:ss Z')`: their grammar, and the time they mean. */

import type { RegexNode } from '../../dsl/pattern-plan.ts';
import type { RecordClock } from '../decode/stamps/clock.ts';
import { SHORT_NAMES } from '../decode/stamps/month-names.ts';
import { readIso, Stamp } from '../decode/stamps/stamp.ts';
import { partReader, type ReadPart } from '../decode/stamps/stamp-form.ts';
import { ZONE_NAMES } from '../decode/stamps/zone-names.ts';
import { DASH, POINT, ZERO } from '../values/ascii.ts';
import { either, maybe, oneOf, sequence, some, times } from './automata/grammar.ts';
import { DIGIT, setOf } from './automata/ranges.ts';

export interface StampPattern {
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
export function compileStamp(form: string): StampPattern {
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

const ISO: StampPattern = {
  grammar: sequence(isoDate, oneOf(setOf('Tt ')), isoClock, maybe(either('Z', 'z', offset))),
  time(bytes, start, end, clock) {
    return readIso(bytes, start, end, clock.stamp) && clock.stamp.next === end ? clock.instant() : Number.NaN;
  },
  clockAt: (_, start) => start + 11,
};

/** Seconds or milliseconds since 1970, with an optional fraction. */
function epoch(unit: number): StampPattern {
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

/** A form with a date, without its quoted text, whose time of day is `HH:mm:ss` and perhaps a fraction. */
const WITH_CLOCK = /^(?=.*[dD])[^S]*HH:mm:ss(?:[.,]S+)?(?![.,])[^S]*$/;

/** One run of a letter, or text: how it is written and read. */
interface Part {
  grammar: RegexNode;
  read: ReadPart;
}

class LetteredStamp implements StampPattern {
  readonly grammar: RegexNode;
  readonly clockAt?: NonNullable<StampPattern['clockAt']>;
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
    for (const { read } of this.parts) {
      at = read(bytes, at, end, stamp);
      if (at < 0) return Number.NaN;
    }
    return clock.instant();
  }
}

function partOf(run: string): Part {
  const read = partReader(run);
  return read ? { grammar: grammarOf(run), read } : literalPart(run);
}

function literalPart(text: string): Part {
  return { grammar: sequence(text), read: (_, at) => at + Buffer.byteLength(text) };
}

const MONTH = either(...SHORT_NAMES.map((name) => sequence(...Array.from(name, (letter) => oneOf(setOf(letter + letter.toUpperCase()))))));

/** The bytes that a run of a letter stands for. A single-letter day may also be one digit behind a blank, as in `Oct  1`. */
function grammarOf(run: string): RegexNode {
  switch (run) {
    case 'MMM':
      return MONTH;
    case 'd':
      return either(digits(1, 2), sequence(' ', digit));
    case 'a':
      return sequence(oneOf(setOf('APap')), oneOf(setOf('Mm')));
    case 'Z':
      return either('Z', ...ZONE_NAMES, offset);
    case 'EEE':
      return times(oneOf(setOf('A-Za-z')), run.length);
    case 'S':
      return digit;
    default:
      return digits(run.length, run.length === 1 ? 2 : run.length);
  }
}
