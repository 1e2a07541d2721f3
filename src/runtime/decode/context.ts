/** What a decoder knows of its source besides the bytes. Times are microseconds since 1970. */
export interface DecodeContext {
  /**
   * For a file, when it was last modified; live, the time of receipt, set before each record. No log is written before
   * the events it reports: years are chosen so that stamps lie at most a day beyond it, times of day lie within half a day.
   */
  received: number;
  /** IANA name of the zone of stamps without one. An unknown name is taken as UTC: check it first. */
  zone: string;
  /** Whether records are decoded as they arrive: each is dated by its own receipt, and must have a PRI. */
  live?: boolean;
  /** Whether every stamp without a year, or any date, is dated by `received` alone, whatever came before it; implied by `live`. */
  separate?: boolean;
  /** The year of the first stamp that has none; guessed if absent. */
  year?: number;
  /** The day of the first stamp that is a time of day, in days since 1970 in its zone; guessed if absent. */
  day?: number;
  /**
   * A time that the first stamp exceeds by at most a day, as a time of day by an hour: such as the last time in its file;
   * `received` if absent.
   */
  latest?: number;
  /** Records from now on are not older than this, but for an hour; it dates those that are times of day after a long silence. */
  since?: number;
  /** The first usable time of the source, if known beforehand: it is given to records before it. */
  first?: number;
}
