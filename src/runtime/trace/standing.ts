/** The standing of a transaction: what it waits for, and which clock ends that first. */

import type { Instance } from '../engine/transaction/instance.ts';
import type { Clock } from '../engine/transaction/steps.ts';
import type { TransactionRunner } from '../engine/transaction/transaction.ts';
import { namedOutcome } from './names.ts';
import type { Standing } from './story.ts';

export function standingOf({ steps }: TransactionRunner, instance: Instance): Standing {
  const due = steps.earliest(instance);
  const { awaited } = instance.state;
  return due ? { awaited, due: { at: due.at, text: clockText(due.clock) } } : { awaited };
}

/** What happens when the clock runs out. */
function clockText(clock: Clock): string {
  if (clock.kind === 'ending') return namedOutcome(clock.plan);
  return clock.kind === 'pause' ? `${clock.node.label} passes` : `timeout: ${clock.node.label} has not come`;
}
