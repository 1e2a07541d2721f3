import type { ByteAutomaton } from '../match/automata/byte-automaton.ts';
import type { Value } from '../record.ts';
import type { DecodedRecord, FieldSource } from './decoded-record.ts';
import type { RecordClock } from './stamps/clock.ts';
import type { StampFrame } from './stamps/stamp-frame.ts';
import type { MemberNames } from './usual-names.ts';

/** The mark of a complete message, or of its last part: `F`. */
export const WHOLE = 0x46;

/** The part of a message in a line; the message may continue in a later line of its stream. */
export interface MessagePart {
  /** The index of the stream; -1 if the line is not such a part, but a record. */
  stream: number;
  /** Whether the message ends with this part. */
  isLast: boolean;
  /** Its range in the line, as written. */
  start: number;
  end: number;
  /** The offset of the mark that must be `F` when the message is complete; -1 if there is no such mark. */
  mark: number;
  /** Its decoded text, before it is examined for a JSON object. */
  text: { bytes: Uint8Array; start: number; end: number };
}

/** Decodes the bytes of one record into a {@link DecodedRecord}; one decoder per source, because years and times carry over. */
export interface Decoder extends FieldSource {
  /** Everything that carries over from record to record. */
  readonly clock: RecordClock;
  /**
   * Decodes bytes [start, end) without their line end. Never throws: what does not have the format is delivered as raw
   * text and flagged. The record refers to `bytes` until the next one is decoded.
   */
  decode(record: DecodedRecord, bytes: Uint8Array, start: number, end: number): void;
  /** All fields of the record decoded last, for display. */
  fields(record: DecodedRecord): ReadonlyMap<string, Value>;
  /** How to read stamps like that of the record decoded last; if absent, every line of this format must be decoded. */
  frame?(record: DecodedRecord): StampFrame | undefined;
  /** The part in the line decoded last; only for formats whose messages may continue in the next line. */
  readonly messagePart?: MessagePart | undefined;
  /**
   * An automaton for what follows the stamps of {@link frame}, as `shapeOf` and `lineShape` make it; only for formats whose
   * lines begin with a stamp, without a header. Undefined if every line must be decoded.
   */
  shape?(): ByteAutomaton | undefined;
  /** Whether a field is a part of the line, as it is written there; only for formats with a {@link shape}. */
  isVerbatim?(path: readonly string[]): boolean;
  /** Where time and message are; only for formats whose records have named members. */
  readonly names?: MemberNames;
}
