/** What of a frame is its message, and what is said of it. */

import { isUtf8 } from 'node:buffer';
import { isBlank, trimStart } from '../../decode/text.ts';
import { RecordFlag } from '../../record.ts';
import { characterStart } from '../lines.ts';
import type { ReceiverCounters } from './receiver.ts';

const NUL = 0x00;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const NOTHING = Buffer.alloc(0);

export type FrameCounters = Pick<ReceiverCounters, 'received' | 'blank' | 'bytes' | 'frameErrors' | 'truncated' | 'incomplete'>;

/** The message in hand: a frame without the line end and padding behind it, cut between two characters if it is too long. */
export class MessageView {
  bytes: Uint8Array = NOTHING;
  start = 0;
  end = 0;
  flags = 0;

  protected chunk: Buffer = NOTHING;
  /** So far the chunk is good UTF-8, from the first frame that lies in it; -1: not looked at yet. */
  private cleanTo = -1;

  constructor(
    protected readonly max: number,
    protected readonly counters: FrameCounters,
  ) {}

  /** Most of the frames to come lie within this chunk. */
  protected enter(chunk: Buffer): void {
    this.chunk = chunk;
    this.cleanTo = -1;
  }

  /** Makes [start, end) the frame in hand. If it is `truncated`, these are more bytes than a message has. */
  protected set(bytes: Uint8Array, start: number, end: number, flags: number): void {
    const { max } = this;
    // The byte over the limit may be a line end; what is longer is too long, whatever it ends in.
    if (end - start <= max + 1 && (flags & RecordFlag.truncated) === 0) end = withoutLineEnd(bytes, start, end);
    if (end - start > max) {
      end = characterStart(bytes, start, start + max);
      flags |= RecordFlag.truncated;
    }
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.flags = this.isClean() ? flags : flags | RecordFlag.invalidUtf8;
  }

  /** Counts what is in hand; false: there is nothing in it. */
  protected isMessage(): boolean {
    const { bytes, start, end, flags, counters } = this;
    if (start === end || (isBlank(bytes[start]!) && trimStart(bytes, start, end) === end)) {
      counters.blank++;
      return false;
    }
    counters.received++;
    counters.bytes += end - start;
    if ((flags & RecordFlag.truncated) !== 0) counters.truncated++;
    if ((flags & RecordFlag.incomplete) !== 0) counters.incomplete++;
    return true;
  }

  /** Counts messages of the chunk that need not be in hand for it. */
  protected count(messages: number, bytes: number): void {
    this.counters.received += messages;
    this.counters.bytes += bytes;
  }

  /** Whether the lines of the chunk that begin here, where a frame does, are good UTF-8, but perhaps for one that goes on in the next. */
  protected areLinesClean(start: number): boolean {
    if (this.cleanTo < 0) this.cleanTo = cleanEnd(this.chunk, start);
    return start < this.cleanTo && this.isBetweenCharacters(start);
  }

  /** Whether what is good UTF-8 may be parted here. */
  protected isBetweenCharacters(at: number): boolean {
    return at <= this.cleanTo && !isWithinCharacter(this.chunk, at);
  }

  /** A chunk is looked at once: a call for each of its frames would cost more than finding them. */
  private isClean(): boolean {
    const { bytes, start, end, chunk } = this;
    if (bytes === chunk) {
      if (this.cleanTo < 0) this.cleanTo = cleanEnd(chunk, start);
      if (this.isBetweenCharacters(start) && this.isBetweenCharacters(end)) return true;
    }
    return isUtf8(bytes.subarray(start, end));
  }
}

/** Leaves off one line end, and NUL bytes on either side of it. */
function withoutLineEnd(bytes: Uint8Array, start: number, end: number): number {
  while (end > start && bytes[end - 1] === NUL) end--;
  if (end > start && bytes[end - 1] === LINE_FEED) end--;
  if (end > start && bytes[end - 1] === CARRIAGE_RETURN) end--;
  while (end > start && bytes[end - 1] === NUL) end--;
  return end;
}

/** The last place up to which all characters from here are whole and good UTF-8; 0: they are not. */
function cleanEnd(chunk: Buffer, start: number): number {
  const last = chunk.length - 1;
  const end = chunk[last]! < 0x80 ? chunk.length : characterStart(chunk, start, last);
  return isUtf8(chunk.subarray(start, end)) ? end : 0;
}

function isWithinCharacter(bytes: Uint8Array, at: number): boolean {
  return at < bytes.length && (bytes[at]! & 0xc0) === 0x80;
}
