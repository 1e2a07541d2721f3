/** Time as a live run sees it. Tests move it themselves. */

export interface Clock {
  /** Wall clock, microseconds since 1970. It may jump. */
  now(): number;
  /** Milliseconds that only grow: for how long something took, or was silent. */
  elapsed(): number;
  /** Resolves after so many milliseconds, or when the signal is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}
