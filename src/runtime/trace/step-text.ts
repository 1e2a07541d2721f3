import type { CapturePlan, TakeNode } from '../../dsl/plan.ts';
import { stepName } from '../engine/captured.ts';

/** `sshd.accepted as login` */
export function stepText(take: TakeNode, captures: readonly CapturePlan[]): string {
  const name = stepName(take, captures);
  return name === undefined ? take.label : `${take.label} as ${name}`;
}
