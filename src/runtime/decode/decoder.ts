import type { Value } from '../record.ts';
import type { RecordClock } from './clock.ts';
import type { DecodedRecord, FieldSource } from './decoded-record.ts';
import type { StampFrame } from './stamp-frame.ts';
import type { MemberNames } from './usual-names.ts';

/** What a line holds of a message that may go on in a later line of its stream. */
export interface MessagePart {
  /** Which stream; -1: the line is no such part, but a record. */
  stream: number;
  /** The message ends with it. */
  isLast: boolean;
  /** Where it stands in the line, as it is written there. */
  start: number;
  end: number;
  /** Where `F` has to stand when there is no more to come; -1: that is not told by a mark. */
  mark: number;
  /** Its text, before it is looked for an object. */
  text: { bytes: Uint8Array; start: number; end: number };
}

/** Bytes of one record to a {@link DecodedRecord}; one decoder a source, because years and times carry over. */
export interface Decoder extends FieldSource {
  /** All that carries over from record to record. */
  readonly clock: RecordClock;
  /**
   * Decodes bytes [start, end) without their line end. Never throws: what is not of the format is delivered as raw
   * text and flagged. The record refers to `bytes` until the next one is decoded.
   */
  decode(record: DecodedRecord, bytes: Uint8Array, start: number, end: number): void;
  /** All fields of the record decoded last, for showing it. */
  fields(record: DecodedRecord): ReadonlyMap<string, Value>;
  /** How stamps such as that of the record decoded last are to be read; absent: lines of this format are decoded, all of them. */
  frame?(record: DecodedRecord): StampFrame | undefined;
  /** Of a format whose messages may go on in the next line: that of the line decoded last. */
  readonly messagePart?: MessagePart | undefined;
  /** Of a format whose records have members with names: where their time and message are. */
  readonly names?: MemberNames;
}
