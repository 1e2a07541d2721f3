/**
 * The access logs of Apache and nginx, common and combined:
 * `host ident user [10/Oct/2000:13:55:36 -0700] "GET /path HTTP/1.1" 200 2326 "referer" "agent"`. Anything after that is
 * ignored. In Apache's `vhost_combined` the virtual host precedes all that.
 */

import { RecordFlag, type Value } from '../../record.ts';
import { BACKSLASH, BLANK, CLOSE_BRACKET, COLON, COMMA, OPEN_BRACKET, QUOTE } from '../../values/ascii.ts';
import type { DecodeContext } from '../context.ts';
import { type DecodedRecord, fieldsOf } from '../decoded-record.ts';
import type { Decoder } from '../decoder.ts';
import { unescaped } from '../escapes.ts';
import { readStamp } from '../stamps/any-stamp.ts';
import { RecordClock } from '../stamps/clock.ts';
import { FrameReader } from '../stamps/frame-reader.ts';
import { endOfWord, find, hasAt, isNil, isNumber, skipBlanks, TextReader } from '../text.ts';

/** Indexes into the offsets of {@link ClfDecoder}. */
const HOST = 0;
const IDENT = 1;
const USER = 2;
const METHOD = 3;
const PATH = 4;
const PROTOCOL = 5;
const STATUS = 6;
const BYTES = 7;
const REFERER = 8;
const AGENT = 9;
const VHOST = 10;
/** The lengths of `dd/MMM/yyyy:` and of a whole stamp. */
const DATE_LENGTH = 12;
const STAMP_LENGTH = 26;
const NAMES: readonly string[] = ['host', 'ident', 'user', 'method', 'path', 'protocol', 'status', 'bytes', 'referer', 'agent', 'vhost'];

export class ClfDecoder implements Decoder {
  private readonly starts = new Int32Array(NAMES.length);
  /** A field is missing if its end is not greater than its start. */
  private readonly ends = new Int32Array(NAMES.length);
  readonly clock: RecordClock;
  private readonly stamps = new FrameReader();
  private readonly text = new TextReader();
  private bytes: Uint8Array = new Uint8Array(0);
  /** Of the line read last, in microseconds since 1970; NaN if there is none. */
  private time = Number.NaN;

  constructor(context: DecodeContext, zone?: string) {
    this.clock = new RecordClock(context, zone);
  }

  decode(record: DecodedRecord, bytes: Uint8Array, start: number, end: number): void {
    record.begin(this, bytes, start, end);
    this.bytes = bytes;
    this.ends.fill(0);
    const afterStamp = this.readNames(start, end);
    if (afterStamp < 0 || !this.readAnswer(afterStamp, end)) record.flags |= RecordFlag.undecodable;
    this.clock.set(record, afterStamp < 0 ? Number.NaN : this.time);
  }

  field(_record: DecodedRecord, path: readonly string[]): Value | undefined {
    const index = path.length === 1 ? NAMES.indexOf(path[0]!) : -1;
    const start = this.starts[index]!;
    const end = this.ends[index]!;
    if (index < 0 || end <= start) return undefined;
    if (index === STATUS || index === BYTES) return Number(this.text.word(this.bytes, start, end));
    return unescaped(this.text.word(this.bytes, start, end));
  }

  fields(record: DecodedRecord): ReadonlyMap<string, Value> {
    return fieldsOf(this, record, NAMES);
  }

  /**
   * Reads host, ident, user and stamp. Only a user may have blanks, and none has an ident then: other words before the stamp are
   * the header of syslog, in whose message the access log is. Returns the start of the request, or -1.
   */
  private readNames(lineStart: number, end: number): number {
    const { bytes } = this;
    const start = this.afterVirtualHost(lineStart, end);
    const hostEnd = endOfHost(bytes, start, end);
    const ident = skipBlanks(bytes, hostEnd, end);
    const identEnd = endOfWord(bytes, ident, end);
    const user = skipBlanks(bytes, identEnd, end);
    for (let open = find(bytes, OPEN_BRACKET, user, end); open >= 0; open = find(bytes, OPEN_BRACKET, open + 1, end)) {
      const close = bytes[open - 1] === BLANK ? this.readTime(open + 1, end) : -1;
      if (close < 0) continue;
      if (!isNil(bytes, ident, identEnd) && endOfWord(bytes, user, open - 1) < open - 1) return -1;
      this.put(HOST, start, hostEnd);
      this.put(IDENT, ident, identEnd);
      this.put(USER, user, open - 1);
      return skipBlanks(bytes, close + 1, end);
    }
    return -1;
  }

  /** Reads a stamp, faster if it is of the same day and zone as the last one. Returns the offset of the bracket behind it, or -1. */
  private readTime(start: number, end: number): number {
    const { bytes, clock, stamps } = this;
    this.time = stamps.time(bytes, start, end);
    if (!Number.isNaN(this.time) && bytes[start + stamps.length] === CLOSE_BRACKET) {
      clock.guesses = 0;
      return start + stamps.length;
    }
    if (!readStamp(bytes, start, end, clock.stamp) || bytes[clock.stamp.next] !== CLOSE_BRACKET) return -1;
    const { next, offset } = clock.stamp;
    this.time = clock.instant();
    const isUsual = next === start + STAMP_LENGTH && bytes[start + DATE_LENGTH - 1] === COLON && !Number.isNaN(offset + this.time);
    stamps.learn(isUsual ? clock.clockFrame(bytes.subarray(start, next), DATE_LENGTH, this.time) : undefined);
    return next;
  }

  /** `example.org:443 10.0.0.1 - bob […`: the ident is always missing, which distinguishes this from a user with blanks. */
  private afterVirtualHost(start: number, end: number): number {
    const { bytes } = this;
    const vhostEnd = endOfWord(bytes, start, end);
    const host = skipBlanks(bytes, vhostEnd, end);
    const hostEnd = endOfHost(bytes, host, end);
    if (bytes[vhostEnd - 1] === COMMA) return start;
    const ident = skipBlanks(bytes, hostEnd, end);
    const identEnd = endOfWord(bytes, ident, end);
    const user = skipBlanks(bytes, identEnd, end);
    if (isNil(bytes, host, hostEnd) || !isNil(bytes, ident, identEnd) || user >= end || bytes[user] === OPEN_BRACKET) return start;
    this.put(VHOST, start, vhostEnd);
    return host;
  }

  /** Request, status and bytes are required, referer and agent are optional. */
  private readAnswer(start: number, end: number): boolean {
    const { bytes } = this;
    const requestEnd = endOfQuoted(bytes, start, end);
    if (requestEnd < 0) return false;
    this.readRequest(start + 1, requestEnd);
    const status = skipBlanks(bytes, requestEnd + 1, end);
    const statusEnd = endOfWord(bytes, status, end);
    const size = skipBlanks(bytes, statusEnd, end);
    const sizeEnd = endOfWord(bytes, size, end);
    if (!isCount(bytes, status, statusEnd) || !isCount(bytes, size, sizeEnd)) return false;
    this.put(STATUS, status, statusEnd);
    this.put(BYTES, size, sizeEnd);
    const afterReferer = this.readQuoted(REFERER, skipBlanks(bytes, sizeEnd, end), end);
    if (afterReferer >= 0) this.readQuoted(AGENT, skipBlanks(bytes, afterReferer, end), end);
    return true;
  }

  /** `GET /path HTTP/1.1`. Text that is no request, such as TLS bytes, yields none of the three. */
  private readRequest(start: number, end: number): void {
    const { bytes } = this;
    const methodEnd = endOfWord(bytes, start, end);
    const path = skipBlanks(bytes, methodEnd, end);
    if (path === end) return;
    let last = end;
    while (last > path && bytes[last - 1] !== BLANK) last--;
    const hasProtocol = last > path && hasAt(bytes, last, end, 'HTTP/');
    this.put(METHOD, start, methodEnd);
    this.put(PATH, path, hasProtocol ? last - 1 : end);
    if (hasProtocol) this.put(PROTOCOL, last, end);
  }

  /** Returns the offset after the closing quote; -1 if there is no quoted text. */
  private readQuoted(index: number, start: number, end: number): number {
    const close = endOfQuoted(this.bytes, start, end);
    if (close < 0) return -1;
    this.put(index, start + 1, close);
    return close + 1;
  }

  /** These logs write `-` for a missing value. */
  private put(index: number, start: number, end: number): void {
    this.starts[index] = start;
    this.ends[index] = isNil(this.bytes, start, end) ? start : end;
  }
}

/** Status and bytes may both be missing: Apache has no status for a request that was cut off. */
function isCount(bytes: Uint8Array, start: number, end: number): boolean {
  return isNumber(bytes, start, end) || isNil(bytes, start, end);
}

/** The end of a host, or of several separated by commas, as from `X-Forwarded-For`. */
function endOfHost(bytes: Uint8Array, start: number, end: number): number {
  let at = endOfWord(bytes, start, end);
  while (at < end && at > start && bytes[at - 1] === COMMA) at = endOfWord(bytes, at + 1, end);
  return at;
}

/** The offset of the quote that closes the one at `start`; -1 if there is none. */
function endOfQuoted(bytes: Uint8Array, start: number, end: number): number {
  if (start >= end || bytes[start] !== QUOTE) return -1;
  for (let at = start + 1; at < end; at++) {
    if (bytes[at] === QUOTE) return at;
    if (bytes[at] === BACKSLASH) at++;
  }
  return -1;
}
