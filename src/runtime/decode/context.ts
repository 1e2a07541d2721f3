/** What a decoder knows of its source besides the bytes. Times are microseconds since 1970. */
export interface DecodeContext {
  /**
   * Of a file the time it was last modified; live the time of receipt, set anew before each record.
   * No log is written before what it tells: years are chosen so that stamps do not lie beyond it by more than a day.
   */
  received: number;
  /** IANA name of the zone of stamps without one. An unknown name is taken as UTC: check it before. */
  zone: string;
  /** Records are decoded as they come in: each is dated by its own receipt, and its PRI must be there. */
  live?: boolean;
  /** Every stamp without a year is dated by `received` alone, whatever came before it; live it always is. */
  separate?: boolean;
  /** The year of the first stamp that has none. Absent: guessed. */
  year?: number;
  /** A time that the first stamp does not lie beyond by more than a day, such as the last one of its file; absent: `received`. */
  latest?: number;
  /** The first usable time of the source, when it is known beforehand: stands in for records before it. */
  first?: number;
}
