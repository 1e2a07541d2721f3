/** One source, record by record: its files one after the other, their chunks, their lines. */

import type { FormatPlan } from '../../dsl/plan.ts';
import type { DecodeContext } from '../decode/context.ts';
import type { DecodedRecord } from '../decode/decoded-record.ts';
import { createRecordReader, type RecordReader } from '../decode/record-reader.ts';
import type { Value } from '../record.ts';
import { LineSplitter } from './lines.ts';

/** One of the files of a source. */
export interface SourceFile {
  /** Its place in the run's list of files: `Location.source`. */
  index: number;
  /** What is in it, uncompressed; never throws. */
  chunks: AsyncIterable<Uint8Array>;
}

/** What a source is, once it is known. */
export interface SourceInfo {
  /** Its place among the sources: of records of one time those of the first source come first. */
  order: number;
  name: string;
  format: FormatPlan;
  context: DecodeContext;
  /** Oldest first. */
  files: readonly SourceFile[];
  maxLine: number;
}

/**
 * Moves from record to record without waiting, as far as what was read reaches: when {@link next} answers false,
 * {@link fill} reads on. The record is a view, good until the cursor moves.
 */
export class SourceCursor {
  /** The file of the record in hand: `Location.source`. */
  file = 0;
  /** Bytes read, after decompression. */
  bytes = 0;

  private readonly reader: RecordReader;
  private readonly waiting: SourceFile[];
  private lines: LineSplitter;
  private chunks: AsyncIterator<Uint8Array> | undefined;
  private isAtEnd = false;

  constructor(readonly info: SourceInfo) {
    this.reader = createRecordReader(info.format, info.context);
    this.waiting = [...info.files];
    this.lines = new LineSplitter(info.maxLine);
  }

  get record(): DecodedRecord {
    return this.reader.record;
  }

  /** The number of the record's first line in its file. */
  get line(): number {
    return this.reader.line;
  }

  /** All fields of the record in hand, for showing it. */
  fields(): ReadonlyMap<string, Value> {
    return this.reader.fields();
  }

  /** Moves on to the next record of what was read. */
  next(): boolean {
    const { lines, reader } = this;
    while (lines.next()) if (reader.take(lines)) return true;
    return this.isAtEnd && this.nextAtEnd();
  }

  /** Reads on; false: all files are read. What was read may be no whole record yet. */
  async fill(): Promise<boolean> {
    this.chunks ??= this.open();
    const chunk = await this.chunks?.next();
    if (!chunk) return false;
    if (chunk.done) {
      this.chunks = undefined;
      this.isAtEnd = true;
    } else {
      this.bytes += chunk.value.length;
      this.lines.feed(chunk.value);
    }
    return true;
  }

  /** Leaves what is not read yet. */
  async close(): Promise<void> {
    this.waiting.length = 0;
    await this.chunks?.return?.();
    this.chunks = undefined;
  }

  /** A file leaves a last line without a line end, and lines gathered for one record. */
  private nextAtEnd(): boolean {
    if ((this.lines.finish() && this.reader.take(this.lines)) || this.reader.flush()) return true;
    this.isAtEnd = false;
    return false;
  }

  private open(): AsyncIterator<Uint8Array> | undefined {
    const file = this.waiting.shift();
    if (!file) return undefined;
    this.file = file.index;
    this.lines = new LineSplitter(this.info.maxLine);
    return file.chunks[Symbol.asyncIterator]();
  }
}
