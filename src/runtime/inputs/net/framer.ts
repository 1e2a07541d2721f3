/** Splits streams into messages (RFC 6587, 3.4). */

import { RecordFlag } from '../../record.ts';
import { BLANK, CARRIAGE_RETURN, isDigit, LINE_FEED, NUL } from '../../values/ascii.ts';
import { ByteBuffer } from '../../values/byte-buffer.ts';
import { FrameLength, type LengthVerdict } from './frame-length.ts';
import { type FrameCounters, MessageView } from './message-view.ts';
import type { FrameOptions } from './options.ts';
import type { Batch, Lines, Peer } from './receiver.ts';

const NOTHING = Buffer.alloc(0);

/** What the next byte of the stream belongs to; `between` if the kind of frame is not known yet. */
type Place = 'between' | 'counted' | 'text';

/**
 * Splits the chunks it is fed into messages; {@link next} moves to the next one, which this object then represents. A
 * frame that begins with a length, a blank and `<` is counted; any other extends to the next LF. The rest of a message
 * longer than the limit is discarded: it never becomes a message of its own, which a sender could forge. Results do not
 * depend on how the stream is cut into chunks.
 */
export class Framer extends MessageView implements Batch {
  private at = 0;
  private place: Place = 'between';
  private readonly length: FrameLength;
  /** Where the message begins after the length read last. */
  private contentAt = 0;
  /** Bytes of a counted frame that are still to come. */
  private missing = 0;
  /** The next NUL in the chunk; -1 if not searched for yet. */
  private nulAt = -1;
  /** The next line feed in the chunk, for counted frames; -1 if not searched for yet. */
  private lineFeedAt = -1;
  private isAtEnd = false;
  /** One byte more than the limit, which may be the CR of a message of maximum length. */
  private readonly head: ByteBuffer;

  constructor(
    readonly origin: Peer,
    private readonly options: FrameOptions,
    counters: FrameCounters,
  ) {
    super(options.max, counters);
    this.length = new FrameLength(options.framing);
    this.head = new ByteBuffer(options.max + 1);
  }

  /** Feeds the next chunk, which may be overwritten, once {@link next} has returned false for the previous one. */
  feed(chunk: Buffer): void {
    this.enter(chunk);
    this.at = 0;
    this.nulAt = this.lineFeedAt = -1;
  }

  /** Must be called at the end of the stream: if it broke off within a message, {@link next} moves to that. */
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

  /** Most senders send well-formed messages: one call for each would cost more than finding them. */
  lines(): Lines | undefined {
    const { chunk, at } = this;
    const { framing, nul } = this.options;
    if (this.place !== 'between' || this.head.length > 0 || !this.areLinesClean(at)) return undefined;
    if (framing !== 'lf' && isDigit(chunk[at])) return this.countedLines(at);
    return framing === 'octet' || nul ? undefined : this.endedLines(at);
  }

  /** Messages that end with a line feed only. */
  private endedLines(start: number): Lines | undefined {
    let count = 0;
    for (let end = this.endOfLine(start); end > 0; end = this.endOfLine(end)) {
      this.at = end;
      count++;
    }
    return this.linesOf(start, this.at, count);
  }

  /** Messages with a length: they are moved together, so that a line feed after each replaces the lengths. */
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
    this.counters.received += count;
    this.counters.bytes += end - start - count;
    return { bytes: this.chunk, start, end, count };
  }

  /** The offset after the line feed of a message that begins here and is certainly well-formed text; -1 if it is not certain. */
  private endOfLine(at: number): number {
    const { chunk } = this;
    const first = chunk[at];
    // A length, padding, or a blank message.
    if (first === undefined || first <= BLANK || isDigit(first)) return -1;
    const end = chunk.indexOf(LINE_FEED, at);
    return end < 0 || !this.isPlain(at, end) ? -1 : end + 1;
  }

  /** The offset after a counted frame that begins here, lies within the chunk and is well-formed text; -1 if it may not be. */
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

  /** Whether a text does not exceed the limit, and has no further line end or padding. */
  private isPlain(start: number, end: number): boolean {
    const last = this.chunk[end - 1];
    return end - start <= this.max && last !== CARRIAGE_RETURN && last !== NUL;
  }

  /** The first line feed from here on; the end of the chunk if there is none. */
  private lineFeedFrom(at: number): number {
    if (this.lineFeedAt < at) {
      const found = this.chunk.indexOf(LINE_FEED, at);
      this.lineFeedAt = found < 0 ? this.chunk.length : found;
    }
    return this.lineFeedAt;
  }

  /** Determines the kind of frame that begins here, unless more bytes are needed. */
  private begin(): void {
    const { chunk, head, length } = this;
    if (head.length === 0) {
      length.begin();
      // Some senders put a NUL after each line feed.
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

  /** The end of the text that continues here; -1 if it is not in this chunk. */
  private endOfText(at: number): number {
    const { chunk } = this;
    const lineEnd = chunk.indexOf(LINE_FEED, at);
    if (!this.options.nul) return lineEnd;
    // Searched for once for many lines: most streams have no NUL, and each line would search the chunk to its end.
    if (this.nulAt < at) {
      const found = chunk.indexOf(NUL, at);
      this.nulAt = found < 0 ? chunk.length : found;
    }
    if (this.nulAt === chunk.length) return lineEnd;
    return lineEnd < 0 ? this.nulAt : Math.min(lineEnd, this.nulAt);
  }

  /** Makes a frame of what was kept of it, or from the current offset, up to `end`. */
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
    this.head.append(this.chunk, this.at, to);
    this.at = to;
  }

  private setHead(flags: number): void {
    const { head } = this;
    this.set(head.bytes, 0, head.length, head.isTooLong ? flags | RecordFlag.truncated : flags);
    head.clear();
  }
}
