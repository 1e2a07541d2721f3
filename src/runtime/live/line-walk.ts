/** Walks through messages that came together, skipping those that cannot be records of the program, if that is allowed. */

import type { DecodedRecord } from '../decode/decoded-record.ts';
import type { Decoder } from '../decode/decoder.ts';
import { SURELY_SAME_YEAR } from '../decode/stamps/clock.ts';
import type { StampFrame } from '../decode/stamps/stamp-frame.ts';
import { RecordFlag } from '../record.ts';
import type { LineScan, SkippedLines } from '../scan/line-scan.ts';
import type { LinesEntry, RecordEntry } from '../state/entry.ts';
import { LINE_FEED } from '../values/ascii.ts';
import { DAY } from '../values/time-units.ts';

export class LineWalk {
  /** The current message, as if it had come alone. */
  readonly entry: RecordEntry = {
    ...{ kind: 'record', origin: 0, received: 0, flags: 0, line: 0, last: 0, offset: 0 },
    ...{ bytes: new Uint8Array(0), start: 0, end: 0 },
  };
  /** What was skipped before it; undefined if nothing was. */
  skipped: SkippedLines | undefined;
  skippedBytes = 0;

  /** The start of the next message, and the end of the last one. */
  private at = 0;
  private to = 0;
  /** Stamps beyond this may be dated differently from earlier ones, or not move the clock. */
  private latest = 0;
  private frame: StampFrame | undefined;
  private isScanned = false;
  /** Whether the current message was decoded since the scan stopped at it. */
  private isLookedAt = false;

  constructor(
    private readonly scan: LineScan | undefined,
    private readonly decoder: Decoder,
    /** Holds the current message by the time {@link next} is called again. */
    private readonly record: DecodedRecord,
  ) {}

  /** Starts a walk. Messages that must be decoded, or have a stamp beyond their receipt and `maxSkew`, are never skipped. */
  begin({ origin, received, line, bytes, start, end }: LinesEntry, maySkip: boolean, maxSkew: number): void {
    const held = maySkip ? this.scan?.hold(bytes.subarray(start, end)) : undefined;
    this.isScanned = held !== undefined;
    this.isLookedAt = false;
    this.at = held ? 0 : start;
    this.to = held ? held.length : end;
    this.latest = received + Math.min(maxSkew, DAY);
    this.entry.bytes = held ?? bytes;
    this.entry.origin = origin;
    this.entry.received = received;
    this.entry.last = line - 1;
    if (this.frame?.isYearless && received >= this.frame.midnight + SURELY_SAME_YEAR) this.learn(undefined);
  }

  /** Advances to the next message that must be decoded; returns false if there is none. Nothing earlier than `earliest` is skipped. */
  next(earliest: number): boolean {
    const { entry } = this;
    this.skipped = undefined;
    if (this.isScanned) this.skip(earliest);
    if (this.at === this.to) return false;
    entry.line = ++entry.last;
    entry.start = this.at;
    entry.end = entry.bytes.indexOf(LINE_FEED, this.at);
    this.at = entry.end + 1;
    this.isLookedAt = true;
    return true;
  }

  private skip(earliest: number): void {
    const { scan, decoder, at } = this;
    if (!scan) return;
    if (this.isLookedAt && !scan.knowsStamp && (this.record.flags & RecordFlag.badTime) === 0) this.learn(decoder.frame?.(this.record));
    scan.bound(earliest, this.latest);
    this.at = scan.next(at, this.to);
    if (this.at === at) return;
    this.skipped = scan.take();
    this.skippedBytes = this.at - at - this.skipped.count;
    this.entry.last += this.skipped.count;
    decoder.clock.noteSkipped(this.skipped.last);
  }

  private learn(frame: StampFrame | undefined): void {
    this.frame = frame;
    this.scan?.learn(frame);
  }
}
