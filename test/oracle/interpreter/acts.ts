/** What the current record does to an instance: language.md 4, Order at a record. */

import type { TriggerPlan } from '../../../src/dsl/plan.ts';
import type { Match } from '../../../src/runtime/record.ts';

/** A possible effect of the current record on an instance, if it matches. A warning takes nothing: the record continues. */
export interface Reaction {
  on: TriggerPlan | undefined;
  warns: boolean;
  act(match: Match): void;
}

/** The effects of a record: warnings, and what takes it, if anything does. */
export type Acts = { warns: boolean; act(): void }[];

export const isTaken = (acts: Acts) => acts.some(({ warns }) => !warns);

export function perform(acts: Acts): boolean {
  for (const { act } of acts) act();
  return isTaken(acts);
}
