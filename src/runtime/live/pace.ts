/** How often a live run does what. Milliseconds, unless it says otherwise. */
export interface Pace {
  /** How long nothing must have come before the wall clock moves the rules. */
  idle: number;
  /** How often the clock ticks while nothing comes. */
  tick: number;
  /** How far beyond its receipt a stamp is believed; microseconds. */
  maxSkew: number;
  /** How often a checkpoint is taken, if anything has come. */
  checkpoint: number;
  /** Bytes of the journal after which a checkpoint is taken before its time. */
  segment: number;
  /** Bytes of a checkpoint that are written from turn to turn, about. */
  part: number;
  /** Bytes of files that one turn takes, about. */
  turn: number;
  /** How soon messages of networks are synchronized to disk once they are written. */
  sync: number;
  /** How often files are looked at. */
  poll: number;
  /** How often a full disk is tried again. */
  retry: number;
}

export const USUAL_PACE: Pace = {
  idle: 2000,
  tick: 1000,
  maxSkew: 300_000_000,
  checkpoint: 10_000,
  segment: 64 * 1024 * 1024,
  part: 64 * 1024,
  turn: 1024 * 1024,
  sync: 50,
  poll: 100,
  retry: 1000,
};
