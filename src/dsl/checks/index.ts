/** All checks, and the one walk that runs them. */

import { boundedStates } from './bounded-states.ts';
import type { Check, Checked } from './check.ts';
import { duplicateClauses } from './duplicate-clauses.ts';
import { guardsInPlace } from './guards.ts';
import { inertClauses } from './inert-clauses.ts';
import { keys } from './keys.ts';
import { outcomeNames } from './outcome-names.ts';
import { overlaps } from './overlaps.ts';
import { schedules } from './schedules.ts';
import { trailingRanges } from './trailing-ranges.ts';
import { unreachableSteps } from './unreachable-steps.ts';
import { unsupported } from './unsupported.ts';
import { unused } from './unused.ts';
import { windows } from './windows.ts';

const CHECKS: readonly Check[] = [
  duplicateClauses,
  keys,
  guardsInPlace,
  trailingRanges,
  boundedStates,
  unreachableSteps,
  overlaps,
  windows,
  schedules,
  inertClauses,
  outcomeNames,
  unsupported,
  unused,
];

export function checkProgram(checked: Checked): void {
  for (const check of CHECKS) {
    check.program?.(checked);
    for (const { context, plan } of checked.program.rules) {
      const { decl, report } = context;
      if (plan.kind === 'transaction' && decl.kind === 'TransactionDecl') check.transaction?.({ decl, plan, context, report });
      if (plan.kind === 'window' && decl.kind === 'WindowDecl') check.window?.({ decl, plan, context, report });
      if (plan.kind === 'schedule' && decl.kind === 'ScheduleDecl') check.schedule?.({ decl, plan, context, report });
    }
  }
}
