import type { DecodedRecord } from '../decoded-record.ts';
import type { Decoder } from '../decoder.ts';
import { isBlank, trimStart } from '../text.ts';

/** The most bytes of a multi-line record: no stack trace is worth more. */
export const MOST_GATHERED = 1024 * 1024;

/** Separates the lines of such a record. */
export const LINE_END = Uint8Array.of(0x0a);

/** One line of a source, without its line end; valid until the next one is read. */
export interface Line {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** From 1. */
  readonly number: number;
  /** Problems found while reading it, as bits of `LogRecord.flags`. */
  readonly flags: number;
}

/** The first line of what is not complete yet: where it begins in its source, and its number. */
export interface HeldLine {
  readonly at: number;
  readonly line: number;
}

/** Every line that is not blank becomes part of exactly one record. */
export interface RecordReader {
  readonly decoder: Decoder;
  /**
   * How long a live input may be silent before the lines so far make up their record, in microseconds; undefined if each
   * line is a record.
   */
  readonly idle?: number;
  /** The current record; valid until the next line is taken. */
  readonly record: DecodedRecord;
  /** The number of its first line. */
  readonly line: number;
  /** The offset of the first line that is held for a record to come, and its number; undefined if there is none. */
  readonly held?: HeldLine | undefined;
  /**
   * Takes the next line; returns true if that yields a record, of this line or of earlier ones.
   * @param at the offset at which it begins in its source, for {@link held}
   */
  take(line: Line, at?: number): boolean;
  /**
   * Must be called when a file of the source has ended, and another follows, which continues all but messages in parts.
   * Returns true if that yields another record. More may follow. Absent if it never does.
   */
  endFile?(): boolean;
  /** Must be called when the source has ended, or was silent for `idle`; returns true if that yields another record. More may follow. */
  flush(): boolean;
}

export function isBlankLine({ bytes, start, end }: Line): boolean {
  return start === end || (isBlank(bytes[start]!) && trimStart(bytes, start, end) === end);
}
