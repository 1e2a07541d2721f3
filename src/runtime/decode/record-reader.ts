/** Lines to records: one for one, or several for one, of a `multiline` format or where a message goes on in the next line. */

import type { FormatPlan } from '../../dsl/plan.ts';
import { compileRegex, type RegexMatcher } from '../match/regex.ts';
import { RecordFlag, type Value } from '../record.ts';
import type { DecodeContext } from './context.ts';
import { DecodedRecord } from './decoded-record.ts';
import type { Decoder } from './decoder.ts';
import { createDecoder } from './decoders.ts';
import { Gathered, MOST_GATHERED } from './gathered.ts';
import { MessageReader } from './message-reader.ts';
import { PartReader } from './part-reader.ts';
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
  /** How long a live input may be silent before the lines so far are all of their record, microseconds; undefined: each line is a record. */
  readonly idle?: number;
  /** The record in hand; good until the next line is taken. */
  readonly record: DecodedRecord;
  /** The number of its first line. */
  readonly line: number;
  /** Takes the next line; true: there is a record in hand, of this line or of those before it. */
  take(line: Line): boolean;
  /** The source ended, or was silent for `idle`; true: there is one more record, and perhaps another. */
  flush(): boolean;
  /** All fields of the record in hand, for showing it. */
  fields(): ReadonlyMap<string, Value>;
}

/** A reader of its own for each source. */
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

  fields(): ReadonlyMap<string, Value> {
    return this.decoder.fields(this.record);
  }
}

/** A line that `starts` matches begins a record; those that follow, blank ones too, belong to it. */
class MultilineReader implements RecordReader {
  readonly record = new DecodedRecord();
  readonly idle: number;
  line = 0;
  private readonly starts: RegexMatcher;
  /** Two in turn: the record in hand is a view on one while lines gather in the other. */
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

const LINE_FEED = Uint8Array.of(0x0a);

/** Lines that make up one record, parted by line feeds. What is beyond its limits is discarded, and flagged. */
class LineGroup extends Gathered {
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
    if (this.lines++ > 0) this.append(LINE_FEED, 0, 1);
    this.append(bytes, start, end);
    this.flags |= flags;
  }

  clear(): void {
    this.length = this.lines = this.flags = 0;
  }
}

export function isBlankLine({ bytes, start, end }: Line): boolean {
  return start === end || (isBlank(bytes[start]!) && trimStart(bytes, start, end) === end);
}
