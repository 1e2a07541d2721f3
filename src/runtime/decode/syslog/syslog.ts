/** Syslog: RFC 5424 and RFC 3164, distinguished record by record. */

import { RecordFlag, type Value } from '../../record.ts';
import type { DecodeContext } from '../context.ts';
import { type DecodedRecord, fieldsOf } from '../decoded-record.ts';
import type { Decoder } from '../decoder.ts';
import { memberAt } from '../path.ts';
import { RecordClock } from '../stamps/clock.ts';
import type { StampFrame } from '../stamps/stamp-frame.ts';
import { skipBlanks, TextReader } from '../text.ts';
import { facilityName, severityName } from './priority.ts';
import { repeatedMessage } from './repeated.ts';
import { endOfVersion } from './rfc5424.ts';
import { readStructuredData } from './structured-data.ts';
import { SyslogReader } from './syslog-reader.ts';

const FIELDS = ['time', 'host', 'app', 'pid', 'msgid', 'facility', 'severity', 'sd', 'message'] as const;

export class SyslogDecoder implements Decoder {
  readonly clock: RecordClock;
  private readonly header: SyslogReader;
  private readonly text = new TextReader();
  private bytes: Uint8Array = new Uint8Array(0);
  private data: ReadonlyMap<string, Value> | undefined;
  /** Number of leading blanks that templates do not see: relays add one to that of the header (rsyslog's `%msg%`). */
  private blanks = 0;

  constructor(context: DecodeContext, zone?: string) {
    this.clock = new RecordClock(context, zone);
    this.header = new SyslogReader(context, this.clock);
  }

  decode(record: DecodedRecord, bytes: Uint8Array, start: number, end: number): void {
    record.begin(this, bytes, start, end);
    this.bytes = bytes;
    this.data = undefined;
    const at = this.header.read(record, bytes, start, end);
    record.setMessage((record.flags & RecordFlag.undecodable) === 0 ? skipBlanks(bytes, at, end) : at, end);
    this.blanks = record.messageEnd > record.messageStart ? record.messageStart - at : 0;
    if (repeatedMessage(record)) this.blanks = 0;
    this.clock.set(record, this.header.time);
  }

  field(record: DecodedRecord, path: readonly string[]): Value | undefined {
    const { header, text } = this;
    if (path[0] === 'sd') return memberAt(this.structuredData(), path);
    if (path.length > 1) return undefined;
    switch (path[0]) {
      case 'app':
        return this.word(header.appStart, header.appEnd);
      case 'host':
        return this.word(header.hostStart, header.hostEnd);
      case 'pid':
        return this.word(header.pidStart, header.pidEnd);
      case 'msgid':
        return this.word(header.msgidStart, header.msgidEnd);
      case 'facility':
        return header.value < 0 ? undefined : facilityName(header.value >> 3);
      case 'severity':
        return header.value < 0 ? undefined : severityName(header.value & 7);
      case 'message':
        return text.text(record.bytes, record.messageStart - this.blanks, record.messageEnd);
      case 'time':
        return record.time;
      default:
        return undefined;
    }
  }

  fields(record: DecodedRecord): ReadonlyMap<string, Value> {
    return fieldsOf(this, record, FIELDS);
  }

  frame({ bytes, end, time }: DecodedRecord): StampFrame | undefined {
    const { next } = this.header;
    return this.clock.frame(bytes, endOfVersion(bytes, next, end), end, time, next);
  }

  private structuredData(): ReadonlyMap<string, Value> | undefined {
    const { dataStart, dataEnd } = this.header;
    if (dataEnd > dataStart) this.data ??= readStructuredData(this.bytes, dataStart, dataEnd, this.text);
    return this.data;
  }

  private word(start: number, end: number): string | undefined {
    return end > start ? this.text.word(this.bytes, start, end) : undefined;
  }
}
