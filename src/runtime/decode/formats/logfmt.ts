/**
 * Logfmt, as written by services in Go: `time=… level=info msg="two words" retry`. Also with commas between the pairs, as
 * written by Fortinet's devices: `date=…,time=…,level=notice,msg="two words"`.
 */

import { RecordFlag, type Value } from '../../record.ts';
import { BACKSLASH, BLANK, COMMA, EQUALS, LESS_THAN, QUOTE } from '../../values/ascii.ts';
import type { DecodeContext } from '../context.ts';
import type { DecodedRecord } from '../decoded-record.ts';
import type { Decoder } from '../decoder.ts';
import { unescaped } from '../escapes.ts';
import { RecordClock } from '../stamps/clock.ts';
import type { StampFrame } from '../stamps/stamp-frame.ts';
import { type Priority, readPriority } from '../syslog/priority.ts';
import { TextReader } from '../text.ts';
import { DATE_NAME, MESSAGE_NAMES, type MemberNames, TIME_NAME, TIME_NAMES, ZONE_NAMES } from '../usual-names.ts';
import { Pairs, Written } from './pairs.ts';

const NAMES: MemberNames = {
  form: 'logfmt',
  time: TIME_NAMES.map((name) => [name]),
  message: MESSAGE_NAMES.map((name) => [name]),
  zone: ZONE_NAMES,
  membersOf: (path) => [path.join('.')],
};

/** Values are text; a rule decides which type it wants. A name without a value is true. */
export class LogfmtDecoder implements Decoder {
  readonly names = NAMES;
  private readonly pairs = new Pairs();
  readonly clock: RecordClock;
  private readonly text = new TextReader();
  private bytes: Uint8Array = new Uint8Array(0);
  /** The pair that holds the current record's time, -1 if there is none or several do; and the rank of its name among those for times. */
  private timePair = -1;
  private timeRank = -1;

  constructor(context: DecodeContext, zone?: string) {
    this.clock = new RecordClock(context, zone);
  }

  decode(record: DecodedRecord, bytes: Uint8Array, start: number, end: number): void {
    record.begin(this, bytes, start, end);
    this.bytes = bytes;
    if (!readPairs(this.pairs, bytes, start, end)) record.flags |= RecordFlag.undecodable;
    this.clock.set(record, this.time());
    this.setMessage(record);
  }

  /** A path of several parts is one name with dots. */
  field(_record: DecodedRecord, path: readonly string[]): Value | undefined {
    const pair = this.pairs.indexOf(this.bytes, path.length === 1 ? path[0]! : path.join('.'), this.text);
    return pair < 0 ? undefined : this.valueAt(pair);
  }

  fields(): ReadonlyMap<string, Value> {
    return this.pairs.all(this.bytes, this.text, (pair) => this.valueAt(pair));
  }

  frame({ time }: DecodedRecord): StampFrame | undefined {
    const { pairs, timePair } = this;
    if (timePair < 0) return undefined;
    return this.clock.memberFrame(this.bytes, pairs.start(timePair), pairs.end(timePair), time, this.timeRank);
  }

  private valueAt(pair: number): Value {
    const { pairs } = this;
    if (pairs.written(pair) === Written.flag) return true;
    if (pairs.written(pair) === Written.plain) return this.text.word(this.bytes, pairs.start(pair), pairs.end(pair));
    return unescaped(this.text.text(this.bytes, pairs.start(pair), pairs.end(pair)));
  }

  private time(): number {
    const { pairs, bytes, text, clock } = this;
    const hasZone = ZONE_NAMES.some((name) => pairs.indexOf(bytes, name, text) >= 0);
    for (const [rank, name] of TIME_NAMES.entries()) {
      const pair = pairs.indexOf(bytes, name, text);
      if (pair < 0) continue;
      const zoned = hasZone ? this.zonedTime(name) : Number.NaN;
      const time = Number.isNaN(zoned) ? clock.fromText(bytes, pairs.start(pair), pairs.end(pair), true) : zoned;
      if (Number.isNaN(time)) continue;
      this.timePair = Number.isNaN(zoned) ? pair : -1;
      this.timeRank = rank;
      return time;
    }
    this.timePair = -1;
    return clock.fromParts(this.timePart);
  }

  /** The time of a stamp without a zone that has it beside it, as from Stormshield: `time="2024-05-01 10:00:00" tz=+0200`. */
  private zonedTime(name: string): number {
    return this.clock.fromParts((part) => (part === TIME_NAME ? undefined : this.timePart(part === DATE_NAME ? name : part)));
  }

  private readonly timePart = (name: string): Uint8Array | undefined => {
    const pair = this.pairs.indexOf(this.bytes, name, this.text);
    return pair < 0 ? undefined : this.bytes.subarray(this.pairs.start(pair), this.pairs.end(pair));
  };

  private setMessage(record: DecodedRecord): void {
    const { pairs } = this;
    for (const name of MESSAGE_NAMES) {
      const pair = pairs.indexOf(this.bytes, name, this.text);
      if (pair < 0 || pairs.written(pair) === Written.flag) continue;
      if (pairs.written(pair) === Written.plain) record.setMessage(pairs.start(pair), pairs.end(pair));
      else record.setMessageText(unescaped(this.text.text(this.bytes, pairs.start(pair), pairs.end(pair))));
      return;
    }
  }
}

const priority: Priority = { value: 0, next: 0, padded: false };

/** Reads a line into `pairs`, without a PRI before it, as from firewalls; returns false if no name has a value. */
function readPairs(pairs: Pairs, bytes: Uint8Array, start: number, end: number): boolean {
  pairs.count = 0;
  let found = false;
  let at = bytes[start] === LESS_THAN && readPriority(bytes, start, end, priority) ? priority.next : start;
  if (isPartedByCommas(bytes, at, end)) {
    readParted(pairs, bytes, at, end);
    return true;
  }
  while (at < end) {
    const nameEnd = endOfName(bytes, at, end);
    if (nameEnd === at) {
      at++;
    } else if (bytes[nameEnd] !== EQUALS || nameEnd === end) {
      pairs.add(at, nameEnd, nameEnd, nameEnd, Written.flag);
      at = nameEnd;
    } else {
      found = true;
      at = readValue(pairs, bytes, at, nameEnd, end);
    }
  }
  return found;
}

/** Reads pairs parted by commas. */
function readParted(pairs: Pairs, bytes: Uint8Array, start: number, end: number): void {
  for (let at = start; at < end; at++) {
    const nameEnd = endOfPart(bytes, at, end);
    if (bytes[nameEnd] === EQUALS && nameEnd < end) at = readValue(pairs, bytes, at, nameEnd, end, true);
    else if (nameEnd > at) pairs.add(at, nameEnd, nameEnd, nameEnd, Written.flag);
    while (at < end && bytes[at] !== COMMA) at++;
  }
}

/** Whether the first value ends at a comma that another pair follows, and no pair follows a blank. */
function isPartedByCommas(bytes: Uint8Array, start: number, end: number): boolean {
  const name = endOfPart(bytes, start, end);
  if (name >= end || bytes[name] !== EQUALS) return false;
  const comma = endOfPart(bytes, name + 1, end);
  if (comma >= end || bytes[comma] !== COMMA || !isPairAt(bytes, comma + 1, end)) return false;
  for (let at = comma; at < end; at++) {
    if (bytes[at] === QUOTE) at = endOfQuoted(bytes, at + 1, end);
    else if (bytes[at]! <= BLANK && isPairAt(bytes, at + 1, end)) return false;
  }
  return true;
}

function isPairAt(bytes: Uint8Array, start: number, end: number): boolean {
  const at = endOfPart(bytes, start, end);
  return at > start && at < end && bytes[at] === EQUALS;
}

/** Where a name ends, or a value without quotes, if pairs are parted by commas. */
function endOfPart(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at]! > BLANK && bytes[at] !== EQUALS && bytes[at] !== QUOTE && bytes[at] !== COMMA) at++;
  return at;
}

/** Adds the pair whose name ends at a `=`; returns the end of its value. An unclosed quote extends to the end. */
function readValue(pairs: Pairs, bytes: Uint8Array, nameStart: number, nameEnd: number, end: number, parted = false): number {
  const start = nameEnd + 1;
  let at = start;
  if (start < end && bytes[start] === QUOTE) {
    at++;
    while (at < end && bytes[at] !== QUOTE && bytes[at] !== BACKSLASH) at++;
    // If it stopped at a backslash, the value goes on.
    const close = endOfQuoted(bytes, at, end);
    pairs.add(nameStart, nameEnd, start + 1, close, at === close ? Written.plain : Written.escaped);
    return close + 1;
  }
  while (at < end && (parted ? bytes[at] !== COMMA : bytes[at]! > BLANK)) at++;
  pairs.add(nameStart, nameEnd, start, at, Written.plain);
  return at;
}

/** Where the quote that closes a value is, or the end. */
function endOfQuoted(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  for (; at < end && bytes[at] !== QUOTE; at++) if (bytes[at] === BACKSLASH) at++;
  return Math.min(at, end);
}

function endOfName(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at]! > BLANK && bytes[at] !== EQUALS && bytes[at] !== QUOTE) at++;
  return at;
}
