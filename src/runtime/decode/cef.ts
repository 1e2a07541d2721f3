/**
 * ArcSight's Common Event Format, `CEF:0|vendor|product|version|event class|name|severity|key=value …`, alone or as
 * the message of a syslog record.
 */

import { RecordFlag, type Value } from '../record.ts';
import { RecordClock } from './clock.ts';
import type { DecodeContext } from './context.ts';
import type { DecodedRecord } from './decoded-record.ts';
import type { Decoder } from './decoder.ts';
import { Pairs, Written } from './pairs.ts';
import { SyslogReader } from './syslog-reader.ts';
import { hasAt, skipBlanks, TextReader, trimEnd } from './text.ts';

const BLANK = 0x20;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;
const BAR = 0x7c;
const MARK = 'CEF:';

/** The parts of the header. */
const HEADER: readonly string[] = ['cefVersion', 'deviceVendor', 'deviceProduct', 'deviceVersion', 'signatureId', 'name', 'severity'];
const CLASS = 'deviceEventClassId';
/** When the event was received, ended, began; the stamp of syslog comes after these. */
const TIMES: readonly string[] = ['rt', 'end', 'start'];

/** Fields are the parts of the header, the keys of the extension, and `host` of the syslog record around it. */
export class CefDecoder implements Decoder {
  /** Where each part of the header begins; the one after begins behind its bar. */
  private readonly parts = new Int32Array(HEADER.length + 1);
  private readonly pairs = new Pairs();
  readonly clock: RecordClock;
  private readonly syslog: SyslogReader;
  private readonly text = new TextReader();
  private bytes: Uint8Array = new Uint8Array(0);
  private isCef = false;

  constructor(context: DecodeContext, zone?: string) {
    this.clock = new RecordClock(context, zone);
    this.syslog = new SyslogReader(context, this.clock);
  }

  decode(record: DecodedRecord, bytes: Uint8Array, start: number, end: number): void {
    record.begin(this, bytes, start, end);
    this.bytes = bytes;
    const message = this.syslog.read(record, bytes, start, end);
    const extension = this.readHeader(startOfCef(bytes, start, end), end);
    this.isCef = extension >= 0;
    readExtension(this.pairs, bytes, this.isCef ? extension : end, end);
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
    const part = this.isCef ? HEADER.indexOf(name === CLASS ? 'signatureId' : name) : -1;
    if (part >= 0) return this.part(part);
    const pair = this.pairs.indexOf(this.bytes, name, this.text);
    if (pair >= 0) return this.valueAt(pair);
    return name === 'host' ? this.host() : undefined;
  }

  fields(): ReadonlyMap<string, Value> {
    const all = new Map<string, Value>();
    const host = this.host();
    if (host !== undefined) all.set('host', host);
    if (this.isCef) for (const [part, name] of HEADER.entries()) all.set(name, this.part(part));
    for (const [name, value] of this.pairs.all(this.bytes, this.text, (pair) => this.valueAt(pair))) all.set(name, value);
    return all;
  }

  private host(): string | undefined {
    const { hostStart, hostEnd } = this.syslog;
    return hostEnd > hostStart ? this.text.word(this.bytes, hostStart, hostEnd) : undefined;
  }

  private part(index: number): string {
    return unescaped(this.text.word(this.bytes, this.parts[index]!, this.parts[index + 1]! - 1));
  }

  private valueAt(pair: number): string {
    return unescaped(this.text.word(this.bytes, this.pairs.start(pair), this.pairs.end(pair)));
  }

  /** Reads the header; answers where the extension begins, -1 when there is no whole header. */
  private readHeader(start: number, end: number): number {
    if (start < 0) return -1;
    const { bytes, parts } = this;
    let part = 0;
    parts[0] = start;
    for (let at = start; at < end; at++) {
      if (bytes[at] === BACKSLASH) at++;
      else if (bytes[at] === BAR) {
        parts[++part] = at + 1;
        if (part === HEADER.length) return at + 1;
      }
    }
    // Without an extension the last bar may be missing.
    if (part !== HEADER.length - 1) return -1;
    parts[HEADER.length] = end + 1;
    return end;
  }

  private time(): number {
    const { clock, pairs, bytes } = this;
    const { guesses } = clock;
    for (const name of TIMES) {
      const pair = pairs.indexOf(bytes, name, this.text);
      const time = pair < 0 ? Number.NaN : clock.fromText(bytes, pairs.start(pair), pairs.end(pair));
      if (!Number.isNaN(time)) return time;
    }
    clock.guesses = guesses;
    return this.syslog.time;
  }

  /** `msg`, or else the name of the event. */
  private setMessage(record: DecodedRecord): void {
    const pair = this.pairs.indexOf(this.bytes, 'msg', this.text);
    const name = HEADER.indexOf('name');
    const start = pair < 0 ? this.parts[name]! : this.pairs.start(pair);
    const end = pair < 0 ? this.parts[name + 1]! - 1 : this.pairs.end(pair);
    const text = this.text.text(this.bytes, start, end);
    if (text.includes('\\')) record.setMessageText(unescaped(text));
    else record.setMessage(start, end);
  }
}

/** Where the version stands that follows `CEF:`; -1: nowhere. */
function startOfCef(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    if (bytes[at] !== 0x43 || !hasAt(bytes, at, end, MARK)) continue;
    const version = skipBlanks(bytes, at + MARK.length, end);
    if (version < end && bytes[version]! >= 0x30 && bytes[version]! <= 0x39) return version;
  }
  return -1;
}

/** Keys and values parted by blanks. A value may hold blanks: it ends where the next key begins. */
function readExtension(pairs: Pairs, bytes: Uint8Array, start: number, end: number): void {
  pairs.count = 0;
  /** Where a key may have begun; -1: what is in hand is no key. */
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

/** Letters, digits and what else keys are seen to hold: `_ - . [ ]`. */
function isOfKey(byte: number): boolean {
  const letter = byte | 0x20;
  return (
    (letter >= 0x61 && letter <= 0x7a) ||
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x5f ||
    byte === 0x2d ||
    byte === 0x2e ||
    byte === 0x5b ||
    byte === 0x5d
  );
}

/** Only `\\ \| \= \n \r` are escapes: devices write the paths of Windows as they are. */
function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\([\\|=nr])/g, (_, letter: string) => (letter === 'n' ? '\n' : letter === 'r' ? '\r' : letter));
}
