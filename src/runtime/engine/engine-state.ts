import type { SavedFaults } from './rule-faults.ts';
import type { SavedEvent } from './saved.ts';

/** The state of an engine. */
export interface SavedEngine {
  late: number;
  lateDropped: number;
  overflows: number;
  begun: boolean;
  /** Null before the first record, as are the others. */
  now: number | null;
  greatest: number | null;
  earliest: number | null;
  pending: SavedEvent[];
  faults?: SavedFaults;
  rules: [rule: string, state: unknown][];
}

/** As JSON has it: no time is null. */
export function finite(time: number): number | null {
  return Number.isFinite(time) ? time : null;
}
