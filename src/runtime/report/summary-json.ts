/** A summary as JSON; `schema/summary.schema.json` describes it. */

import { jsonText } from '../outputs/escape.ts';
import { SECOND } from '../values/time-units.ts';
import type { OutcomeSummary, RuleSummary, Summary } from './summary.ts';

const SUMMARY_SCHEMA = 'corr/summary/1';

/** One line, without a line end. Durations are in seconds. */
export function summaryJson(summary: Summary): string {
  return jsonText(summaryObject(summary));
}

/** What {@link summaryJson} writes. */
export function summaryObject({ input, rules, slowest, failures, unmatched, silent, imbalances }: Summary): object {
  return {
    schema: SUMMARY_SCHEMA,
    balanced: imbalances.length === 0,
    input,
    rules: rules.map(ruleObject),
    slowest: slowest.map(({ duration, place, ...slow }) => ({ ...slow, duration: inSeconds(duration), ...place })),
    failures: failures.map(({ example, ...failure }) => ({ ...failure, ...example })),
    unmatchedRecords: unmatched,
    silentRules: silent,
    imbalances,
  };
}

function ruleObject({ rule, kind, outcomes, unexpected, ...counts }: RuleSummary): object {
  const byWord = Object.fromEntries(outcomes.map(({ outcome, ...one }) => [outcome, outcomeObject(one)]));
  return { rule, kind, ...counts, outcomes: byWord, unexpected };
}

function outcomeObject({ durations, ...counts }: Omit<OutcomeSummary, 'outcome'>): object {
  const duration = Object.fromEntries(Object.entries(durations).map(([name, micros]) => [name, inSeconds(micros)]));
  return { ...counts, duration };
}

/** Whole microseconds in seconds. */
export function inSeconds(micros: number): number {
  return Math.round(micros) / SECOND;
}
