/** The status of a live run: counters for metrics and for people. */

import type { FaultyRule } from '../engine/rule-faults.ts';
import type { ReceiverCounters } from '../inputs/net/receiver.ts';
import type { Summary } from '../report/summary.ts';

export interface InputStatus extends ReceiverCounters {
  address: string;
  /** When its certificate stops being valid, microseconds since 1970. Undefined if it has none. */
  certificateEnds?: number | undefined;
}

export interface OutputStatus {
  name: string;
  /** Bytes of outcomes on disk that wait to be sent. */
  waiting: number;
  sent: number;
  /** Failed attempts that were followed by another. */
  retries: number;
  /** Outcomes that were given up. */
  dead: number;
  /** Dead letters that were handed back, to be sent again. */
  resent: number;
  /** Outcomes that were held back because similar ones were sent. */
  heldBack: number;
  /** Why the last attempt failed; undefined if it succeeded. */
  failing: string | undefined;
}

export interface LiveStatus {
  /** Microseconds since 1970. */
  at: number;
  /** What is wrong, as a sentence; undefined if nothing is. */
  trouble: string | undefined;
  /** Whether the last reload of the rules failed, so that the previous ones run. */
  isReloadFailed: boolean;
  summary: Summary;
  /** Records with internal errors. */
  faults: number;
  /** Rules with internal errors. */
  faultyRules: FaultyRule[];
  /** How far the newest time of the rules lies behind the wall clock, in microseconds; undefined before the first record. */
  lag: number | undefined;
  inputs: InputStatus[];
  /** Messages for which there was no room. */
  lost: number;
  outputs: OutputStatus[];
  /** Bytes of dead letters. */
  deadLetters: number;
  /** Bytes since the last checkpoint. */
  journal: number;
  /** Microseconds since the last checkpoint. */
  checkpointAge: number;
}
