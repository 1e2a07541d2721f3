import type { Outcome } from '../record.ts';

/** `failure "denied"` */
export function namedOutcome({ outcome, name }: { outcome: string; name?: string | undefined }): string {
  return name === undefined ? outcome : `${outcome} "${name}"`;
}

/** `failure "denied": sshd.refused came` */
export function outcomeText(outcome: Outcome): string {
  return `${namedOutcome(outcome)}: ${outcome.reason}`;
}
