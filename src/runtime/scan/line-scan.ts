/** Skips lines that cannot be records of the program, and counts them. */

import type { StampFrame } from '../decode/stamps/stamp-frame.ts';
import type { Kernel } from './kernel.ts';
import {
  AFTER_SECONDS,
  CLOCK_AT,
  FIRST,
  GREATEST,
  IS_KNOWN,
  IS_VERSIONED,
  LAST,
  LATEST,
  MAX_LINE,
  MIDNIGHT,
  NEEDS_PRIORITY,
  PASSED,
  PREFIX,
  PREFIX_LENGTH,
  RANK,
  STAMP_LENGTH,
  ZONE,
  ZONE_LENGTH,
} from './layout.ts';

/** Skipped lines; none is earlier than any line before it. */
export interface SkippedLines {
  count: number;
  /** The times of the first and the last, in microseconds since 1970. */
  first: number;
  last: number;
}

/** No name holds the time. */
const NO_NAME = -1;

export class LineScan {
  /** View of the kernel's state, see `layout.ts`. */
  private readonly state: DataView;
  private bytes: Buffer;

  constructor(
    private readonly kernel: Kernel,
    /** The address at which chunks are put. */
    private readonly base: number,
    maxLine: number,
    /** Whether a line without a PRI, which is no syslog, must be decoded. */
    needsPriority: boolean,
  ) {
    this.state = new DataView(kernel.memory);
    this.bytes = Buffer.from(kernel.memory, base);
    this.state.setInt32(MAX_LINE, maxLine, true);
    this.state.setInt32(NEEDS_PRIORITY, needsPriority ? 1 : 0, true);
    this.bound(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  }

  /** From now on lines between these times are skipped, whatever came before; skipped lines must have been taken. */
  bound(earliest: number, latest: number): void {
    this.state.setFloat64(GREATEST, earliest, true);
    this.state.setFloat64(LATEST, latest, true);
  }

  /** A copy of a chunk where the kernel can scan it, valid until the next call; undefined if there is no room for it. */
  hold(chunk: Uint8Array): Uint8Array | undefined {
    if (chunk.length > this.bytes.length) return undefined;
    this.bytes.set(chunk);
    return this.bytes.subarray(0, chunk.length);
  }

  /** From the start of a line in a chunk of this length, finds the start of the first line that must be decoded. */
  next(start: number, length: number): number {
    return this.kernel.scan(this.base + start, this.base + length) - this.base;
  }

  /** Number of lines skipped since {@link take}. */
  get count(): number {
    return this.state.getInt32(PASSED, true);
  }

  get last(): number {
    return this.state.getFloat64(LAST, true);
  }

  /** Whether the stamp of the line at which the scan stopped fits what {@link learn} was given. */
  get knowsStamp(): boolean {
    return this.state.getInt32(IS_KNOWN, true) === 1;
  }

  /** Returns and resets the lines skipped since the last call. */
  take(): SkippedLines {
    const { state } = this;
    const skipped = { count: this.count, first: state.getFloat64(FIRST, true), last: this.last };
    state.setInt32(PASSED, 0, true);
    return skipped;
  }

  /** Must be called with the time of each decoded line. */
  reach(time: number): void {
    if (time > this.state.getFloat64(GREATEST, true)) this.state.setFloat64(GREATEST, time, true);
  }

  /** Sets how to read the stamps of the following lines; undefined if they cannot be read. */
  learn(frame: StampFrame | undefined): void {
    const { state } = this;
    state.setInt32(PREFIX_LENGTH, frame?.prefix.length ?? 0, true);
    state.setInt32(RANK, frame?.rank ?? NO_NAME, true);
    if (!frame) return;
    state.setInt32(IS_VERSIONED, frame.isVersioned ? 1 : 0, true);
    state.setFloat64(MIDNIGHT, frame.midnight, true);
    state.setInt32(CLOCK_AT, frame.clockAt, true);
    state.setInt32(STAMP_LENGTH, frame.length, true);
    state.setInt32(AFTER_SECONDS, frame.afterSeconds, true);
    state.setInt32(ZONE_LENGTH, frame.zone.length, true);
    new Uint8Array(this.kernel.memory).set(frame.prefix, PREFIX);
    new Uint8Array(this.kernel.memory).set(frame.zone, ZONE);
  }
}
