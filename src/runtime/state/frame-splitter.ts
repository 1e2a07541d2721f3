/** The bytes of a journal or a capture, cut into frames as they come. */

import { crc32 } from './crc32.ts';
import { FRAME_HEAD } from './entry.ts';

/** How a file of frames begins. */
export const MAGIC = Buffer.from('CORRJNL1');
/** Whether a file that begins like this is a journal or a capture. */
export function isJournal(head: Uint8Array): boolean {
  return MAGIC.equals(head.subarray(0, MAGIC.length));
}

/** None that was written is larger: what says so is damaged, and is not waited for. */
const MOST_FRAME = 512 * 1024 * 1024;

export class FrameSplitter {
  /** Bytes so far that are in no good frame: at the end of a file those behind the last one. */
  left = 0;
  private buffer = Buffer.alloc(0);
  /** What is in the buffer and not given yet. */
  private from = 0;
  private to = 0;
  private state: 'new' | 'good' | 'torn' | 'other' = 'new';

  /** False: what was asked for frames so far does not begin as a file of them does. */
  get isJournal(): boolean {
    return this.state === 'good' || this.state === 'torn';
  }

  /** Takes a copy of what comes next. Frames that were given are no longer good. */
  feed(chunk: Uint8Array): void {
    this.left += chunk.length;
    if (this.state === 'torn' || this.state === 'other') return;
    const waiting = this.buffer.subarray(this.from, this.to);
    this.to = waiting.length + chunk.length;
    if (this.to > this.buffer.length) this.buffer = Buffer.concat([waiting], Math.max(this.to, this.buffer.length * 2));
    else if (this.from > 0) this.buffer.set(waiting);
    this.from = 0;
    this.buffer.set(chunk, waiting.length);
  }

  /** The next whole frame; undefined: more is needed, or nothing behind it can be trusted. */
  next(): Buffer | undefined {
    if (this.state === 'new' && this.to >= MAGIC.length) this.begin();
    const { buffer, from, to } = this;
    if (this.state !== 'good' || from + FRAME_HEAD > to) return undefined;
    const length = buffer.readUInt32LE(from);
    const end = from + FRAME_HEAD + length;
    // There is no empty frame: a file that was grown and not written to is zeros, whose checksum would be right.
    if (length === 0 || length > MOST_FRAME) return this.tear();
    if (end > to) return undefined;
    const frame = buffer.subarray(from, end);
    if (crc32(frame.subarray(FRAME_HEAD)) !== frame.readUInt32LE(4)) return this.tear();
    this.take(frame.length);
    return frame;
  }

  private begin(): void {
    const isOurs = isJournal(this.buffer.subarray(0, this.to));
    this.state = isOurs ? 'good' : 'other';
    if (isOurs) this.take(MAGIC.length);
    else this.buffer = Buffer.alloc(0);
  }

  private take(bytes: number): void {
    this.from += bytes;
    this.left -= bytes;
  }

  private tear(): undefined {
    this.state = 'torn';
    this.buffer = Buffer.alloc(0);
  }
}
