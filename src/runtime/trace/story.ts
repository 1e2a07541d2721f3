/** What became of one transaction, moment by moment. */

import type { Location, Outcome } from '../record.ts';

/** What a record, or the passing of time, did to a transaction. */
export type Effect = 'opened' | 'taken' | 'counted' | 'told' | 'passed' | 'ended' | 'not taken';

export interface Moment {
  /** Microseconds since 1970: the record's own time, or the deadline. */
  time: number;
  effect: Effect;
  /** Absent where no record came but time passed. */
  record?: SeenRecord;
  /** The `as` name or record of the step that took it. */
  step?: string;
  /** What else there is to say of it. */
  notes: string[];
  /** How the transaction stood after it; absent when it had ended. */
  after?: Standing;
}

export interface SeenRecord extends Location {
  /** `sshd.failed`; undefined of a line that is none of the records. */
  name: string | undefined;
  /** The whole line; undefined for the outcome of another rule. */
  text: string | undefined;
}

/** What a transaction waits for, and what happens if it waits in vain. */
export interface Standing {
  awaited: readonly string[];
  due?: { at: number; text: string };
}

/** A record that might have been meant for the transaction, and why it was not. */
export interface NearMiss {
  time: number;
  record: SeenRecord;
  why: string;
}

export interface Story {
  /** Of the instance: the same in each run over the same records. */
  id: string;
  rule: string;
  begin: number;
  /** In the order in which they happened. */
  moments: Moment[];
  nearMisses: NearMiss[];
  /** The last one: how it ended. */
  outcome?: Outcome;
}
