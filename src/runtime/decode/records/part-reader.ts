/**
 * Messages that continue in the next line of their stream, as in containers: their parts are joined into one line, which
 * becomes a record.
 */

import { isUtf8 } from 'node:buffer';
import { RecordFlag } from '../../record.ts';
import { ByteBuffer } from '../../values/byte-buffer.ts';
import { copyOf } from '../../values/copy.ts';
import { DecodedRecord } from '../decoded-record.ts';
import { type Decoder, type MessagePart, WHOLE } from '../decoder.ts';
import { type HeldLine, isBlankLine, LINE_END, type Line, MOST_GATHERED, type RecordReader } from './record-reader.ts';

/** Microseconds: parts of a message are written in immediate succession. */
const IDLE = 2_000_000;
/** Flags set by framing rather than decoding. */
const FRAMING = RecordFlag.truncated | RecordFlag.incomplete | RecordFlag.invalidUtf8;

/**
 * A line with a complete message is decoded as it stands. Parts are joined by stream, each with the next of its own,
 * into the line that would have been written without the length limit.
 */
export class PartReader implements RecordReader {
  readonly record = new DecodedRecord();
  readonly idle = IDLE;
  line = 0;
  /** The offset at which that line begins. */
  at = 0;
  /** The line of the current message, or the one into which its parts were joined. */
  whole: Line = { bytes: LINE_END, start: 0, end: 0, number: 0, flags: 0 };
  /** Unfinished messages by kind, see {@link kindOf}. */
  private readonly open = new Map<number, JoinedParts>();

  constructor(
    readonly decoder: Decoder,
    /** That of the line decoded last. */
    private readonly part: MessagePart,
  ) {}

  /** The oldest unfinished message. */
  get held(): HeldLine | undefined {
    const [first] = this.open.values();
    return first;
  }

  take(line: Line, at = 0): boolean {
    const { record, part } = this;
    if (isBlankLine(line)) return false;
    const { clock } = this.decoder;
    clock.mark();
    this.decoder.decode(record, line.bytes, line.start, line.end);
    record.flags |= line.flags;
    this.line = line.number;
    this.at = at;
    this.whole = line;
    if (part.stream < 0) return true;
    const parts = this.open.get(kindOf(part));
    if (!parts && part.isLast) return true;
    // A live run decodes whole messages only: the time of a part must not reach the records that are told before it.
    clock.goBack();
    if (!parts) this.open.set(kindOf(part), new JoinedParts(line, part, at));
    else if (part.isLast) return this.finish(parts, line);
    else parts.add(line, part);
    return false;
  }

  endFile(): boolean {
    return this.flush();
  }

  /** Breaks off an unfinished message, the oldest first. */
  flush(): boolean {
    const [first] = this.open.values();
    if (!first) return false;
    first.flags |= RecordFlag.incomplete;
    this.emit(first);
    return true;
  }

  private finish(parts: JoinedParts, line: Line): true {
    parts.add(line, this.part);
    parts.end();
    this.emit(parts);
    return true;
  }

  private emit(parts: JoinedParts): void {
    this.decoder.clock.mark();
    this.open.delete(parts.kind);
    this.whole = parts.decode(this.decoder, this.record);
    this.line = parts.line;
    this.at = parts.at;
  }
}

/** Only parts of the same kind continue each other: same stream, same notation. -1 if nothing can. */
function kindOf({ stream, mark }: MessagePart): number {
  return stream < 0 ? -1 : stream * 2 + Number(mark < 0);
}

/** The parts of a message so far, or the messages of a record, enclosed in what surrounds the first of them in its line. */
export class JoinedParts implements HeldLine {
  readonly kind: number;
  readonly line: number;
  flags: number;
  private lines = 1;
  private readonly gathered = new ByteBuffer();
  private readonly behind: Uint8Array;
  private readonly mark: number;

  constructor(
    { bytes, start, end, number, flags }: Line,
    part: MessagePart,
    readonly at: number,
  ) {
    this.kind = kindOf(part);
    this.line = number;
    this.flags = flags & FRAMING;
    this.mark = part.mark - start;
    const partEnd = part.stream < 0 ? end : part.end;
    this.gathered.append(bytes, start, partEnd);
    this.behind = copyOf(bytes, partEnd, end);
  }

  /** Whether a message may belong to a record that begins with this one; its stream may differ. */
  goesOn(part: MessagePart): boolean {
    return this.kind >= 0 && part.stream >= 0 && this.mark >= 0 === part.mark >= 0;
  }

  /** Adds a complete message as another line; messages beyond the maximum are discarded, and the record is flagged. */
  addMessage(line: Line, part: MessagePart, maxLines: number): void {
    if (this.lines++ >= maxLines) {
      this.flags |= RecordFlag.truncated;
      return;
    }
    // Without a mark, messages already end with a line feed.
    if (part.mark >= 0) this.gathered.append(LINE_END, 0, 1);
    this.add(line, part);
  }

  /** Adds a part; parts that would exceed the limit are discarded, and the record is flagged. */
  add({ bytes, flags }: Line, { start, end }: MessagePart): void {
    this.flags |= flags & FRAMING;
    if (this.gathered.length + end - start > MOST_GATHERED) this.flags |= RecordFlag.truncated;
    else this.gathered.append(bytes, start, end);
  }

  /** Must be called after the last part: marks the message as complete. */
  end(): void {
    if (this.mark >= 0) this.gathered.bytes[this.mark] = WHOLE;
  }

  /** Decodes and returns them as one line; nothing can be added afterwards. */
  decode(decoder: Decoder, record: DecodedRecord): Line {
    this.gathered.append(this.behind, 0, this.behind.length);
    const { bytes, length } = this.gathered;
    // Parts may be split within a character, which joining has now repaired.
    if ((this.flags & RecordFlag.invalidUtf8) !== 0 && isUtf8(bytes.subarray(0, length))) this.flags &= ~RecordFlag.invalidUtf8;
    decoder.decode(record, bytes, 0, length);
    record.flags |= this.flags;
    return { bytes, start: 0, end: length, number: this.line, flags: this.flags };
  }
}
