/** Which records came late, and which `lateness` would have sorted them in. */

import { type Location, type LogRecord, RecordFlag } from '../record.ts';

export interface Late {
  /** Microseconds between its time and the greatest before it: the least `lateness` with which it is in time. */
  by: number;
  /** The location of the record with the greatest time before it. */
  behind: Location;
}

/** The clock as the records of a log move it. */
export class Lateness {
  private ahead: { time: number; place: Location } | undefined;

  /** @param lateness microseconds */
  constructor(private readonly lateness: number) {}

  /** Must be called for each record in order of arrival; returns undefined if it came in time. */
  of({ time, flags }: LogRecord, place: Location, isMatched: boolean): Late | undefined {
    const { ahead } = this;
    if (ahead && time < ahead.time - this.lateness) return { by: ahead.time - time, behind: ahead.place };
    const moves = isMatched || (flags & RecordFlag.badTime) === 0;
    if (moves && time > (ahead?.time ?? Number.NEGATIVE_INFINITY)) this.ahead = { time, place };
    return undefined;
  }
}
