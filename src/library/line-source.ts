import type { FormatPlan } from '../dsl/plan.ts';
import type { DecodeContext } from '../runtime/decode/context.ts';
import type { RecordReader } from '../runtime/decode/records/record-reader.ts';
import { createRecordReader } from '../runtime/decode/records/record-readers.ts';
import { LineSplitter } from '../runtime/inputs/lines.ts';
import type { LogRecord } from '../runtime/record.ts';
import { checkTime } from './options.ts';

/** What is done with the records of a source. */
interface Receiver {
  take(record: LogRecord, line: number): void;
  /** Does work that may take records. @throws Error if none can be taken now, or what `onOutcome` has thrown meanwhile */
  during(work: () => void): void;
}

/** Lines that a program writes as they arrive, in pieces of any size. */
export class LineSource {
  /** Written so far. */
  bytes = 0;
  private readonly lines: LineSplitter;
  private readonly reader: RecordReader;
  /** The first half of a character of two UTF-16 units, of which the second has not come yet. */
  private half = '';
  private hasEnded = false;

  /** @internal */
  constructor(
    format: FormatPlan,
    private readonly context: DecodeContext,
    private readonly receiver: Receiver,
    maxLine?: number,
  ) {
    this.lines = new LineSplitter(maxLine);
    this.reader = createRecordReader(format, context);
  }

  /**
   * Takes a piece of the stream; a line is read once its line feed has arrived.
   * @param received microseconds since 1970, now by default; dates stamps without a year, and a first record without a
   * stamp
   * @throws RangeError if that is no whole number, such as a `Date`; TypeError for a piece that is neither text nor bytes;
   * Error after the end
   */
  write(piece: string | Uint8Array, received = Date.now() * 1000): void {
    checkTime(received);
    if (typeof piece !== 'string' && !(piece instanceof Uint8Array)) throw new TypeError('A piece is a string, or a Uint8Array.');
    if (this.hasEnded) throw new Error('The source has ended: nothing can be written to it.');
    const { lines, reader, receiver } = this;
    receiver.during(() => {
      const bytes = typeof piece === 'string' ? this.bytesOf(piece) : piece;
      this.context.received = received;
      this.bytes += bytes.length;
      lines.feed(bytes);
      while (lines.next()) if (reader.take(lines)) receiver.take(reader.record, reader.line);
    });
  }

  private bytesOf(piece: string): Buffer {
    const text = this.half + piece;
    const last = text.charCodeAt(text.length - 1);
    const end = last >= 0xd800 && last <= 0xdbff ? text.length - 1 : text.length;
    this.half = text.slice(end);
    return Buffer.from(text.slice(0, end));
  }

  /** Completes the current record of several lines, if no more of it is expected. */
  flush(): void {
    this.receiver.during(() => this.complete());
  }

  /** Ends the stream; the last line feed may be missing. */
  end(): void {
    this.receiver.during(() => this.finish());
  }

  /** @internal */
  finish(): void {
    const { lines, reader, receiver } = this;
    this.hasEnded = true;
    if (this.half !== '') lines.feed(Buffer.from(this.half));
    this.half = '';
    if (lines.finish() && reader.take(lines)) receiver.take(reader.record, reader.line);
    this.complete();
  }

  private complete(): void {
    const { reader, receiver } = this;
    while (reader.flush()) receiver.take(reader.record, reader.line);
  }
}
