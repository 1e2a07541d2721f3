/** Time as seen by a live run; tests control it. */

/** The longest wait of a timer in milliseconds, 24 days: Node fires a longer one at once. */
export const LONGEST_WAIT = 2 ** 31 - 1;

export interface Clock {
  /** The wall clock, in microseconds since 1970. It may jump. */
  now(): number;
  /** A monotonic clock in milliseconds, for measuring durations. */
  elapsed(): number;
  /** Resolves after this many milliseconds, at most `LONGEST_WAIT`, or when the signal is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}
