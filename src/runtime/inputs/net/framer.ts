/** Streams to messages (RFC 6587, 3.4). */

import { isDigit } from '../../decode/stamp.ts';
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
  /** Where the message begins behind the length that was read last. */
  private contentAt = 0;
  /** Bytes of a counted frame that are still to come. */
  private missing = 0;
  /** The first NUL of the chunk that is not passed yet; -1: not sought. */
  private nulAt = -1;
  /** The same of line feeds, in counted frames. */
  private lineFeedAt = -1;
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

  /** Gives the next chunk, which may be written into, once {@link next} has said that there is no message left in the one before. */
  feed(chunk: Buffer): void {
    this.enter(chunk);
    this.at = 0;
    this.nulAt = this.lineFeedAt = -1;
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

  /** Most senders send messages with nothing wrong in them: one call for each of those costs more than finding them. */
  lines(): Lines | undefined {
    const { chunk, at } = this;
    const { framing, nul } = this.options;
    if (this.place !== 'between' || this.head.length > 0 || !this.areLinesClean(at)) return undefined;
    if (framing !== 'lf' && isDigit(chunk[at])) return this.countedLines(at);
    return framing === 'octet' || nul ? undefined : this.endedLines(at);
  }

  /** Those that end with a line feed alone. */
  private endedLines(start: number): Lines | undefined {
    let count = 0;
    for (let end = this.endOfLine(start); end > 0; end = this.endOfLine(end)) {
      this.at = end;
      count++;
    }
    return this.linesOf(start, this.at, count);
  }

  /** Those that have a length: they are moved together, so that a line feed behind each takes the place of the lengths. */
  private countedLines(start: number): Lines | undefined {
    const { chunk } = this;
    let to = start;
    let count = 0;
    for (let end = this.endOfCounted(start); end > 0; end = this.endOfCounted(end)) {
      const contentEnd = chunk[end - 1] === LINE_FEED ? end - 1 : end;
      chunk.copyWithin(to, this.contentAt, contentEnd);
      to += contentEnd - this.contentAt;
      chunk[to++] = LINE_FEED;
      this.at = end;
      count++;
    }
    return this.linesOf(start, to, count);
  }

  private linesOf(start: number, end: number, count: number): Lines | undefined {
    if (count === 0) return undefined;
    this.count(count, end - start - count);
    return { bytes: this.chunk, start, end, count };
  }

  /** Behind the line feed of a message that begins here, and cannot be anything but a text with nothing wrong; -1: it may be. */
  private endOfLine(at: number): number {
    const { chunk } = this;
    const first = chunk[at];
    // A length, padding, a blank message.
    if (first === undefined || first <= BLANK || isDigit(first)) return -1;
    const end = chunk.indexOf(LINE_FEED, at);
    return end < 0 || !this.isPlain(at, end) ? -1 : end + 1;
  }

  /** Behind a counted frame that begins here, lies within the chunk and is a text with nothing wrong; -1: it may be none. */
  private endOfCounted(at: number): number {
    const { chunk, length } = this;
    length.begin();
    if (this.readLength(at) !== 'counted') return -1;
    const { contentAt } = this;
    const end = contentAt + length.value;
    if (end > chunk.length || chunk[contentAt]! <= BLANK || !this.isBetweenCharacters(end)) return -1;
    const contentEnd = chunk[end - 1] === LINE_FEED ? end - 1 : end;
    return this.isPlain(contentAt, contentEnd) && this.lineFeedFrom(contentAt) >= contentEnd ? end : -1;
  }

  /** Whether a text is no longer than it may be, and has no more of a line end or padding. */
  private isPlain(start: number, end: number): boolean {
    const last = this.chunk[end - 1];
    return end - start <= this.max && last !== CARRIAGE_RETURN && last !== NUL;
  }

  /** The first line feed from here on; the end of the chunk: there is none. */
  private lineFeedFrom(at: number): number {
    if (this.lineFeedAt < at) {
      const found = this.chunk.indexOf(LINE_FEED, at);
      this.lineFeedAt = found < 0 ? this.chunk.length : found;
    }
    return this.lineFeedAt;
  }

  /** Finds out what kind of frame begins here, unless more has to come for that. */
  private begin(): void {
    const { chunk, head, length } = this;
    if (head.length === 0) {
      length.begin();
      // Some senders put a NUL behind each line feed.
      while (chunk[this.at] === NUL) this.at++;
    }
    const verdict = this.options.framing === 'lf' && this.at < chunk.length ? 'none' : this.readLength(this.at);
    if (verdict === 'more') this.keep(chunk.length);
    else if (verdict === 'counted') this.enterCounted();
    else this.enterText(verdict);
  }

  /** Reads on in what may be a length. */
  private readLength(from: number): LengthVerdict {
    const { chunk, length } = this;
    let at = from;
    let verdict: LengthVerdict = 'more';
    while (at < chunk.length && verdict === 'more') verdict = length.take(chunk[at++]!);
    this.contentAt = chunk[at - 1] === BLANK ? at : at - 1;
    return verdict;
  }

  private enterText(verdict: LengthVerdict): void {
    this.place = 'text';
    if (verdict === 'wrong' || this.options.framing === 'octet') this.counters.frameErrors++;
  }

  private enterCounted(): void {
    this.place = 'counted';
    this.missing = this.length.value;
    this.at = this.contentAt;
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
