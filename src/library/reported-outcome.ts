/**
 * Outcomes as passed to programs: their records have the names of their logs, and they serialize as the command line
 * writes them.
 */

import type { Plan } from '../dsl/plan.ts';
import { OutcomeJson } from '../runtime/outputs/outcome-json.ts';
import type { Outcome } from '../runtime/record.ts';
import type { Totals } from '../runtime/report/totals.ts';

/** A record of an outcome, and its position. */
export interface PlacedRecord {
  /** Its name in the rules: `sshd.failed`. */
  record: string;
  /** Absent for an outcome of another rule, which is in no log. */
  file?: string;
  /** From 1. */
  line: number;
}

/** The outcome of a transaction, a window or a schedule. */
export interface ReportedOutcome extends Omit<Outcome, 'isReported' | 'records'> {
  records: PlacedRecord[];
  /**
   * The object described by `schema/outcome.schema.json`, so that JSON.stringify writes a line of `corr run --format
   * ndjson`; but of emitted fields, those whose names are whole numbers come first, as in any object.
   */
  toJSON(): unknown;
}

/**
 * Counts outcomes, and passes on those not suppressed by `report`. `sources` are the names of the logs; they may grow.
 * @internal
 */
export function reporter(
  plan: Plan,
  sources: readonly string[],
  totals: Totals,
  onOutcome: (outcome: ReportedOutcome) => void,
): (outcome: Outcome) => void {
  const json = new OutcomeJson(plan, sources);
  return (outcome) => {
    const { isReported, records, ...others } = outcome;
    totals.add(outcome);
    if (!isReported) return;
    onOutcome({ ...others, records: records.map(placed), toJSON: () => JSON.parse(json.textOf(outcome)) as unknown });
  };

  function placed({ record, source, line }: Outcome['records'][number]): PlacedRecord {
    const file = sources[source];
    return file === undefined ? { record, line } : { record, file, line };
  }
}
