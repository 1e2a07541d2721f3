/**
 * ArcSight's Common Event Format, `CEF:0|vendor|product|version|event class|name|severity|key=value …`, and QRadar's Log
 * Event Extended Format, `LEEF:2.0|vendor|product|version|event|separator|key=value…`, alone or as the message of a
 * syslog record.
 */

import { RecordFlag, type Value } from '../../record.ts';
import { BACKSLASH, BAR, BLANK, CLOSE_BRACKET, DASH, EQUALS, isDigit, OPEN_BRACKET, POINT, TAB } from '../../values/ascii.ts';
import type { DecodeContext } from '../context.ts';
import type { DecodedRecord } from '../decoded-record.ts';
import type { Decoder } from '../decoder.ts';
import { RecordClock } from '../stamps/clock.ts';
import { javaForm, type StampForm } from '../stamps/stamp-form.ts';
import { SyslogReader } from '../syslog/syslog-reader.ts';
import { find, hasAt, skipBlanks, TextReader, trimEnd } from '../text.ts';
import { Pairs, Written } from './pairs.ts';

/** One of the two formats. */
interface Kind {
  /** The text before the version. */
  mark: string;
  /** The parts of the header. */
  header: readonly string[];
  /** Keys that may hold the time, in order of preference; the syslog stamp comes after these. */
  times: readonly string[];
  /** The key that holds the zone of times without one, and the one that holds their form; absent if there is none. */
  zone?: string;
  form?: string;
  /** The index of the header part that is the message if there is no `msg`. */
  message: number;
}

const DEVICE = ['deviceVendor', 'deviceProduct', 'deviceVersion'];
const CEF: Kind = {
  mark: 'CEF:',
  header: ['cefVersion', ...DEVICE, 'signatureId', 'name', 'severity'],
  // When the event was received, ended, began.
  times: ['rt', 'end', 'start'],
  zone: 'dtz',
  message: 5,
};
const LEEF: Kind = {
  mark: 'LEEF:',
  header: ['leefVersion', ...DEVICE, 'eventId'],
  times: ['devTime'],
  form: 'devTimeFormat',
  message: 4,
};
const CLASS = 'deviceEventClassId';

/** Fields are the parts of the header, the keys of the extension, and `host` of the surrounding syslog record. */
export class CefDecoder implements Decoder {
  /** Start offset of each header part; the next one starts right after the separating bar. */
  private readonly parts = new Int32Array(CEF.header.length + 1);
  private kind = CEF;
  private readonly pairs = new Pairs();
  readonly clock: RecordClock;
  private readonly syslog: SyslogReader;
  private readonly text = new TextReader();
  private bytes: Uint8Array = new Uint8Array(0);
  private isCef = false;
  /** The last pattern that a record gave for its time, and its form; undefined if that cannot be read. */
  private pattern = '';
  private form: StampForm | undefined;

  constructor(context: DecodeContext, zone?: string) {
    this.clock = new RecordClock(context, zone);
    this.syslog = new SyslogReader(context, this.clock);
  }

  decode(record: DecodedRecord, bytes: Uint8Array, start: number, end: number): void {
    record.begin(this, bytes, start, end);
    this.bytes = bytes;
    const message = this.syslog.read(record, bytes, start, end);
    const extension = this.readHeader(this.startOfHeader(bytes, start, end), end);
    this.isCef = extension >= 0;
    this.readPairs(this.isCef ? extension : end, end);
    if (this.isCef) {
      record.flags &= ~RecordFlag.undecodable;
      this.setMessage(record);
    } else {
      record.flags |= RecordFlag.undecodable;
      record.setMessage(message, end);
    }
    this.clock.set(record, this.time());
  }

  field(_record: DecodedRecord, path: readonly string[]): Value | undefined {
    const name = path.length === 1 ? path[0]! : path.join('.');
    const part = this.isCef ? this.kind.header.indexOf(name === CLASS ? 'signatureId' : name) : -1;
    if (part >= 0) return this.part(part);
    const pair = this.pairs.indexOf(this.bytes, name, this.text);
    if (pair >= 0) return this.valueAt(pair);
    return name === 'host' ? this.host() : undefined;
  }

  fields(): ReadonlyMap<string, Value> {
    const all = new Map<string, Value>();
    const host = this.host();
    if (host !== undefined) all.set('host', host);
    if (this.isCef) for (const [part, name] of this.kind.header.entries()) all.set(name, this.part(part));
    for (const [name, value] of this.pairs.all(this.bytes, this.text, (pair) => this.valueAt(pair))) all.set(name, value);
    return all;
  }

  private host(): string | undefined {
    const { hostStart, hostEnd } = this.syslog;
    return hostEnd > hostStart ? this.text.word(this.bytes, hostStart, hostEnd) : undefined;
  }

  private part(index: number): string {
    return this.meant(this.text.word(this.bytes, this.parts[index]!, this.parts[index + 1]! - 1));
  }

  private valueAt(pair: number): string {
    return this.meant(this.text.word(this.bytes, this.pairs.start(pair), this.pairs.end(pair)));
  }

  /** LEEF has no escapes. */
  private meant(text: string): string {
    return this.kind === CEF ? unescaped(text) : text;
  }

  /** The offset of the version after one of the marks; -1 if there is none. */
  private startOfHeader(bytes: Uint8Array, start: number, end: number): number {
    for (let at = start; at < end; at++) {
      // Common to `CEF:` and `LEEF:`.
      if (bytes[at] !== 0x45 || !hasAt(bytes, at, end, 'EF')) continue;
      this.kind = at > start && bytes[at - 1] === 0x43 ? CEF : LEEF;
      const mark = at - this.kind.mark.indexOf('EF');
      const version = skipBlanks(bytes, mark + this.kind.mark.length, end);
      if (mark >= start && hasAt(bytes, mark, end, this.kind.mark) && version < end && isDigit(bytes[version]!)) return version;
    }
    return -1;
  }

  private readPairs(start: number, end: number): void {
    const { bytes, pairs, kind } = this;
    pairs.count = 0;
    if (kind === LEEF && start < end) readAttributes(pairs, bytes, start, end, this.part(0) !== '1.0');
    else readExtension(pairs, bytes, start, end);
  }

  /** Reads the header; returns the start of the extension, -1 if the header is incomplete. */
  private readHeader(start: number, end: number): number {
    if (start < 0) return -1;
    const { bytes, parts } = this;
    const { length } = this.kind.header;
    let part = 0;
    parts[0] = start;
    for (let at = start; at < end; at++) {
      if (bytes[at] === BACKSLASH) at++;
      else if (bytes[at] === BAR) {
        parts[++part] = at + 1;
        if (part === length) return at + 1;
      }
    }
    // Without an extension the last bar may be missing.
    if (part !== length - 1) return -1;
    parts[length] = end + 1;
    return end;
  }

  private time(): number {
    const { clock, pairs, bytes } = this;
    const { guesses } = clock;
    for (const name of this.kind.times) {
      const pair = pairs.indexOf(bytes, name, this.text);
      const time = pair < 0 ? Number.NaN : this.timeAt(pairs.start(pair), pairs.end(pair));
      if (!Number.isNaN(time)) return time;
    }
    clock.guesses = guesses;
    return this.syslog.time;
  }

  /** The time in a value: in the form that the record gives, in the zone that it gives, or as any other. */
  private timeAt(start: number, end: number): number {
    const { bytes, clock, kind } = this;
    const form = this.formIn(kind.form);
    const formed = form ? clock.fromForm(form, bytes, start, end) : Number.NaN;
    if (!Number.isNaN(formed)) return formed;
    const zone = this.bytesOf(kind.zone);
    const zoned = zone ? clock.fromZoned(bytes.subarray(start, end), zone) : Number.NaN;
    return Number.isNaN(zoned) ? clock.fromText(bytes, start, end) : zoned;
  }

  /** The form under a key, which is that of the record before in most cases. */
  private formIn(key: string | undefined): StampForm | undefined {
    const bytes = this.bytesOf(key);
    if (!bytes) return undefined;
    const pattern = this.text.word(bytes, 0, bytes.length);
    if (pattern !== this.pattern) this.form = javaForm(pattern);
    this.pattern = pattern;
    return this.form;
  }

  private bytesOf(key: string | undefined): Uint8Array | undefined {
    const pair = key === undefined ? -1 : this.pairs.indexOf(this.bytes, key, this.text);
    return pair < 0 ? undefined : this.bytes.subarray(this.pairs.start(pair), this.pairs.end(pair));
  }

  /** `msg`, otherwise the name of the event. */
  private setMessage(record: DecodedRecord): void {
    const pair = this.pairs.indexOf(this.bytes, 'msg', this.text);
    const name = this.kind.message;
    const start = pair < 0 ? this.parts[name]! : this.pairs.start(pair);
    const end = pair < 0 ? this.parts[name + 1]! - 1 : this.pairs.end(pair);
    const text = this.text.text(this.bytes, start, end);
    if (text.includes('\\')) record.setMessageText(this.meant(text));
    else record.setMessage(start, end);
  }
}

/**
 * Keys and values of LEEF, separated by tabs, or by the separator in the header of a later version: one character, or
 * its code as `0x5E` or `x5E`. If the separator does not occur, blanks separate them as in CEF.
 */
function readAttributes(pairs: Pairs, bytes: Uint8Array, start: number, end: number, isLater: boolean): void {
  const bar = isLater ? find(bytes, BAR, start, Math.min(start + LONGEST_SEPARATOR + 1, end)) : -1;
  const said = bar < 0 ? -1 : separatorIn(bytes, start, bar);
  const separator = said < 0 ? TAB : said;
  const from = said < 0 ? start : bar + 1;
  if (find(bytes, separator, from, end) < 0) {
    readExtension(pairs, bytes, from, end);
    return;
  }
  for (let at = from, to = from; at < end; at = to + 1) {
    to = find(bytes, separator, at, end);
    if (to < 0) to = end;
    const key = skipBlanks(bytes, at, to);
    const equals = find(bytes, EQUALS, key, to);
    if (equals > key) pairs.add(key, equals, equals + 1, trimEnd(bytes, equals + 1, to), Written.plain);
  }
}

/** `0x` and up to four digits. */
const LONGEST_SEPARATOR = 6;

/** The separator byte; -1 if the text is no separator, but belongs to the first attribute. */
function separatorIn(bytes: Uint8Array, start: number, end: number): number {
  if (end === start) return TAB;
  if (end === start + 1) return bytes[start]!;
  const code = /^0?x([\da-f]{1,4})$/i.exec(String.fromCharCode(...bytes.subarray(start, end)))?.[1];
  return code === undefined ? -1 : Number.parseInt(code, 16) & 0xff;
}

/** Keys and values separated by blanks. A value may contain blanks: it ends where the next key begins. */
function readExtension(pairs: Pairs, bytes: Uint8Array, start: number, end: number): void {
  /** Where the current key may have begun; -1 if the current text cannot be a key. */
  let key = start;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === BLANK) key = at + 1;
    else if (byte === EQUALS && key >= 0 && key < at) {
      if (pairs.count > 0) endLast(pairs, bytes, key);
      pairs.add(key, at, at + 1, end, Written.plain);
      key = -1;
    } else if (!isOfKey(byte)) key = -1;
    if (byte === BACKSLASH) at++;
  }
  if (pairs.count > 0) endLast(pairs, bytes, end);
}

function endLast(pairs: Pairs, bytes: Uint8Array, end: number): void {
  pairs.endAt(trimEnd(bytes, pairs.start(pairs.count - 1), end));
}

/** Letters, digits and the other characters seen in keys: `_ - . [ ]`. */
function isOfKey(byte: number): boolean {
  const letter = byte | 0x20;
  return (
    (letter >= 0x61 && letter <= 0x7a) ||
    isDigit(byte) ||
    byte === 0x5f ||
    byte === DASH ||
    byte === POINT ||
    byte === OPEN_BRACKET ||
    byte === CLOSE_BRACKET
  );
}

/** Only `\\ \| \= \n \r` are escapes: devices write Windows paths unescaped. */
function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\([\\|=nr])/g, (_, letter: string) => (letter === 'n' ? '\n' : letter === 'r' ? '\r' : letter));
}
