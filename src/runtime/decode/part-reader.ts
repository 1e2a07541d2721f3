/** Messages that go on in the next line of their stream, as of containers: they become one line, and that a record. */

import { isUtf8 } from 'node:buffer';
import { RecordFlag, type Value } from '../record.ts';
import { DecodedRecord } from './decoded-record.ts';
import type { Decoder, MessagePart } from './decoder.ts';
import { Gathered, MOST_GATHERED } from './gathered.ts';
import { isBlankLine, type Line, type RecordReader } from './record-reader.ts';

/** The parts of a message are written one right after the other: microseconds. */
const IDLE = 2_000_000;
const WHOLE = 0x46;
const LINE_FEED = Uint8Array.of(0x0a);
/** What reading a line can find, rather than decoding it. */
const FRAMING = RecordFlag.truncated | RecordFlag.incomplete | RecordFlag.invalidUtf8;

/**
 * A line that is a whole message is decoded as it stands. Parts are joined by stream, each with what comes next of its
 * own, into the line that would have been written if it might be so long.
 */
export class PartReader implements RecordReader {
  readonly record = new DecodedRecord();
  readonly idle = IDLE;
  line = 0;
  /** The line of the message in hand, or the one that its parts have become. */
  whole: Line = { bytes: LINE_FEED, start: 0, end: 0, number: 0, flags: 0 };
  /** The other messages that have begun, by what may go on with them. */
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
    this.whole = line;
    if (part.stream < 0) return true;
    const parts = this.open.get(kindOf(part));
    if (part.isLast) return !parts || this.finish(parts, line);
    if (parts) parts.add(line, part);
    else this.open.set(kindOf(part), new JoinedParts(line, part));
    return false;
  }

  /** What is still open breaks off, the older one first. */
  flush(): boolean {
    const [first] = this.open.values();
    if (!first) return false;
    first.flags |= RecordFlag.incomplete;
    this.tell(first);
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
    this.open.delete(parts.kind);
    this.whole = parts.decode(this.decoder, this.record);
    this.line = parts.line;
  }
}

/** What can go on with a part is of its stream, and written in its way; -1: nothing can. */
function kindOf({ stream, mark }: MessagePart): number {
  return stream < 0 ? -1 : stream * 2 + Number(mark < 0);
}

/** The parts of a message so far, or the messages of a record, between what stands before and behind the first of them in its line. */
export class JoinedParts {
  readonly kind: number;
  readonly line: number;
  flags: number;
  private lines = 1;
  private readonly gathered = new Gathered();
  private readonly behind: Uint8Array;
  private readonly mark: number;

  constructor({ bytes, start, end, number, flags }: Line, part: MessagePart) {
    this.kind = kindOf(part);
    this.line = number;
    this.flags = flags & FRAMING;
    this.mark = part.mark - start;
    const partEnd = part.stream < 0 ? end : part.end;
    this.gathered.append(bytes, start, partEnd);
    this.behind = bytes.slice(partEnd, end);
  }

  /** Whether a message may belong to a record that begins with this one: one of another stream may. */
  goesOn(part: MessagePart): boolean {
    return this.kind >= 0 && part.stream >= 0 && this.mark >= 0 === part.mark >= 0;
  }

  /** Adds a whole message as another line; what is beyond so many is discarded, and flagged. */
  addMessage(line: Line, part: MessagePart, maxLines: number): void {
    if (this.lines++ >= maxLines) {
      this.flags |= RecordFlag.truncated;
      return;
    }
    // Where there is no mark, messages end with a line feed as it is.
    if (part.mark >= 0) this.gathered.append(LINE_FEED, 0, 1);
    this.add(line, part);
  }

  /** What is beyond the limit is discarded, a part at a time, and flagged. */
  add({ bytes, flags }: Line, { start, end }: MessagePart): void {
    this.flags |= flags & FRAMING;
    if (this.gathered.length + end - start > MOST_GATHERED) this.flags |= RecordFlag.truncated;
    else this.gathered.append(bytes, start, end);
  }

  /** There is no more to come. */
  end(): void {
    if (this.mark >= 0) this.gathered.bytes[this.mark] = WHOLE;
  }

  /** Decodes them as one line, which is answered; nothing can be added any more. */
  decode(decoder: Decoder, record: DecodedRecord): Line {
    this.gathered.append(this.behind, 0, this.behind.length);
    const { bytes, length } = this.gathered;
    // Parts are cut between two bytes, wherever that is.
    if ((this.flags & RecordFlag.invalidUtf8) !== 0 && isUtf8(bytes.subarray(0, length))) this.flags &= ~RecordFlag.invalidUtf8;
    decoder.decode(record, bytes, 0, length);
    record.flags |= this.flags;
    return { bytes, start: 0, end: length, number: this.line, flags: this.flags };
  }
}
