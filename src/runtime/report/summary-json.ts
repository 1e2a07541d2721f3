/** A summary as JSON; `schema/summary.schema.json` describes it. */

import { jsonString } from '../outputs/escape.ts';
import { jsonCounts, jsonList, jsonObject, jsonOptional, seconds } from '../outputs/json-text.ts';
import type { SourcePlace } from '../outputs/place.ts';
import type { Durations, Failure, Imbalance, OutcomeSummary, RuleSummary, SlowTransaction, Summary } from './summary.ts';

const SUMMARY_SCHEMA = 'corr/summary/1';

/** One line, without a line end. Durations are in seconds. */
export function summaryJson({ input, rules, slowest, failures, unmatched, silent, imbalances }: Summary): string {
  return jsonObject([
    ['schema', jsonString(SUMMARY_SCHEMA)],
    ['balanced', String(imbalances.length === 0)],
    ['input', jsonObject(jsonCounts(input))],
    ['rules', jsonList(rules, ruleJson)],
    ['slowest', jsonList(slowest, slowJson)],
    ['failures', jsonList(failures, failureJson)],
    ['unmatchedRecords', jsonList(unmatched, jsonString)],
    ['silentRules', jsonList(silent, jsonString)],
    ['imbalances', jsonList(imbalances, imbalanceJson)],
  ]);
}

function ruleJson({ rule, kind, outcomes, unexpected, ...counts }: RuleSummary): string {
  return jsonObject([
    ['rule', jsonString(rule)],
    ['kind', jsonString(kind)],
    ...jsonCounts(counts),
    ['outcomes', jsonObject(outcomes.map((one) => [one.outcome, outcomeJson(one)] as const))],
    [
      'unexpected',
      jsonList(unexpected, ({ awaited, count }) =>
        jsonObject([
          ['awaited', jsonString(awaited)],
          ['count', String(count)],
        ]),
      ),
    ],
  ]);
}

function outcomeJson({ count, suppressed, names, durations }: OutcomeSummary): string {
  return jsonObject([
    ['count', String(count)],
    ['suppressed', String(suppressed)],
    [
      'names',
      jsonList(names, (one) =>
        jsonObject([
          ['name', jsonOptional(one.name)],
          ['code', jsonString(one.code)],
          ['count', String(one.count)],
        ]),
      ),
    ],
    ['duration', durationsJson(durations)],
  ]);
}

function durationsJson({ p50, p95, p99, max }: Durations): string {
  return jsonObject(Object.entries({ p50, p95, p99, max }).map(([name, micros]) => [name, seconds(micros)] as const));
}

function slowJson({ rule, outcome, name, key, duration, place }: SlowTransaction): string {
  return jsonObject([
    ['rule', jsonString(rule)],
    ['outcome', jsonString(outcome)],
    ['name', jsonOptional(name)],
    ['key', jsonString(key)],
    ['duration', seconds(duration)],
    ...placeJson(place),
  ]);
}

function failureJson({ rule, outcome, name, code, reason, count, example }: Failure): string {
  return jsonObject([
    ['rule', jsonString(rule)],
    ['outcome', jsonString(outcome)],
    ['name', jsonOptional(name)],
    ['code', jsonString(code)],
    ['reason', jsonString(reason)],
    ['count', String(count)],
    ...placeJson(example),
  ]);
}

function placeJson(place: SourcePlace | undefined): [string, string | undefined][] {
  return [
    ['file', jsonOptional(place?.file)],
    ['line', place?.line.toString()],
  ];
}

function imbalanceJson({ rule, ...counts }: Imbalance): string {
  return jsonObject([['rule', jsonString(rule)], ...jsonCounts(counts)]);
}
