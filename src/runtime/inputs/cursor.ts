/** One source, record by record: its files in succession, their chunks, their lines. */

import type { FormatPlan } from '../../dsl/plan.ts';
import type { DecodeContext } from '../decode/context.ts';
import type { DecodedRecord } from '../decode/decoded-record.ts';
import type { Decoder } from '../decode/decoder.ts';
import type { RecordReader } from '../decode/records/record-reader.ts';
import { createRecordReader } from '../decode/records/record-readers.ts';
import { RecordFlag, type Value } from '../record.ts';
import type { LineScan } from '../scan/line-scan.ts';
import { LineSplitter } from './lines.ts';
import type { RecordCursor } from './merge.ts';

export interface SourceFile {
  /** Its index in the run's list of files: `Location.source`. */
  index: number;
  /** Its content, uncompressed; never throws. */
  chunks: AsyncIterable<Uint8Array>;
}

/** The properties of a source, once they are known. */
export interface SourceInfo {
  /** Its rank among the sources: records of equal time come in order of sources. */
  order: number;
  name: string;
  format: FormatPlan;
  context: DecodeContext;
  /** Oldest first. */
  files: readonly SourceFile[];
  maxLine: number;
}

/**
 * Moves from record to record without waiting, as far as data was read: when {@link next} returns false, {@link fill}
 * reads on. The record is a view, valid until the cursor moves.
 */
export class SourceCursor implements RecordCursor {
  readonly follows = false;
  /** Bytes read, after decompression. */
  bytes = 0;
  /** Skips lines that need not be decoded; absent if none can be skipped. */
  scan: LineScan | undefined;

  private readonly reader: RecordReader;
  private readonly waiting: SourceFile[];
  private lines: LineSplitter;
  private chunks: AsyncIterator<Uint8Array> | undefined;
  private isAtEnd = false;
  /** The files so far, each with the number of lines before it in the source: a record may begin in the file before. */
  private readonly begun: { index: number; before: number }[] = [];

  constructor(readonly info: SourceInfo) {
    this.reader = createRecordReader(info.format, info.context);
    this.waiting = [...info.files];
    this.lines = new LineSplitter(info.maxLine);
  }

  get decoder(): Decoder {
    return this.reader.decoder;
  }

  get order(): number {
    return this.info.order;
  }

  get record(): DecodedRecord {
    return this.reader.record;
  }

  /** The file in which the current record begins: `Location.source`. */
  get file(): number {
    return this.fileOfRecord?.index ?? 0;
  }

  /** The number of the record's first line in its file. */
  get line(): number {
    return this.reader.line - (this.fileOfRecord?.before ?? 0);
  }

  private get fileOfRecord() {
    const { begun, reader } = this;
    let at = begun.length - 1;
    while (at > 0 && begun[at]!.before >= reader.line) at--;
    return begun[at];
  }

  /** All fields of the current record, for display. */
  fields(): ReadonlyMap<string, Value> {
    const { decoder, record } = this.reader;
    return decoder.fields(record);
  }

  /** Moves to the next record in the data read so far. */
  next(): boolean {
    const { lines, reader, scan } = this;
    for (;;) {
      const isSeen = scan !== undefined && this.skipLines(scan);
      if (!lines.next()) return this.isAtEnd && this.nextAtEnd();
      if (!reader.take(lines)) continue;
      if (scan) this.updateScan(scan, isSeen);
      return true;
    }
  }

  /** Skips lines that need not be decoded; returns whether the scan has examined the next line. */
  private skipLines(scan: LineScan): boolean {
    const isSeen = this.lines.skip(scan);
    if (scan.count > 0) this.decoder.clock.noteSkipped(scan.last);
    return isSeen;
  }

  /** Tells the scan about the current record. */
  private updateScan(scan: LineScan, isSeen: boolean): void {
    const { record, decoder } = this;
    if ((record.flags & RecordFlag.badTime) !== 0) return;
    scan.reach(record.time);
    if (!isSeen || !scan.knowsStamp) scan.learn(decoder.frame?.(record));
  }

  /** Reads on; returns false if all files are read. The data may not complete a record yet. */
  async fill(): Promise<boolean> {
    this.chunks ??= this.open();
    const chunk = await this.chunks?.next();
    if (!chunk) return false;
    if (chunk.done) {
      this.chunks = undefined;
      this.isAtEnd = true;
    } else {
      this.bytes += chunk.value.length;
      this.lines.feed(chunk.value, this.scan);
    }
    return true;
  }

  /** Closes the source without reading the rest. */
  async close(): Promise<void> {
    this.waiting.length = 0;
    await this.chunks?.return?.();
    this.chunks = undefined;
  }

  /** At the end of a file, a last line without a line end remains; of the last file, also lines gathered for one record. */
  private nextAtEnd(): boolean {
    if (this.lines.finish() && this.reader.take(this.lines)) {
      if (this.scan) this.updateScan(this.scan, false);
      return true;
    }
    this.isAtEnd = this.waiting.length === 0 ? this.reader.flush() : (this.reader.endFile?.() ?? false);
    return this.isAtEnd;
  }

  private open(): AsyncIterator<Uint8Array> | undefined {
    const file = this.waiting.shift();
    if (!file) return undefined;
    const before = this.lines.number;
    this.begun.push({ index: file.index, before });
    this.lines = new LineSplitter(this.info.maxLine, { offset: 0, line: before });
    return file.chunks[Symbol.asyncIterator]();
  }
}
