/**
 * Records on their way: bytes of a line (`LogRecord`), a recognised record (`Match`), an `Outcome`.
 *
 * A {@link LogRecord} is a view on a buffer that is reused for the next line: whoever keeps something of it
 * copies it out. A {@link Match} and an {@link Outcome} own what they hold.
 */

import type { OutcomeWord, Severity } from '../dsl/plan.ts';

/**
 * A value at run time; `undefined` is a missing one. Times and durations are whole microseconds, addresses
 * their canonical text, maps never plain objects: `__proto__` is an ordinary name.
 */
export type Value = string | number | boolean | Value[] | ReadonlyMap<string, Value>;

/** What decoding had to guess or mend. Bits of {@link LogRecord.flags}. */
export const RecordFlag = {
  /** The line has bytes that are no UTF-8; they become U+FFFD in text. */
  invalidUtf8: 1 << 0,
  /** Longer than the limit; the rest was discarded. */
  truncated: 1 << 1,
  /** The input ended before the line did. */
  incomplete: 1 << 2,
  /** Not of its format; delivered as raw text. */
  undecodable: 1 << 3,
  /** PRI missing or wrong: taken as 13. */
  badPriority: 1 << 4,
  /** No usable time stamp: that of the record before, or of receipt, stands in. */
  badTime: 1 << 5,
  /** The stamp had no year. */
  yearGuessed: 1 << 6,
  /** The stamp had no zone. */
  zoneAssumed: 1 << 7,
} as const;

/** One line (or several, of a `multiline` format) with what its decoder found. */
export interface LogRecord {
  bytes: Uint8Array;
  /** Offsets of the line in `bytes`, without its line end. */
  start: number;
  end: number;
  /** Offsets of what templates are matched against; trailing blanks are left off. */
  messageStart: number;
  messageEnd: number;
  /** Microseconds since 1970; NaN: none was found. */
  time: number;
  /** N of `message repeated N times`, otherwise 1. */
  weight: number;
  flags: number;
  /**
   * A header field or a path into a structured record; undefined when missing.
   * Valid until the next record is decoded; the value itself may be kept.
   */
  field(path: readonly string[]): Value | undefined;
}

/** Where a record lies. */
export interface Location {
  /** Index into the run's list of sources. */
  source: number;
  /** From 1; of a multi-line record its first line. */
  line: number;
}

/** A record that is one of the program's. One log record may be several matches. */
export interface Match {
  /** Index into `plan.records`. */
  record: number;
  time: number;
  weight: number;
  /** By the slots of `plan.records[record].fields`. */
  values: (Value | undefined)[];
  source: number;
  line: number;
}

/** Why an instance ended, or a window or schedule spoke. */
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

/** What became of a transaction, a window or a schedule. */
export interface Outcome {
  /** Stable: the same records give the same id. */
  id: string;
  rule: string;
  outcome: OutcomeWord;
  /** The author's name for it. */
  name?: string;
  code: ReasonCode;
  /** A sentence for people; never compared. */
  reason: string;
  severity: Severity;
  keys: OutcomeKey[];
  /** Microseconds since 1970. */
  begin: number;
  end: number;
  /** The last `as` name or record that a step took. */
  lastStep?: string;
  awaited: string[];
  /** What `emit` says; missing values are left out. */
  fields: ReadonlyMap<string, Value>;
  /** By `as` name: the captured fields of its last record. */
  captures: ReadonlyMap<string, ReadonlyMap<string, Value>>;
  records: RecordLocation[];
  /** How many there were, when `records` is capped. */
  recordCount: number;
  /** Of an episode: the greatest value of what `open when` compares. */
  peak?: Value;
  message?: string;
  labels: ReadonlyMap<string, Value>;
  /** False: counted and chained, but held back by `report`. */
  told: boolean;
  /** How many like it were held back before this one (`report … once per`). */
  heldBack: number;
}

/** A transaction that is open now. */
export interface OpenTransaction
  extends Pick<Outcome, 'id' | 'rule' | 'keys' | 'begin' | 'lastStep' | 'captures' | 'records' | 'recordCount'> {
  awaited: readonly string[];
  /** Without another record this happens then. */
  due?: { at: number; text: string };
}

export interface RecordLocation extends Location {
  /** `sshd.failed` */
  record: string;
}
