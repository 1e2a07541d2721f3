/** All checks, and the one walk that runs them. */

import { boundedStates } from './bounded-states.ts';
import type { Check, Checked } from './check.ts';
import { duplicateClauses } from './duplicate-clauses.ts';
import { emptySpans } from './empty-spans.ts';
import { guardsInPlace } from './guards.ts';
import { inertClauses } from './inert-clauses.ts';
import { inertEndings } from './inert-endings.ts';
import { keylessRecords } from './keyless-records.ts';
import { keys } from './keys.ts';
import { outcomeNames } from './outcome-names.ts';
import { overlaps } from './overlaps.ts';
import { schedules } from './schedules.ts';
import { trailingRanges } from './trailing-ranges.ts';
import { unreachableSteps } from './unreachable-steps.ts';
import { windows } from './windows.ts';

const CHECKS: readonly Check[] = [
  duplicateClauses,
  keys,
  keylessRecords,
  guardsInPlace,
  trailingRanges,
  boundedStates,
  unreachableSteps,
  overlaps,
  windows,
  schedules,
  emptySpans,
  inertClauses,
  inertEndings,
  outcomeNames,
];

export function checkProgram(checked: Checked): void {
  for (const check of CHECKS) {
    check.program?.(checked);
    const { program } = checked;
    for (const { context, plan } of program.rules) {
      const { decl, report } = context;
      if (plan.kind === 'transaction' && decl.kind === 'TransactionDecl') check.transaction?.({ decl, plan, context, report, program });
      if (plan.kind === 'window' && decl.kind === 'WindowDecl') check.window?.({ decl, plan, context, report, program });
      if (plan.kind === 'schedule' && decl.kind === 'ScheduleDecl') check.schedule?.({ decl, plan, context, report, program });
    }
  }
}
