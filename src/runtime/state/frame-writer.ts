/** Writes entries to frames, as described in `entry.ts`. */

import { LINE_FEED } from '../values/ascii.ts';
import { crc32 } from './crc32.ts';
import { type Entries, FRAME_HEAD, HEAD, KIND, type LinesHead, type Origin, type RecordHead } from './entry.ts';

/** Approximate bytes of messages in one entry: no more than fit where they are scanned. */
const MOST_LINES = 256 * 1024;
/** The most origins to remember, here and where the frames are read: each connection is one, and a long run has many. */
const MOST_ORIGINS = 10_000;
const LEAST_ROOM = 64 * 1024;
/** A larger buffer is not kept for reuse. */
const KEPT_ROOM = 8 * 1024 * 1024;
const MOST_FLAGS = 0xff;

/** Puts entries into a frame, and then into the next one. */
export class FrameWriter implements Entries {
  private bytes = Buffer.allocUnsafe(LEAST_ROOM);
  private at = FRAME_HEAD;
  /** The entry of messages last written, to which more can be appended. */
  private last = { at: 0, origin: 0, received: 0, next: 0, end: 0 };
  /** Ids of declared origins. */
  private readonly ids = new Map<string, number>();

  get length(): number {
    return this.at - FRAME_HEAD;
  }

  idOf(key: string, origin: () => Origin): number {
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const id = this.ids.size;
    this.ids.set(key, id);
    this.origin(id, origin());
    return id;
  }

  /** Declares origins anew from now on: another file follows. */
  forgetOrigins(): void {
    this.ids.clear();
  }

  record(head: RecordHead, bytes: Uint8Array, start: number, end: number): void {
    const text = bytes.subarray(start, end);
    const isPlain = head.flags === 0 && head.offset === 0 && head.last === head.line && !text.includes(LINE_FEED);
    if (isPlain) this.line(head, text);
    else this.whole(head, text);
  }

  lines({ origin, received, line, count }: LinesHead, bytes: Uint8Array, start: number, end: number): void {
    this.goOn(origin, received, line);
    const at = this.room(end - start);
    this.bytes.set(bytes.subarray(start, end), at);
    this.endLines(line + count);
  }

  private whole(head: RecordHead, text: Uint8Array): void {
    let at = this.room(HEAD.record + text.length);
    const into = this.bytes;
    into[at++] = KIND.record;
    into[at++] = head.flags & MOST_FLAGS;
    at = into.writeUInt32LE(head.origin, at);
    at = into.writeDoubleLE(head.received, at);
    at = into.writeDoubleLE(head.line, at);
    at = into.writeDoubleLE(head.last, at);
    at = into.writeDoubleLE(head.offset, at);
    at = into.writeUInt32LE(text.length, at);
    into.set(text, at);
  }

  /** Adds a message as a line, after those that came with it. */
  private line({ origin, received, line }: RecordHead, text: Uint8Array): void {
    this.goOn(origin, received, line);
    const at = this.room(text.length + 1);
    this.bytes.set(text, at);
    this.bytes[at + text.length] = LINE_FEED;
    this.endLines(line + 1);
  }

  /** Prepares for a line: continues the last entry of messages, or begins another. */
  private goOn(origin: number, received: number, line: number): void {
    const { last } = this;
    const isMore = last.end === this.at && last.origin === origin && last.received === received && last.next === line;
    if (!isMore || last.end - last.at >= MOST_LINES) this.beginLines(origin, received, line);
  }

  private endLines(next: number): void {
    const { last } = this;
    last.next = next;
    last.end = this.at;
    this.bytes.writeUInt32LE(last.end - last.at - HEAD.lines, last.at + HEAD.lines - 4);
  }

  private beginLines(origin: number, received: number, line: number): void {
    const at = this.room(HEAD.lines);
    this.bytes[at] = KIND.lines;
    this.bytes.writeUInt32LE(origin, at + 1);
    this.bytes.writeDoubleLE(received, at + 5);
    this.bytes.writeDoubleLE(line, at + 13);
    Object.assign(this.last, { at, origin, received });
  }

  tick(time: number): void {
    const at = this.room(HEAD.tick);
    this.bytes[at] = KIND.tick;
    this.bytes.writeDoubleLE(time, at + 1);
  }

  plan(meaning: string): void {
    this.textual('plan', meaning);
  }

  expire(ids: readonly string[]): void {
    this.textual('expire', JSON.stringify(ids));
  }

  awaited(source: string, since: number): void {
    this.textual('awaited', JSON.stringify({ source, since }));
  }

  /** The complete frame, valid until {@link clear}. */
  seal(): Buffer {
    const { bytes, at } = this;
    bytes.writeUInt32LE(at - FRAME_HEAD, 0);
    bytes.writeUInt32LE(crc32(bytes.subarray(FRAME_HEAD, at)), 4);
    return bytes.subarray(0, at);
  }

  clear(): void {
    this.at = FRAME_HEAD;
    this.last.end = 0;
    if (this.ids.size >= MOST_ORIGINS) this.forgetOrigins();
    if (this.bytes.length > KEPT_ROOM) this.bytes = Buffer.allocUnsafe(LEAST_ROOM);
  }

  private origin(id: number, origin: Origin): void {
    const text = Buffer.from(JSON.stringify(origin));
    const at = this.room(HEAD.origin + text.length);
    this.bytes[at] = KIND.origin;
    this.bytes.writeUInt32LE(id, at + 1);
    this.text(text, at + 5);
  }

  private textual(kind: 'plan' | 'expire' | 'awaited', content: string): void {
    const text = Buffer.from(content);
    const at = this.room(HEAD[kind] + text.length);
    this.bytes[at] = KIND[kind];
    this.text(text, at + 1);
  }

  private text(text: Buffer, at: number): void {
    this.bytes.set(text, this.bytes.writeUInt32LE(text.length, at));
  }

  /** Reserves bytes, and returns their offset. */
  private room(count: number): number {
    const { at } = this;
    this.at += count;
    if (this.at > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.at, this.bytes.length * 2));
      this.bytes.copy(larger, 0, 0, at);
      this.bytes = larger;
    }
    return at;
  }
}
