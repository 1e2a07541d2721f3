import { type LogRecord, RecordFlag, type Value } from '../record.ts';
import { trimEnd } from './text.ts';

/** Provides the fields of the record decoded last. */
export interface FieldSource {
  field(record: DecodedRecord, path: readonly string[]): Value | undefined;
}

/** Those of the named fields that a record has. */
export function fieldsOf(source: FieldSource, record: DecodedRecord, names: Iterable<string>): ReadonlyMap<string, Value> {
  const all = new Map<string, Value>();
  for (const name of names) {
    const value = source.field(record, [name]);
    if (value !== undefined) all.set(name, value);
  }
  return all;
}

const NONE: FieldSource = { field: () => undefined };
const encoder = new TextEncoder();

/** The record that decoders fill, reused for each line. */
export class DecodedRecord implements LogRecord {
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  end = 0;
  messageStart = 0;
  messageEnd = 0;
  time = Number.NaN;
  weight = 1;
  flags = 0;
  private source = NONE;
  private copy = new Uint8Array(0);

  field(path: readonly string[]): Value | undefined {
    return this.source.field(this, path);
  }

  /** Whether the record does not have its format, and is delivered as raw text. */
  get undecodable(): boolean {
    return (this.flags & RecordFlag.undecodable) !== 0;
  }

  /** Begins a new line; all of it is the message until a decoder sets another. */
  begin(source: FieldSource, bytes: Uint8Array, start: number, end: number): void {
    this.source = source;
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.time = Number.NaN;
    this.weight = 1;
    this.flags = 0;
    this.setMessage(start, end);
  }

  /** Delegates fields to another decoder: the one of which the decoder that began the line is a part. */
  answerBy(source: FieldSource): void {
    this.source = source;
  }

  setMessage(start: number, end: number): void {
    this.messageStart = start;
    this.messageEnd = trimEnd(this.bytes, start, end);
  }

  /**
   * Sets a message that does not appear verbatim in the line, such as one with escapes: the record moves to its own
   * buffer, with the message after the line.
   */
  setMessageText(text: string): void {
    const length = this.end - this.start;
    const needed = length + text.length * 3;
    if (this.copy.length < needed) this.copy = new Uint8Array(needed * 2);
    this.copy.set(this.bytes.subarray(this.start, this.end));
    const { written } = encoder.encodeInto(text, this.copy.subarray(length));
    this.bytes = this.copy;
    this.start = 0;
    this.end = length;
    this.setMessage(length, length + written);
  }
}
