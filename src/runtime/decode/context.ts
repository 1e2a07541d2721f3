/** What a decoder knows of its source besides the bytes. Times are microseconds since 1970. */
export interface DecodeContext {
  /**
   * For a file, when it was last modified; live, the time of receipt, set before each record. No log is written before
   * the events it reports: years are chosen so that stamps lie at most a day beyond it.
   */
  received: number;
  /** IANA name of the zone of stamps without one. An unknown name is taken as UTC: check it first. */
  zone: string;
  /** Whether records are decoded as they arrive: each is dated by its own receipt, and must have a PRI. */
  live?: boolean;
  /** Whether every stamp without a year is dated by `received` alone, whatever came before it; implied by `live`. */
  separate?: boolean;
  /** The year of the first stamp that has none; guessed if absent. */
  year?: number;
  /** A time that the first stamp exceeds by at most a day, such as the last time in its file; `received` if absent. */
  latest?: number;
  /** The first usable time of the source, if known beforehand: it is given to records before it. */
  first?: number;
}
