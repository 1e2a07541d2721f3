/** Chunks of bytes to lines. A line that lies within a chunk is a view on it; only one that spans chunks is copied. */

import { isUtf8 } from 'node:buffer';
import type { Line } from '../decode/record-reader.ts';
import { hasByteOrderMark } from '../decode/text.ts';
import { RecordFlag } from '../record.ts';
import type { LineScan } from '../scan/line-scan.ts';
import { Head } from './head.ts';

/** Longer lines are cut. RFC 5424 asks for 2 KiB. */
export const MAX_LINE = 64 * 1024;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const NOTHING = Buffer.alloc(0);

/**
 * Splits what it is fed at LF and CRLF; {@link next} moves on to the next line, which this object then is.
 *
 * Left off are a byte order mark at the start of a line, as files that were put together have it in their middle, and NUL
 * bytes at both ends: a log that was truncated under its writer begins with a hole. Consoles write LF and CR, so a CR
 * that begins a line is of the line end before. A line longer than the limit is cut between two characters and
 * flagged; the rest of it is passed over and never kept.
 */
export class LineSplitter implements Line {
  bytes: Uint8Array = NOTHING;
  start = 0;
  end = 0;
  number = 0;
  flags = 0;

  private chunk: Buffer = NOTHING;
  private at = 0;
  /** The offset of the chunk in its source. */
  private base: number;
  private behind: number;
  /** The chunk is known to be good UTF-8 wherever whole lines are in it. */
  private isClean = true;
  /** The beginning of a line whose end is still to come; one byte more than the limit, which may be the CR of a line just as long. */
  private readonly head: Head;
  /** The chunk is where a scan can look at it. */
  private isScanned = false;

  /** What it is fed may begin in the middle of a source, at a line. */
  constructor(
    private readonly maxLine = MAX_LINE,
    from = { offset: 0, line: 0 },
  ) {
    this.head = new Head(maxLine + 1);
    this.base = from.offset;
    this.behind = from.offset;
    this.number = from.line;
  }

  /** The offset in its source behind the line in hand. */
  get offset(): number {
    return this.behind;
  }

  /** Gives the next chunk, once {@link next} has said that there is no line left in the one before. */
  feed(chunk: Uint8Array, scan?: LineScan): void {
    const held = scan?.hold(chunk);
    if (held) chunk = held;
    this.base += this.chunk.length;
    this.chunk = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    this.at = 0;
    const from = this.head.length === 0 ? 0 : this.chunk.indexOf(LINE_FEED) + 1;
    const to = this.chunk.lastIndexOf(LINE_FEED) + 1;
    this.isClean = to <= from || isUtf8(this.chunk.subarray(from, to));
    this.isScanned = held !== undefined && this.isClean;
  }

  /** Leaves out lines that do not matter; true: the scan has looked at the line that comes next. */
  passOver(scan: LineScan): boolean {
    if (!this.isScanned || this.head.length > 0) return false;
    const before = scan.count;
    this.at = scan.next(this.at, this.chunk.length);
    this.number += scan.count - before;
    return true;
  }

  /** Moves on to the next line that ends in what was fed. */
  next(): boolean {
    const { chunk, at } = this;
    const lineEnd = chunk.indexOf(LINE_FEED, at);
    if (lineEnd < 0) {
      this.keep(at, chunk.length);
      this.at = chunk.length;
      return false;
    }
    this.at = lineEnd + 1;
    this.behind = this.base + this.at;
    if (this.head.length === 0) {
      this.set(chunk, at, lineEnd, this.isClean);
    } else {
      this.keep(at, lineEnd);
      this.setHead();
    }
    return true;
  }

  /** The source has ended; true: a last line without a line end is in hand, flagged as incomplete. */
  finish(): boolean {
    if (this.head.length === 0) return false;
    this.setHead();
    this.behind = this.base + this.at;
    this.flags |= RecordFlag.incomplete;
    return true;
  }

  private keep(from: number, to: number): void {
    if (this.head.length === 0) from = textStart(this.chunk, from, to);
    this.head.add(this.chunk, from, to);
  }

  private setHead(): void {
    const { head } = this;
    this.set(head.bytes, 0, head.length, false);
    if (head.isTooLong) this.flags |= RecordFlag.truncated;
    head.clear();
  }

  /** Makes bytes [start, end) the line in hand. */
  private set(bytes: Buffer, start: number, end: number, isClean: boolean): void {
    this.number++;
    this.flags = 0;
    start = textStart(bytes, start, end);
    if (end > start && bytes[end - 1] === CARRIAGE_RETURN) end--;
    if (end - start > this.maxLine) {
      end = characterStart(bytes, start, start + this.maxLine);
      this.flags = RecordFlag.truncated;
    }
    if (hasByteOrderMark(bytes, start, end)) start += 3;
    while (end > start && bytes[end - 1] === 0) end--;
    if (!isClean && !isUtf8(bytes.subarray(start, end))) this.flags |= RecordFlag.invalidUtf8;
    this.bytes = bytes;
    this.start = start;
    this.end = end;
  }
}

/** Where a line begins behind a hole, and behind what is left of the line end before. */
function textStart(bytes: Uint8Array, start: number, end: number): number {
  while (start < end && (bytes[start] === 0 || bytes[start] === CARRIAGE_RETURN)) start++;
  return start;
}

/** Where the character begins that a byte is part of, in bytes from `from` on; the byte's own place in what is no UTF-8. */
export function characterStart(bytes: Uint8Array, from: number, at: number): number {
  let start = at;
  while (start > Math.max(at - 3, from) && (bytes[start]! & 0xc0) === 0x80) start--;
  return bytes[start]! >= 0xc0 ? start : at;
}
