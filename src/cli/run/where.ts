/** `--where`: a condition in the rule language that selects records. */

import type { Plan } from '../../dsl/plan.ts';
import { compileRecordFilter } from '../../dsl/record-filter.ts';
import { Source } from '../../dsl/source.ts';
import type { RecordFilterPlan } from '../../runtime/live/record-filter.ts';
import { usageError } from '../exit-code.ts';

/** @throws Failure if the condition does not compile. */
export function whereOption(text: string, plan: Plan): RecordFilterPlan {
  const { expr, records, diagnostics } = compileRecordFilter(new Source('--where', text), plan);
  if (expr) return { where: expr, records };
  const error = diagnostics.find(({ severity }) => severity === 'error');
  throw usageError(`--where: ${error?.message ?? 'It is not a condition.'}`, error?.help ?? `The condition is: ${text}`);
}
