/** The status of a live run: what is counted, for metrics and for people who look on. */

import type { FaultyRule } from '../engine/rule-faults.ts';
import type { ReceiverCounters } from '../inputs/net/receiver.ts';
import type { Summary } from '../report/summary.ts';

export interface InputStatus extends ReceiverCounters {
  address: string;
}

export interface OutputStatus {
  name: string;
  /** Bytes of outcomes that wait to be sent, on disk. */
  waiting: number;
  sent: number;
  /** Attempts that failed and were followed by another. */
  retries: number;
  /** Outcomes that were given up. */
  dead: number;
  /** Outcomes that were held back, as their like was sent. */
  heldBack: number;
  /** Why the last attempt failed; undefined after one that did not. */
  failing: string | undefined;
}

export interface LiveStatus {
  /** Microseconds since 1970. */
  at: number;
  /** What is not as it should be, in a sentence; undefined: all is well. */
  trouble: string | undefined;
  /** The last reload of the rules failed: those from before run. */
  isReloadFailed: boolean;
  summary: Summary;
  /** Records at which the program itself failed. */
  faults: number;
  /** Rules at which it failed. */
  faultyRules: FaultyRule[];
  /** How far the newest time of the rules is behind the wall clock, microseconds; undefined before the first. */
  lag: number | undefined;
  inputs: InputStatus[];
  /** Messages that there was no room for. */
  lost: number;
  outputs: OutputStatus[];
  /** Bytes since the last checkpoint. */
  journal: number;
  /** Microseconds since the last checkpoint. */
  checkpointAge: number;
}
