/** The status of a live run as JSON; `schema/status.schema.json` describes it. */

import type { FaultyRule } from '../engine/rule-faults.ts';
import { jsonString } from '../outputs/escape.ts';
import { jsonCounts, jsonList, jsonObject, jsonOptional, jsonTime, seconds } from '../outputs/json-text.ts';
import { summaryJson } from '../report/summary-json.ts';
import type { InputStatus, LiveStatus, OutputStatus } from './status.ts';

const STATUS_SCHEMA = 'corr/status/1';

/**
 * One line, without a line end.
 * @param application its name, if several run in one process
 */
export function statusJson(status: LiveStatus, application?: string): string {
  const { at, trouble, faults, faultyRules, lag, inputs, lost, outputs, deadLetters, journal, checkpointAge, summary } = status;
  return jsonObject([
    ['schema', jsonString(STATUS_SCHEMA)],
    ['application', jsonOptional(application)],
    ['at', jsonTime(at)],
    ['trouble', jsonOptional(trouble)],
    ['lag', lag === undefined ? undefined : seconds(lag)],
    ['checkpointAge', seconds(checkpointAge)],
    ['journal', String(journal)],
    ['faults', String(faults)],
    ['faultyRules', jsonList(faultyRules, faultyRuleJson)],
    ['lost', String(lost)],
    ['inputs', jsonList(inputs, inputJson)],
    ['outputs', jsonList(outputs, outputJson)],
    ['deadLetters', String(deadLetters)],
    ['summary', summaryJson(summary)],
  ]);
}

function faultyRuleJson({ rule, count, isDisabled }: FaultyRule): string {
  return jsonObject([
    ['rule', jsonString(rule)],
    ['count', String(count)],
    ['disabled', String(isDisabled)],
  ]);
}

function inputJson({ address, certificateEnds: ends, ...counts }: InputStatus): string {
  return jsonObject([
    ['address', jsonString(address)],
    ...jsonCounts(counts),
    ['certificateEnds', ends === undefined ? undefined : jsonTime(ends)],
  ]);
}

function outputJson({ name, failing, ...counts }: OutputStatus): string {
  return jsonObject([['name', jsonString(name)], ...jsonCounts(counts), ['failing', jsonOptional(failing)]]);
}
