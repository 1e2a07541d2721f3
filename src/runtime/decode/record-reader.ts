/** Turns lines into records: one to one, or several to one for a `multiline` format or messages that continue in the next line. */

import type { FormatPlan } from '../../dsl/plan.ts';
import { compileRegex, type RegexMatcher } from '../match/automata/regex.ts';
import { RecordFlag } from '../record.ts';
import { ByteBuffer } from '../values/byte-buffer.ts';
import type { DecodeContext } from './context.ts';
import { DecodedRecord } from './decoded-record.ts';
import type { Decoder } from './decoder.ts';
import { createDecoder } from './decoders.ts';
import { MessageReader } from './message-reader.ts';
import { PartReader } from './part-reader.ts';
import { isBlank, trimStart } from './text.ts';

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

/** Creates a record reader; each source needs its own. */
export function createRecordReader(format: FormatPlan, context: DecodeContext): RecordReader {
  const decoder = createDecoder(format, context);
  const { messagePart: part } = decoder;
  const { multiline } = format;
  if (part) return multiline ? new MessageReader(decoder, part, multiline) : new PartReader(decoder, part);
  return multiline ? new MultilineReader(decoder, multiline) : new LineReader(decoder);
}

class LineReader implements RecordReader {
  readonly record = new DecodedRecord();
  line = 0;

  constructor(readonly decoder: Decoder) {}

  take(line: Line): boolean {
    const { record } = this;
    if (isBlankLine(line)) return false;
    this.decoder.decode(record, line.bytes, line.start, line.end);
    record.flags |= line.flags;
    this.line = line.number;
    return true;
  }

  flush(): boolean {
    return false;
  }
}

/** A line that `starts` matches begins a record; those that follow, blank ones too, belong to it. */
class MultilineReader implements RecordReader {
  readonly record = new DecodedRecord();
  readonly idle: number;
  line = 0;
  private readonly starts: RegexMatcher;
  /** Double buffer: the current record is a view of one while lines gather in the other. */
  private group: LineGroup;
  private other: LineGroup;

  constructor(
    readonly decoder: Decoder,
    { starts, idle, maxLines }: NonNullable<FormatPlan['multiline']>,
  ) {
    this.idle = idle;
    this.starts = compileRegex(starts);
    this.group = new LineGroup(maxLines);
    this.other = new LineGroup(maxLines);
  }

  take(line: Line, at = 0): boolean {
    if (this.group.lines === 0 && isBlankLine(line)) return false;
    const isWhole = this.starts.testBytes(line.bytes, line.start, line.end) && this.flush();
    if (this.group.lines === 0) this.group.at = at;
    this.group.add(line);
    return isWhole;
  }

  get held(): HeldLine | undefined {
    return this.group.lines > 0 ? this.group : undefined;
  }

  flush(): boolean {
    const { group, record } = this;
    if (group.lines === 0) return false;
    this.decoder.decode(record, group.bytes, 0, group.length);
    record.flags |= group.flags;
    this.line = group.line;
    this.group = this.other;
    this.other = group;
    this.group.clear();
    return true;
  }
}

/** Lines that make up one record, separated by line feeds. What exceeds its limits is discarded, and the record is flagged. */
class LineGroup extends ByteBuffer implements HeldLine {
  at = 0;
  lines = 0;
  line = 0;
  flags = 0;

  constructor(private readonly maxLines: number) {
    super();
  }

  add({ bytes, start, end, number, flags }: Line): void {
    if (this.lines === 0) this.line = number;
    if (this.lines >= this.maxLines || (this.lines > 0 && this.length + 1 + end - start > MOST_GATHERED)) {
      this.flags |= RecordFlag.truncated;
      return;
    }
    if (this.lines++ > 0) this.append(LINE_END, 0, 1);
    this.append(bytes, start, end);
    this.flags |= flags;
  }

  override clear(): void {
    super.clear();
    this.lines = this.flags = 0;
  }
}

export function isBlankLine({ bytes, start, end }: Line): boolean {
  return start === end || (isBlank(bytes[start]!) && trimStart(bytes, start, end) === end);
}
