/** Splits chunks of bytes into lines. A line within a chunk is a view of it; only one that spans chunks is copied. */

import { isUtf8 } from 'node:buffer';
import type { Line } from '../decode/records/record-reader.ts';
import { hasByteOrderMark } from '../decode/text.ts';
import { RecordFlag } from '../record.ts';
import type { LineScan } from '../scan/line-scan.ts';
import { CARRIAGE_RETURN, LINE_FEED } from '../values/ascii.ts';
import { ByteBuffer } from '../values/byte-buffer.ts';

/** Longer lines are cut. RFC 5424 requires 2 KiB. */
export const MAX_LINE = 64 * 1024;

const NOTHING = Buffer.alloc(0);

/**
 * Splits the chunks it is fed at LF and CRLF; {@link next} moves to the next line, which this object then represents.
 *
 * Stripped are a byte order mark at the start of a line, which concatenated files have in their middle, and NUL bytes at
 * both ends: a log truncated under its writer begins with a hole. Consoles write LF CR, so a CR that begins a line
 * belongs to the previous line end. A line longer than the limit is cut between two characters and flagged; its rest is
 * skipped without being stored.
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
  /** Whether the chunk is known to be valid UTF-8 wherever it has complete lines. */
  private isClean = true;
  /** The beginning of an incomplete line; one byte more than the limit, which may be the CR of a line of maximum length. */
  private readonly head: ByteBuffer;
  /** Whether the chunk is where a scan can read it. */
  private isScanned = false;

  /** @param from the position in the source at which the input begins, at the start of a line */
  constructor(
    private readonly maxLine = MAX_LINE,
    from = { offset: 0, line: 0 },
  ) {
    this.head = new ByteBuffer(maxLine + 1);
    this.base = from.offset;
    this.behind = from.offset;
    this.number = from.line;
  }

  /** The offset in the source after the current line. */
  get offset(): number {
    return this.behind;
  }

  /** Feeds the next chunk, once {@link next} has returned false for the previous one. */
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

  /** Skips lines that need not be decoded; returns whether the scan has examined the next line. */
  skip(scan: LineScan): boolean {
    if (!this.isScanned || this.head.length > 0) return false;
    const before = scan.count;
    this.at = scan.next(this.at, this.chunk.length);
    this.number += scan.count - before;
    return true;
  }

  /** Moves to the next line that ends in the input so far. */
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

  /** Must be called at the end of the source; returns true if a last line without a line end is available, flagged as incomplete. */
  finish(): boolean {
    if (this.head.length === 0) return false;
    this.setHead();
    this.behind = this.base + this.at;
    this.flags |= RecordFlag.incomplete;
    return true;
  }

  private keep(from: number, to: number): void {
    if (this.head.length === 0) from = textStart(this.chunk, from, to);
    this.head.append(this.chunk, from, to);
  }

  private setHead(): void {
    const { head } = this;
    this.set(head.bytes, 0, head.length, false);
    if (head.isTooLong) this.flags |= RecordFlag.truncated;
    head.clear();
  }

  /** Makes bytes [start, end) the current line. */
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

/** The start of a line after a hole, and after the remainder of the previous line end. */
function textStart(bytes: Uint8Array, start: number, end: number): number {
  while (start < end && (bytes[start] === 0 || bytes[start] === CARRIAGE_RETURN)) start++;
  return start;
}

/** The start of the character that contains a byte, among bytes from `from` on; the offset of the byte itself if it is not UTF-8. */
export function characterStart(bytes: Uint8Array, from: number, at: number): number {
  let start = at;
  while (start > Math.max(at - 3, from) && (bytes[start]! & 0xc0) === 0x80) start--;
  return bytes[start]! >= 0xc0 ? start : at;
}
