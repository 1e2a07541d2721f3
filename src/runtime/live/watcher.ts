import type { Match, Outcome } from '../record.ts';
import type { Origin, RecordEntry } from '../state/entry.ts';
import type { LiveSource } from './source.ts';

/** Observes rules while they run live, without changing anything. Must not throw. */
export interface Watcher {
  /** Called when an outcome was reported. */
  outcome?(outcome: Outcome): void;
  /** Called after a record of a source was decoded, matched, and given to the rules. The decoded record is valid until this returns. */
  record?(source: LiveSource, entry: RecordEntry, matches: readonly Match[], origin: Origin): void;
}
