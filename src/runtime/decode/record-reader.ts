/** Lines to records: one for one, or several of a `multiline` format for one. */

import type { FormatPlan } from '../../dsl/plan.ts';
import { compileRegex, type RegexMatcher } from '../match/regex.ts';
import { RecordFlag, type Value } from '../record.ts';
import type { DecodeContext } from './context.ts';
import { DecodedRecord } from './decoded-record.ts';
import type { Decoder } from './decoder.ts';
import { createDecoder } from './decoders.ts';
import { isBlank, trimStart } from './text.ts';

/** One line of a source, without its line end; good until the next one is read. */
export interface Line {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** From 1. */
  readonly number: number;
  /** What was found wrong while it was read: bits of `LogRecord.flags`. */
  readonly flags: number;
}

/** Every line that is not blank becomes part of exactly one record. */
export interface RecordReader {
  readonly decoder: Decoder;
  /** The record in hand; good until the next line is taken. */
  readonly record: DecodedRecord;
  /** The number of its first line. */
  readonly line: number;
  /** Takes the next line; true: there is a record in hand, of this line or of those before it. */
  take(line: Line): boolean;
  /** The source ended, or was silent for the `idle` of its format; true: there is one more record. */
  flush(): boolean;
  /** All fields of the record in hand, for showing it. */
  fields(): ReadonlyMap<string, Value>;
}

/** A reader of its own for each source. */
export function createRecordReader(format: FormatPlan, context: DecodeContext): RecordReader {
  const decoder = createDecoder(format, context);
  return format.multiline ? new MultilineReader(decoder, format.multiline) : new LineReader(decoder);
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

  fields(): ReadonlyMap<string, Value> {
    return this.decoder.fields(this.record);
  }
}

/** A line that `starts` matches begins a record; those that follow, blank ones too, belong to it. */
class MultilineReader implements RecordReader {
  readonly record = new DecodedRecord();
  line = 0;
  private readonly starts: RegexMatcher;
  /** Two in turn: the record in hand is a view on one while lines gather in the other. */
  private group: LineGroup;
  private other: LineGroup;

  constructor(
    readonly decoder: Decoder,
    { starts, maxLines }: NonNullable<FormatPlan['multiline']>,
  ) {
    this.starts = compileRegex(starts);
    this.group = new LineGroup(maxLines);
    this.other = new LineGroup(maxLines);
  }

  take(line: Line): boolean {
    if (this.group.lines === 0 && isBlankLine(line)) return false;
    const isWhole = this.starts.testBytes(line.bytes, line.start, line.end) && this.flush();
    this.group.add(line);
    return isWhole;
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

  fields(): ReadonlyMap<string, Value> {
    return this.decoder.fields(this.record);
  }
}

/** The bytes of a record of many lines, whatever they are: no stack trace is worth more. */
const MOST_BYTES = 1024 * 1024;
const LINE_FEED = 0x0a;

/** Lines that make up one record, parted by line feeds. What is beyond its limits is discarded, and flagged. */
class LineGroup {
  bytes = new Uint8Array(4096);
  length = 0;
  lines = 0;
  line = 0;
  flags = 0;

  constructor(private readonly maxLines: number) {}

  add({ bytes, start, end, number, flags }: Line): void {
    if (this.lines === 0) this.line = number;
    const needed = this.length + 1 + end - start;
    if (this.lines >= this.maxLines || (this.lines > 0 && needed > MOST_BYTES)) {
      this.flags |= RecordFlag.truncated;
      return;
    }
    if (needed > this.bytes.length) this.grow(needed);
    if (this.lines > 0) this.bytes[this.length++] = LINE_FEED;
    this.bytes.set(bytes.subarray(start, end), this.length);
    this.length += end - start;
    this.lines++;
    this.flags |= flags;
  }

  private grow(needed: number): void {
    const longer = new Uint8Array(needed * 2);
    longer.set(this.bytes.subarray(0, this.length));
    this.bytes = longer;
  }

  clear(): void {
    this.length = this.lines = this.flags = 0;
  }
}

function isBlankLine({ bytes, start, end }: Line): boolean {
  return start === end || (isBlank(bytes[start]!) && trimStart(bytes, start, end) === end);
}
