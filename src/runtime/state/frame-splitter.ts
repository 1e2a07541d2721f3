/** Splits the bytes of a journal or a capture into frames as they come. */

import { crc32 } from './crc32.ts';
import { FRAME_HEAD } from './entry.ts';

/** The beginning of a file of frames. */
export const MAGIC = Buffer.from('CORRJNL1');
/** Whether a file that begins like this is a journal or a capture. */
export function isJournal(head: Uint8Array): boolean {
  return MAGIC.equals(head.subarray(0, MAGIC.length));
}

/** No larger frame is ever written: a greater length is damage, and is not waited for. */
const MOST_FRAME = 512 * 1024 * 1024;

export class FrameSplitter {
  /** Bytes so far that are in no good frame: at the end of a file, those after the last one. */
  left = 0;
  private buffer = Buffer.alloc(0);
  /** The range of the buffer that is not yet returned. */
  private from = 0;
  private to = 0;
  private state: 'new' | 'good' | 'torn' | 'other' = 'new';

  /** False if the bytes so far do not begin like a file of frames. */
  get isJournal(): boolean {
    return this.state === 'good' || this.state === 'torn';
  }

  /** Copies the next bytes. Frames returned before become invalid. */
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

  /** The next complete frame; undefined if more bytes are needed, or the rest cannot be trusted. */
  next(): Buffer | undefined {
    if (this.state === 'new' && this.to >= MAGIC.length) this.begin();
    const { buffer, from, to } = this;
    if (this.state !== 'good' || from + FRAME_HEAD > to) return undefined;
    const length = buffer.readUInt32LE(from);
    const end = from + FRAME_HEAD + length;
    // There are no empty frames: a file that was extended but not written consists of zeros, whose checksum would be right.
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
