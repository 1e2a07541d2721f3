/** Time as a live run sees it. Tests move it themselves. */

/** The longest that a timer waits, milliseconds: 24 days. Asked for more, Node fires it at once. */
export const LONGEST_WAIT = 2 ** 31 - 1;

export interface Clock {
  /** Wall clock, microseconds since 1970. It may jump. */
  now(): number;
  /** Milliseconds that only grow: for how long something took, or was silent. */
  elapsed(): number;
  /** Resolves after so many milliseconds, `LONGEST_WAIT` at most, or when the signal is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}
