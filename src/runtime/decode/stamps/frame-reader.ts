import { COLON, isDigit, ZERO } from '../../values/ascii.ts';
import { HOUR, MINUTE, SECOND } from '../../values/time-units.ts';
import { digits } from './stamp.ts';
import type { StampFrame } from './stamp-frame.ts';

/** Reads stamps at the beginning of lines that are of the frame of an earlier one; the kernel of a scan does the same. */
export class FrameReader {
  private frame: StampFrame | undefined;

  /** Sets how to read the following stamps; undefined if they cannot be read. */
  learn(frame: StampFrame | undefined): void {
    this.frame = frame;
  }

  /** The length of the stamps and of what precedes them, in bytes. */
  get length(): number {
    return this.frame?.length ?? 0;
  }

  /** The time of a line that begins with such a stamp and goes on, in microseconds since 1970; NaN for any other. */
  time(bytes: Uint8Array, start: number, end: number): number {
    const { frame } = this;
    if (!frame || start + frame.length >= end || !isAt(bytes, start, frame.prefix)) return Number.NaN;
    const { length, midnight, afterSeconds, zone } = frame;
    const clock = start + frame.clockAt;
    const zoneAt = start + length - zone.length;
    if (bytes[clock + 2] !== COLON || bytes[clock + 5] !== COLON || !isAt(bytes, zoneAt, zone)) return Number.NaN;
    if (afterSeconds !== 0 && bytes[clock + 8] !== afterSeconds) return Number.NaN;
    const hour = digits(bytes, clock, 2);
    const minute = digits(bytes, clock + 3, 2);
    const second = digits(bytes, clock + 6, 2);
    // Leap seconds are left to the clock.
    if (!(hour <= 23 && minute <= 59 && second <= 59)) return Number.NaN;
    let micros = 0;
    let scale = 100_000;
    for (let at = clock + 9; at < zoneAt; at++) {
      if (!isDigit(bytes[at])) return Number.NaN;
      micros += (bytes[at]! - ZERO) * scale;
      scale = Math.floor(scale / 10);
    }
    return midnight + hour * HOUR + minute * MINUTE + second * SECOND + micros;
  }
}

function isAt(bytes: Uint8Array, at: number, wanted: Uint8Array): boolean {
  for (let i = 0; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) return false;
  return true;
}
