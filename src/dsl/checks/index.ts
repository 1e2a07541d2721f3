/** All checks, and the single walk that runs them. */

import { groupBy } from '../../group-by.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { LoweredRule } from '../lower/program.ts';
import { firstFrom } from '../search.ts';
import { boundedStates } from './bounded-states.ts';
import { bracesInTexts } from './braces-in-texts.ts';
import type { Check, Checked } from './check.ts';
import { duplicateClauses } from './duplicate-clauses.ts';
import { emptySpans } from './empty-spans.ts';
import { firstRepetitions } from './first-repetitions.ts';
import { guardsInPlace } from './guards.ts';
import { inertClauses } from './inert-clauses.ts';
import { inertEndings } from './inert-endings.ts';
import { keylessRecords } from './keyless-records.ts';
import { keys } from './keys.ts';
import { outcomeNames } from './outcome-names.ts';
import { overlaps } from './overlaps.ts';
import { overtakenClocks } from './overtaken-clocks.ts';
import { quantifiers } from './quantifiers.ts';
import { schedules } from './schedules.ts';
import { trailingRanges } from './trailing-ranges.ts';
import { unreachableSteps } from './unreachable-steps.ts';
import { windows } from './windows.ts';

/** Checks of single clauses, which run for all rules. */
const OF_CLAUSES: readonly Check[] = [duplicateClauses, keys, guardsInPlace, quantifiers, emptySpans, bracesInTexts];

/** Checks of whole rules, which run for rules without errors. */
const OF_RULES: readonly Check[] = [
  keylessRecords,
  boundedStates,
  unreachableSteps,
  firstRepetitions,
  trailingRanges,
  overlaps,
  windows,
  schedules,
  inertClauses,
  inertEndings,
  overtakenClocks,
  outcomeNames,
];

/**
 * Whole rules are only checked if they have no errors: what seems to be missing in an invalid rule may just be
 * misspelt.
 */
export function checkProgram(checked: Checked, diagnostics: readonly Diagnostic[]): void {
  run(OF_CLAUSES, checked);
  const rules = soundRules(checked.program.rules, diagnostics);
  run(OF_RULES, { ...checked, program: { ...checked.program, rules } });
}

function run(checks: readonly Check[], checked: Checked): void {
  const { program } = checked;
  for (const check of checks) {
    check.program?.(checked);
    for (const { context, plan } of program.rules) {
      const { decl, report } = context;
      const rule = { decl, plan, context, report, program };
      check.rule?.(rule);
      check[plan.kind]?.(rule as never);
    }
  }
}

/** Rules without errors in their text, whose names all resolve. */
function soundRules(rules: readonly LoweredRule[], diagnostics: readonly Diagnostic[]): LoweredRule[] {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').sort((a, b) => a.start - b.start);
  const byFile = groupBy(errors, ({ file }) => file);
  return rules.filter(({ context: { decl, report, uses } }) => {
    const own = byFile.get(report.file) ?? [];
    const first = own[firstFrom(own, decl.start, ({ start }) => start)];
    return !uses.unresolved && (first === undefined || first.start > decl.end);
  });
}
