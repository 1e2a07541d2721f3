/** Streams to messages (RFC 6587, 3.4). */

import { RecordFlag } from '../../record.ts';
import { Head } from '../head.ts';
import { FrameLength, type LengthVerdict } from './frame-length.ts';
import { type FrameCounters, MessageView } from './message-view.ts';
import type { FrameOptions } from './options.ts';
import type { Batch, Lines, Origin } from './receiver.ts';

const NUL = 0x00;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BLANK = 0x20;
const ZERO = 0x30;
const NINE = 0x39;
const NOTHING = Buffer.alloc(0);

/** What the next byte of the stream belongs to; `between`: it is not known yet to what kind of frame. */
type Place = 'between' | 'counted' | 'text';

/**
 * Splits what it is fed into messages; {@link next} moves on to the next one, which this object then is. A frame is
 * counted if it begins with a length, a blank and `<`, and otherwise goes to the next LF. The rest of a message that is
 * longer than the limit is discarded: it never becomes a message of its own, which a sender could forge. No result
 * depends on how the stream is cut into chunks.
 */
export class Framer extends MessageView implements Batch {
  private at = 0;
  private place: Place = 'between';
  private readonly length: FrameLength;
  /** Bytes of a counted frame that are still to come. */
  private missing = 0;
  /** The first NUL of the chunk that is not passed yet; -1: not sought. */
  private nulAt = -1;
  private isAtEnd = false;
  /** One byte more than the limit: that one may be the CR of a message just as long. */
  private readonly head: Head;

  constructor(
    readonly origin: Origin,
    private readonly options: FrameOptions,
    counters: FrameCounters,
  ) {
    super(options.max, counters);
    this.length = new FrameLength(options.framing);
    this.head = new Head(options.max + 1);
  }

  /** Gives the next chunk, once {@link next} has said that there is no message left in the one before. */
  feed(chunk: Buffer): void {
    this.enter(chunk);
    this.at = 0;
    this.nulAt = -1;
  }

  /** The stream has ended: if it broke off within a message, {@link next} moves on to that. */
  finish(): void {
    this.feed(NOTHING);
    this.isAtEnd = true;
  }

  next(): boolean {
    while (this.at < this.chunk.length) {
      if (this.place === 'between') this.begin();
      if (this.place === 'between' || !(this.place === 'counted' ? this.takeCounted() : this.takeText())) return false;
      this.place = 'between';
      if (this.isMessage()) return true;
    }
    return this.isAtEnd && this.takeRest();
  }

  /** Most senders end messages with a line feed alone: one call for each of those costs more than finding them. */
  lines(): Lines | undefined {
    const { chunk, at: start } = this;
    const { framing, nul } = this.options;
    if (this.place !== 'between' || this.head.length > 0 || framing === 'octet' || nul || !this.areLinesClean(start)) return undefined;
    let count = 0;
    for (let end = this.endOfLine(start); end > 0; end = this.endOfLine(end)) {
      this.at = end;
      count++;
    }
    if (count === 0) return undefined;
    this.count(count, this.at - start - count);
    return { bytes: chunk, start, end: this.at, count };
  }

  /** Behind the line feed of a message that begins here, and cannot be anything but a text with nothing wrong; -1: it may be. */
  private endOfLine(at: number): number {
    const { chunk } = this;
    const first = chunk[at];
    // A length, padding, a blank message.
    if (first === undefined || first <= BLANK || (first >= ZERO && first <= NINE)) return -1;
    const end = chunk.indexOf(LINE_FEED, at);
    const last = chunk[end - 1];
    return end < 0 || end - at > this.max || last === CARRIAGE_RETURN || last === NUL ? -1 : end + 1;
  }

  /** Finds out what kind of frame begins here, unless more has to come for that. */
  private begin(): void {
    const { chunk, head, length } = this;
    if (head.length === 0) {
      length.begin();
      // Some senders put a NUL behind each line feed.
      while (chunk[this.at] === NUL) this.at++;
    }
    let at = this.at;
    let verdict: LengthVerdict = this.options.framing === 'lf' && at < chunk.length ? 'none' : 'more';
    while (at < chunk.length && verdict === 'more') verdict = length.take(chunk[at++]!);
    if (verdict === 'more') this.keep(chunk.length);
    else if (verdict === 'counted') this.enterCounted(chunk[at - 1] === BLANK ? at : at - 1);
    else this.enterText(verdict);
  }

  private enterText(verdict: LengthVerdict): void {
    this.place = 'text';
    if (verdict === 'wrong' || this.options.framing === 'octet') this.counters.frameErrors++;
  }

  private enterCounted(at: number): void {
    this.place = 'counted';
    this.missing = this.length.value;
    this.at = at;
    this.head.clear();
  }

  private takeCounted(): boolean {
    const { chunk, at, missing } = this;
    const end = at + missing;
    if (end > chunk.length) {
      this.missing -= chunk.length - at;
      this.keep(chunk.length);
      return false;
    }
    this.take(end);
    this.at = end;
    return true;
  }

  private takeText(): boolean {
    const { chunk, at } = this;
    const end = this.endOfText(at);
    if (end < 0) {
      this.keep(chunk.length);
      return false;
    }
    this.take(end);
    this.at = end + 1;
    return true;
  }

  /** Where the text ends that goes on here; -1: not in this chunk. */
  private endOfText(at: number): number {
    const { chunk } = this;
    const lineEnd = chunk.indexOf(LINE_FEED, at);
    if (!this.options.nul) return lineEnd;
    // Sought once for many lines: most streams have none, and every chunk would be searched to its end for each of them.
    if (this.nulAt < at) {
      const found = chunk.indexOf(NUL, at);
      this.nulAt = found < 0 ? chunk.length : found;
    }
    if (this.nulAt === chunk.length) return lineEnd;
    return lineEnd < 0 ? this.nulAt : Math.min(lineEnd, this.nulAt);
  }

  /** The frame in hand goes from what was kept of it, or from here, to this place. */
  private take(end: number): void {
    if (this.head.length === 0) {
      this.set(this.chunk, this.at, end, 0);
    } else {
      this.keep(end);
      this.setHead(0);
    }
  }

  private takeRest(): boolean {
    if (this.head.length === 0) return false;
    this.setHead(RecordFlag.incomplete);
    return this.isMessage();
  }

  private keep(to: number): void {
    this.head.add(this.chunk, this.at, to);
    this.at = to;
  }

  private setHead(flags: number): void {
    const { head } = this;
    this.set(head.bytes, 0, head.length, head.isTooLong ? flags | RecordFlag.truncated : flags);
    head.clear();
  }
}
