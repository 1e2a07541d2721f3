/** The history of one transaction, moment by moment. */

import type { Location, Outcome } from '../record.ts';

/** What a record, or the passing of time, did to a transaction. */
export type Effect = 'opened' | 'taken' | 'counted' | 'told' | 'passed' | 'ended' | 'not taken';

export interface Moment {
  /** Microseconds since 1970: the time of the record, or the deadline. */
  time: number;
  effect: Effect;
  /** Absent if no record came but time passed. */
  record?: SeenRecord;
  /** The `as` name or record of the step that took it. */
  step?: string;
  /** Further remarks. */
  notes: string[];
  /** The standing of the transaction after it; absent if it had ended. */
  after?: Standing;
}

export interface SeenRecord extends Location {
  /** `sshd.failed`; undefined for a line that matches no record. */
  name: string | undefined;
  /** The entire line; undefined for the outcome of another rule. */
  text: string | undefined;
  /** That it came late, or has no time of its own. */
  remarks: readonly string[];
}

/** What a transaction waits for, and what happens if that does not come. */
export interface Standing {
  awaited: readonly string[];
  due?: { at: number; text: string };
}

/** A record that might have been meant for the transaction, and why it did not reach it. */
export interface NearMiss {
  time: number;
  record: SeenRecord;
  why: string;
}

/** A record or line that carries what was asked for, and belongs to no transaction. */
export interface Orphan {
  time: number;
  /** The rule that knows the record; absent for a line that matches none, or was dropped. */
  rule?: string;
  record: SeenRecord;
  /** One or more sentences. */
  why: string[];
}

export interface Story {
  /** The id of the instance: the same in each run over the same records. */
  id: string;
  rule: string;
  begin: number;
  /** In chronological order. */
  moments: Moment[];
  nearMisses: NearMiss[];
  /** The last outcome: how it ended. */
  outcome?: Outcome;
}
