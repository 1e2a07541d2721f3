/**
 * Records in their stages: the bytes of a line (`LogRecord`), a recognised record (`Match`), an `Outcome`.
 *
 * A {@link LogRecord} is a view of a buffer that is reused for the next line: whoever keeps part of it must copy it. A
 * {@link Match} and an {@link Outcome} own their data.
 */

import type { OutcomeWord, Severity } from '../dsl/plan.ts';

/**
 * A value at run time; undefined is a missing one. Times and durations are whole microseconds, addresses their canonical
 * text, maps never plain objects: `__proto__` is an ordinary name.
 */
export type Value = string | number | boolean | Value[] | ReadonlyMap<string, Value>;

/** What decoding had to guess or repair. Bits of {@link LogRecord.flags}. */
export const RecordFlag = {
  /** The line has bytes that are not UTF-8; they become U+FFFD in text. */
  invalidUtf8: 1 << 0,
  /** The line was longer than the limit; the rest was discarded. */
  truncated: 1 << 1,
  /** The input ended before the line did. */
  incomplete: 1 << 2,
  /** The line does not have its format; it is delivered as raw text. */
  undecodable: 1 << 3,
  /** The PRI is missing or wrong; 13 is assumed. */
  badPriority: 1 << 4,
  /** No usable time stamp: the time of the previous record, or of receipt, is used. */
  badTime: 1 << 5,
  /** The stamp had no year. */
  yearGuessed: 1 << 6,
  /** The stamp had no zone. */
  zoneAssumed: 1 << 7,
  /** The stamp had no date, only a time of day. */
  dateGuessed: 1 << 8,
} as const;

/** One line (or several, of a `multiline` format) with what its decoder found. */
export interface LogRecord {
  bytes: Uint8Array;
  /** Offsets of the line in `bytes`, without its line end. */
  start: number;
  end: number;
  /** Offsets of the text that templates match, without trailing blanks. */
  messageStart: number;
  messageEnd: number;
  /** Microseconds since 1970; NaN if there is none. */
  time: number;
  /** N of `message repeated N times`, otherwise 1. */
  weight: number;
  flags: number;
  /**
   * A header field or a path into a structured record; undefined if missing.
   * Valid until the next record is decoded; the value itself may be kept.
   */
  field(path: readonly string[]): Value | undefined;
}

/** The location of a record. */
export interface Location {
  /** Index into the run's list of sources. */
  source: number;
  /** From 1; for a multi-line record its first line. */
  line: number;
}

/** A log record recognised as one of the program's records. One log record may be several matches. */
export interface Match {
  /** Index into `plan.records`. */
  record: number;
  time: number;
  weight: number;
  /** By slot of `plan.records[record].fields`. */
  values: (Value | undefined)[];
  source: number;
  line: number;
}

/** Why an instance ended, or a window or schedule reported. */
export type ReasonCode =
  | 'complete'
  | 'condition'
  | 'on'
  | 'after'
  | 'idle'
  | 'by'
  | 'within'
  | 'without'
  | 'no'
  | 'next'
  | 'unexpected'
  | 'restart'
  | 'overtaken'
  | 'limit'
  | 'expired'
  | 'end_of_input'
  | 'changed'
  | 'fault'
  | 'begin'
  | 'end'
  | 'fired'
  | 'met'
  | 'missing'
  | 'orphan';

/** The name, parts and owned values of one key of an instance. */
export interface OutcomeKey {
  name: string;
  /** Names of the parts. */
  parts: string[];
  /** Each value is a tuple, in order of binding. */
  values: Value[][];
}

/** The end of a transaction, or the report of a window or a schedule. */
export interface Outcome {
  /** Stable: the same records give the same id. */
  id: string;
  rule: string;
  outcome: OutcomeWord;
  /** The author's name for it. */
  name?: string | undefined;
  code: ReasonCode;
  /** A sentence for people; never compared. */
  reason: string;
  severity: Severity;
  keys: OutcomeKey[];
  /** Microseconds since 1970. */
  begin: number;
  end: number;
  /** The `as` name or record of the last step that took a record. */
  lastStep?: string | undefined;
  awaited: string[];
  /** The fields of `emit`; missing values are left out. */
  fields: ReadonlyMap<string, Value>;
  /** By `as` name: the captured fields of the last record. */
  captures: ReadonlyMap<string, ReadonlyMap<string, Value>>;
  records: RecordLocation[];
  /** Number of records, also if `records` is capped. */
  recordCount: number;
  /** For an episode: the greatest value of the left side of `open when`. */
  peak?: Value | undefined;
  message?: string | undefined;
  labels: ReadonlyMap<string, Value>;
  /** False if `report` held it back; it is counted and chained all the same. */
  isReported: boolean;
  /** How many similar ones were held back before this one (`report … once per`). */
  heldBack: number;
}

/** A transaction that is open now. */
export interface OpenTransaction
  extends Pick<Outcome, 'id' | 'rule' | 'keys' | 'begin' | 'lastStep' | 'captures' | 'records' | 'recordCount'> {
  awaited: readonly string[];
  /** What happens, and when, if no further record comes. */
  due?: { at: number; text: string };
}

export interface RecordLocation extends Location {
  /** `sshd.failed` */
  record: string;
}
