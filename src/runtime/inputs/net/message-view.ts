/** The message within a frame, and its flags. */

import { isUtf8 } from 'node:buffer';
import { isBlank, trimStart } from '../../decode/text.ts';
import { RecordFlag } from '../../record.ts';
import { CARRIAGE_RETURN, LINE_FEED, NUL } from '../../values/ascii.ts';
import { characterStart } from '../lines.ts';
import type { ReceiverCounters } from './receiver.ts';

const NOTHING = Buffer.alloc(0);

export type FrameCounters = Pick<ReceiverCounters, 'received' | 'blank' | 'bytes' | 'frameErrors' | 'truncated' | 'incomplete'>;

/** The current message: a frame without the trailing line end and padding, cut between two characters if it is too long. */
export class MessageView {
  bytes: Uint8Array = NOTHING;
  start = 0;
  end = 0;
  flags = 0;

  protected chunk: Buffer = NOTHING;
  /** How far the chunk is known to be valid UTF-8, from the first frame in it; -1 if not examined yet. */
  private cleanTo = -1;

  constructor(
    protected readonly max: number,
    protected readonly counters: FrameCounters,
  ) {}

  /** Must be called with each chunk, which contains most of the following frames. */
  protected enter(chunk: Buffer): void {
    this.chunk = chunk;
    this.cleanTo = -1;
  }

  /** Makes [start, end) the current frame. If it is `truncated`, the range exceeds the longest message. */
  protected set(bytes: Uint8Array, start: number, end: number, flags: number): void {
    const { max } = this;
    // One byte over the limit may be a line end; anything longer is too long, whatever it ends in.
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

  /** Counts the current message; returns false if it is blank. */
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

  /**
   * Whether the lines of the chunk from `start`, where a frame begins, are valid UTF-8, except perhaps for one that
   * continues in the next chunk.
   */
  protected areLinesClean(start: number): boolean {
    if (this.cleanTo < 0) this.cleanTo = cleanEnd(this.chunk, start);
    return start < this.cleanTo && this.isBetweenCharacters(start);
  }

  /** Whether valid UTF-8 may be split here. */
  protected isBetweenCharacters(at: number): boolean {
    return at <= this.cleanTo && !isWithinCharacter(this.chunk, at);
  }

  /** A chunk is validated once: a call for each of its frames would cost more than finding them. */
  private isClean(): boolean {
    const { bytes, start, end, chunk } = this;
    if (bytes === chunk) {
      if (this.cleanTo < 0) this.cleanTo = cleanEnd(chunk, start);
      if (this.isBetweenCharacters(start) && this.isBetweenCharacters(end)) return true;
    }
    return isUtf8(bytes.subarray(start, end));
  }
}

/** Strips one line end, and NUL bytes on either side of it. */
function withoutLineEnd(bytes: Uint8Array, start: number, end: number): number {
  while (end > start && bytes[end - 1] === NUL) end--;
  if (end > start && bytes[end - 1] === LINE_FEED) end--;
  if (end > start && bytes[end - 1] === CARRIAGE_RETURN) end--;
  while (end > start && bytes[end - 1] === NUL) end--;
  return end;
}

/** The end of the last complete character, if everything from `start` to there is valid UTF-8; otherwise 0. */
function cleanEnd(chunk: Buffer, start: number): number {
  const last = chunk.length - 1;
  const end = chunk[last]! < 0x80 ? chunk.length : characterStart(chunk, start, last);
  return isUtf8(chunk.subarray(start, end)) ? end : 0;
}

function isWithinCharacter(bytes: Uint8Array, at: number): boolean {
  return at < bytes.length && (bytes[at]! & 0xc0) === 0x80;
}
