/** Syslog: RFC 5424 and RFC 3164, told apart record by record; the PRI may be missing in files. */

import { RecordFlag, type Value } from '../record.ts';
import { RecordClock } from './clock.ts';
import type { DecodeContext } from './context.ts';
import type { DecodedRecord } from './decoded-record.ts';
import type { Decoder } from './decoder.ts';
import { memberAt } from './path.ts';
import { DEFAULT_PRIORITY, facilityOf, readPriority, severityOf } from './priority.ts';
import { repeatedMessage } from './repeated.ts';
import { readHostAndTag, skipBlanks } from './rfc3164.ts';
import { endOfVersion, readRfc5424 } from './rfc5424.ts';
import { readIso } from './stamp.ts';
import { readStructuredData } from './structured-data.ts';
import { SyslogHeader } from './syslog-header.ts';
import { TextReader } from './text.ts';

const LESS_THAN = 0x3c;
const BLANK = 0x20;
const COLON = 0x3a;
const FIELDS = ['time', 'host', 'app', 'pid', 'msgid', 'facility', 'severity', 'sd', 'message'] as const;

export class SyslogDecoder implements Decoder {
  private readonly header = new SyslogHeader();
  private readonly clock: RecordClock;
  private readonly reader = new TextReader();
  private bytes: Uint8Array = new Uint8Array(0);
  private data: ReadonlyMap<string, Value> | undefined;

  constructor(
    private readonly context: DecodeContext,
    zone?: string,
  ) {
    this.clock = new RecordClock(context, zone);
  }

  decode(record: DecodedRecord, bytes: Uint8Array, start: number, end: number): void {
    const { header } = this;
    record.begin(this, bytes, start, end);
    header.reset();
    this.bytes = bytes;
    this.data = undefined;
    const at = this.readPri(record, bytes, start, end);
    if (at >= 0 && this.readHeader(bytes, at, end)) {
      if (header.broken) record.flags |= RecordFlag.undecodable;
      setMessage(record, skipByteOrderMark(bytes, header.messageStart, end), end);
    } else {
      // After a PRI anything may follow (RFC 3164, 4.3.3); a file of syslog has lines with a stamp.
      if (at <= start || header.broken) record.flags |= RecordFlag.undecodable;
      setMessage(record, skipByteOrderMark(bytes, Math.max(at, start), end), end);
    }
    this.clock.set(record, header.time);
  }

  /** Where the header begins; -1: the line begins with a PRI that is none, and all of it is the message. */
  private readPri(record: DecodedRecord, bytes: Uint8Array, start: number, end: number): number {
    const { header } = this;
    if (start < end && bytes[start] === LESS_THAN) {
      if (readPriority(bytes, start, end, header)) {
        if (header.padded) record.flags |= RecordFlag.badPriority;
        return header.next;
      }
    } else if (!this.context.live) {
      return start;
    }
    header.value = DEFAULT_PRIORITY;
    record.flags |= RecordFlag.badPriority;
    return bytes[start] === LESS_THAN ? -1 : start;
  }

  private readHeader(bytes: Uint8Array, start: number, end: number): boolean {
    const { header, clock } = this;
    const afterVersion = endOfVersion(bytes, start, end);
    if (afterVersion > start) {
      // Without a PRI, `1 - …` could be any text: a stamp is asked for.
      if (header.value >= 0 || bytes[afterVersion] !== 0x2d) {
        if (readRfc5424(bytes, afterVersion, end, header, clock)) return true;
      }
      header.broken = header.value >= 0 && afterVersion === start + 2 && bytes[start] === 0x31;
      return false;
    }
    const next = this.readStamp(bytes, start, end);
    if (next < 0) return false;
    readHostAndTag(bytes, next, end, header);
    return true;
  }

  /** Reads the stamp of RFC 3164, or one of ISO 8601 in its place; answers the offset after it, or -1. */
  private readStamp(bytes: Uint8Array, start: number, end: number): number {
    const { header, clock } = this;
    let at = skipBlanks(bytes, start, end);
    let next = -1;
    if (clock.readBsd(bytes, at, end)) {
      header.time = clock.time;
      next = clock.stamp.next;
    } else if (readIso(bytes, at, end, clock.stamp)) {
      header.time = clock.instant();
      next = clock.stamp.next;
    } else {
      at = skipCiscoPrefix(bytes, at, end);
      if (at < 0 || !clock.readBsd(bytes, at, end)) return -1;
      header.time = clock.time;
      next = clock.stamp.next;
    }
    if (next < end && bytes[next] === COLON) next++;
    return next === end || bytes[next] === BLANK ? next : -1;
  }

  field(record: DecodedRecord, path: readonly string[]): Value | undefined {
    const { header, bytes } = this;
    switch (path[0]) {
      case 'app':
        return path.length === 1 ? this.word(header.appStart, header.appEnd) : undefined;
      case 'host':
        return path.length === 1 ? this.word(header.hostStart, header.hostEnd) : undefined;
      case 'pid':
        return path.length === 1 ? this.word(header.pidStart, header.pidEnd) : undefined;
      case 'msgid':
        return path.length === 1 ? this.word(header.msgidStart, header.msgidEnd) : undefined;
      case 'facility':
        return header.value < 0 || path.length > 1 ? undefined : facilityOf(header.value);
      case 'severity':
        return header.value < 0 || path.length > 1 ? undefined : severityOf(header.value);
      case 'message':
        return path.length === 1 ? this.reader.text(record.bytes, record.messageStart, record.messageEnd) : undefined;
      case 'time':
        return path.length === 1 ? record.time : undefined;
      case 'sd':
        if (header.dataEnd <= header.dataStart) return undefined;
        this.data ??= readStructuredData(bytes, header.dataStart, header.dataEnd, this.reader);
        return memberAt(this.data, path, 1);
      default:
        return undefined;
    }
  }

  fields(record: DecodedRecord): ReadonlyMap<string, Value> {
    const all = new Map<string, Value>();
    for (const name of FIELDS) {
      const value = this.field(record, [name]);
      if (value !== undefined) all.set(name, value);
    }
    return all;
  }

  private word(start: number, end: number): string | undefined {
    return end > start ? this.reader.word(this.bytes, start, end) : undefined;
  }
}

/** Sets the message and its weight: that of `message repeated N times: [ … ]` is the inner one. */
function setMessage(record: DecodedRecord, start: number, end: number): void {
  record.setMessage(start, end);
  repeatedMessage(record);
}

function skipByteOrderMark(bytes: Uint8Array, at: number, end: number): number {
  return at + 3 <= end && bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf ? at + 3 : at;
}

/** Cisco's IOS: `29: *Mar  1 18:48:50.483: %SYS-5-…`, a sequence number and a mark of an unset clock. -1: neither. */
function skipCiscoPrefix(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && at < start + 10 && bytes[at]! >= 0x30 && bytes[at]! <= 0x39) at++;
  if (at > start) {
    if (at >= end || bytes[at] !== COLON) return -1;
    at = skipBlanks(bytes, at + 1, end);
  }
  if (at < end && (bytes[at] === 0x2a || bytes[at] === 0x2e)) at++;
  return at > start ? at : -1;
}
