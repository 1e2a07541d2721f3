import type { Clock } from '../state/clock.ts';

/** How often a live run does what; in milliseconds unless noted otherwise. */
export interface Pace {
  /** How long nothing must have come before the wall clock moves the rules. */
  idle: number;
  /** How often the clock ticks while nothing comes. */
  tick: number;
  /** How far beyond its receipt a stamp is believed; microseconds. */
  maxSkew: number;
  /** How often a checkpoint is taken, if anything has come or was delivered. */
  checkpoint: number;
  /** Bytes of the journal after which a checkpoint is taken early. */
  segment: number;
  /** Approximate bytes of a checkpoint written between two turns. */
  part: number;
  /** Approximate bytes of files read in one turn. */
  turn: number;
  /** How soon written network messages are synchronized to disk. */
  sync: number;
  /** How often files are checked. */
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

/** What surrounds whatever runs live. */
export interface LiveWorld {
  clock: Clock;
  /** Where it differs from the usual one. */
  pace?: Partial<Pace>;
  /** Receives sentences that an operator should read. */
  note(text: string): void;
}
