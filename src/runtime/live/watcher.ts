import type { Match, Outcome } from '../record.ts';
import type { Origin, RecordEntry } from '../state/entry.ts';
import type { LiveSource } from './source.ts';

/** Looks on while rules run live, and changes nothing. It must not throw. */
export interface Watcher {
  /** Something was told. */
  outcome?(outcome: Outcome): void;
  /** A record of a source was decoded and matched, and the rules had it. What is decoded is good until this returns. */
  record?(source: LiveSource, entry: RecordEntry, matches: readonly Match[], origin: Origin): void;
}
