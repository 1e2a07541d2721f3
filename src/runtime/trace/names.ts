/** How steps and outcomes are named. */

import type { CapturePlan } from '../../dsl/plan.ts';
import type { TakeNode } from '../../dsl/sequence-plan.ts';
import { stepName } from '../engine/captured.ts';
import type { Outcome } from '../record.ts';

/** `sshd.accepted as login` */
export function stepText(take: TakeNode, captures: readonly CapturePlan[]): string {
  const name = stepName(take, captures);
  return name === undefined ? take.label : `${take.label} as ${name}`;
}

/** `failure "denied"` */
export function namedOutcome({ outcome, name }: { outcome: string; name?: string | undefined }): string {
  return name === undefined ? outcome : `${outcome} "${name}"`;
}

/** `failure "denied": sshd.refused came` */
export function outcomeText(outcome: Outcome): string {
  return `${namedOutcome(outcome)}: ${outcome.reason}`;
}
