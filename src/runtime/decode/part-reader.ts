/** Messages that go on in the next line of their stream, as of containers: they become one line, and that a record. */

import { RecordFlag, type Value } from '../record.ts';
import { DecodedRecord } from './decoded-record.ts';
import type { Decoder, MessagePart } from './decoder.ts';
import { Gathered, MOST_GATHERED } from './gathered.ts';
import { isBlankLine, type Line, type RecordReader } from './record-reader.ts';

/** The parts of a message are written one right after the other: microseconds. */
const IDLE = 2_000_000;
const WHOLE = 0x46;

/**
 * A line that is a whole message is decoded as it stands. Parts are joined by stream, each with what comes next of its
 * own, into the line that would have been written if it might be so long.
 */
export class PartReader implements RecordReader {
  readonly record = new DecodedRecord();
  readonly idle = IDLE;
  line = 0;
  private readonly open = new Map<number, JoinedParts>();

  constructor(
    readonly decoder: Decoder,
    /** Of the line that was decoded last. */
    private readonly part: MessagePart,
  ) {}

  take(line: Line): boolean {
    const { record, part } = this;
    if (isBlankLine(line)) return false;
    this.decoder.decode(record, line.bytes, line.start, line.end);
    record.flags |= line.flags;
    this.line = line.number;
    if (part.stream < 0) return true;
    const parts = this.open.get(part.stream);
    if (part.isLast) return !parts || this.finish(parts, line);
    if (parts) parts.add(line, part);
    else this.open.set(part.stream, new JoinedParts(line, part));
    return false;
  }

  /** What is still open breaks off, the older one first. */
  flush(): boolean {
    const [first] = this.open.values();
    if (!first) return false;
    this.tell(first);
    this.record.flags |= RecordFlag.incomplete;
    return true;
  }

  fields(): ReadonlyMap<string, Value> {
    return this.decoder.fields(this.record);
  }

  private finish(parts: JoinedParts, line: Line): true {
    parts.add(line, this.part);
    parts.end();
    this.tell(parts);
    return true;
  }

  private tell(parts: JoinedParts): void {
    const { record } = this;
    this.open.delete(parts.stream);
    const { bytes, length } = parts.whole();
    this.decoder.decode(record, bytes, 0, length);
    record.flags |= parts.flags;
    this.line = parts.line;
  }
}

/** The parts of a message so far, between what stands before and behind the first of them in its line. */
class JoinedParts {
  readonly stream: number;
  readonly line: number;
  flags: number;
  private readonly gathered = new Gathered();
  private readonly behind: Uint8Array;
  private readonly mark: number;

  constructor({ bytes, start, end, number, flags }: Line, part: MessagePart) {
    this.stream = part.stream;
    this.line = number;
    this.flags = flags;
    this.mark = part.mark - start;
    this.gathered.append(bytes, start, part.end);
    this.behind = bytes.slice(part.end, end);
  }

  /** What is beyond the limit is discarded, a part at a time, and flagged. */
  add({ bytes, flags }: Line, { start, end }: MessagePart): void {
    this.flags |= flags;
    if (this.gathered.length + end - start > MOST_GATHERED) this.flags |= RecordFlag.truncated;
    else this.gathered.append(bytes, start, end);
  }

  /** There is no more to come. */
  end(): void {
    if (this.mark >= 0) this.gathered.bytes[this.mark] = WHOLE;
  }

  /** As one line. */
  whole(): Gathered {
    this.gathered.append(this.behind, 0, this.behind.length);
    return this.gathered;
  }
}
