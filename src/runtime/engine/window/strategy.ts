/** What a window reports, and when: episodes, firing, or each end. */

import type { LogEvent } from '../event.ts';
import { STOPPED, type Stop } from '../host.ts';
import type { Taken } from './content.ts';
import type { WindowState } from './window-state.ts';

export interface WindowStrategy {
  /** A record has come to the window; the rule knows every name in `event.matches`. */
  onRecord(state: WindowState, event: LogEvent, taken: Taken): void;
  /** Something is due at `at`: records leave, or a condition has held long enough. */
  onDue(state: WindowState, at: number): void;
  /** When something is due next; Infinity if nothing is. */
  due(state: WindowState): number;
  /** The window is given up before its end. */
  giveUp(state: WindowState, code: GivenUp, at: number): void;
}

/** Why a window is given up. */
export type GivenUp = 'limit' | Stop;

export const GIVEN_UP: Record<GivenUp, string> = { ...STOPPED, limit: 'too many windows were open' };
