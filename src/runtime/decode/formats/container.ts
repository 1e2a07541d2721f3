/**
 * Container output as kept by Kubernetes (`stamp stream P|F message`, the CRI) and by Docker
 * (`{"log":"message\n","stream":…,"time":…}`), distinguished line by line.
 */

import type { FormatPlan } from '../../../dsl/plan.ts';
import { RecordFlag, type Value } from '../../record.ts';
import { BLANK, COLON, OPEN_BRACE } from '../../values/ascii.ts';
import { copyOf } from '../../values/copy.ts';
import type { DecodeContext } from '../context.ts';
import { DecodedRecord } from '../decoded-record.ts';
import { type Decoder, type MessagePart, WHOLE } from '../decoder.ts';
import { DockerDecoder } from '../json/docker.ts';
import { JsonDecoder } from '../json/json.ts';
import type { RecordClock } from '../stamps/clock.ts';
import { endOfWord, hasAt, TextReader } from '../text.ts';

const STREAMS = ['stdout', 'stderr'] as const;

/** What Docker writes around a message; others may add more. */
const FRAME: ReadonlySet<string> = new Set(['log', 'stream', 'time']);
const PART = 0x50;
const PLAIN: FormatPlan = { name: 'json', base: 'json', time: [] };

/** Fields are `stream`, `message` and, if the message is a JSON object, its members; its own message is then that of the record. */
export class ContainerDecoder implements Decoder {
  readonly clock: RecordClock;
  /** For the current line. */
  readonly messagePart: MessagePart = {
    ...{ stream: -1, isLast: true, start: 0, end: 0, mark: -1 },
    text: { bytes: new Uint8Array(0), start: 0, end: 0 },
  };
  private readonly docker: DockerDecoder;
  private readonly json: JsonDecoder;
  /** The message as a record of its own. */
  private readonly inner = new DecodedRecord();
  private isDocker = false;
  private isJson = false;
  private readonly text = new TextReader();

  constructor(format: FormatPlan, context: DecodeContext) {
    this.docker = new DockerDecoder(format, context);
    this.json = new JsonDecoder(PLAIN, context);
    this.clock = this.docker.clock;
  }

  decode(record: DecodedRecord, bytes: Uint8Array, start: number, end: number): void {
    this.isDocker = bytes[start] === OPEN_BRACE;
    this.isJson = false;
    if (this.isDocker) this.decodeDocker(record, bytes, start, end);
    else this.decodeCri(record, bytes, start, end);
    if (this.messagePart.stream < 0) record.flags |= RecordFlag.undecodable;
    const { text } = this.messagePart;
    text.bytes = record.bytes;
    text.start = record.messageStart;
    text.end = record.messageEnd;
    if (this.messagePart.stream >= 0 && text.bytes[text.start] === OPEN_BRACE) this.decodeInner(record, text);
  }

  field(record: DecodedRecord, path: readonly string[]): Value | undefined {
    const name = path.length === 1 ? path[0]! : '';
    const { stream } = this.messagePart;
    if (name === 'stream' && stream >= 0) return STREAMS[stream];
    const value = this.isJson ? this.json.field(this.inner, path) : undefined;
    if (value !== undefined) return value;
    if (name === 'message') return this.text.text(record.bytes, record.messageStart, record.messageEnd);
    return this.isDocker && stream >= 0 ? this.docker.field(record, path) : undefined;
  }

  fields(record: DecodedRecord): ReadonlyMap<string, Value> {
    const message = this.text.text(record.bytes, record.messageStart, record.messageEnd);
    const { stream } = this.messagePart;
    if (stream < 0) return new Map([['message', message]]);
    const all = new Map<string, Value>(this.isJson ? this.json.fields(this.inner) : [['message', message]]);
    if (this.isDocker) for (const [name, value] of this.docker.fields(record)) if (!all.has(name) && !FRAME.has(name)) all.set(name, value);
    return all.set('stream', STREAMS[stream]!);
  }

  private decodeDocker(record: DecodedRecord, bytes: Uint8Array, start: number, end: number): void {
    this.docker.decode(record, bytes, start, end);
    this.docker.setPart(this.messagePart, STREAMS);
    record.answerBy(this);
  }

  private decodeCri(record: DecodedRecord, bytes: Uint8Array, start: number, end: number): void {
    record.begin(this, bytes, start, end);
    const isCri = this.readCri(bytes, start, end);
    this.clock.set(record, isCri ? this.clock.fromText(bytes, start, endOfWord(bytes, start, end)) : Number.NaN);
    if ((record.flags & RecordFlag.badTime) !== 0) this.messagePart.stream = -1;
    else record.setMessage(this.messagePart.start, this.messagePart.end);
  }

  /** Reads everything but the stamp; the mark may be followed by others, separated by colons. */
  private readCri(bytes: Uint8Array, start: number, end: number): boolean {
    const { messagePart: part } = this;
    const at = endOfWord(bytes, start, end) + 1;
    part.stream = STREAMS.findIndex((name) => hasAt(bytes, at, end, name));
    part.mark = at + STREAMS[0].length + 1;
    if (part.stream < 0 || bytes[part.mark - 1] !== BLANK || part.mark >= end) return false;
    const mark = bytes[part.mark];
    const after = part.mark + 1;
    part.isLast = mark === WHOLE;
    part.end = end;
    part.start = Math.min(endOfWord(bytes, after, end) + 1, end);
    return (mark === PART || mark === WHOLE) && (after === end || bytes[after] === BLANK || bytes[after] === COLON);
  }

  private decodeInner(record: DecodedRecord, text: MessagePart['text']): void {
    const { inner, json } = this;
    // For Docker, the text lies in the buffer that the record's next message will overwrite, so it is copied.
    if (this.isDocker) {
      text.bytes = copyOf(text.bytes, text.start, text.end);
      text.end -= text.start;
      text.start = 0;
    }
    json.decode(inner, text.bytes, text.start, text.end);
    this.isJson = !inner.undecodable;
    if (!this.isJson) return;
    if (inner.bytes === record.bytes) record.setMessage(inner.messageStart, inner.messageEnd);
    else record.setMessageText(this.text.text(inner.bytes, inner.messageStart, inner.messageEnd));
  }
}
