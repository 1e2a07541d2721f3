/** The status of a live run as JSON; `schema/status.schema.json` describes it. */

import { jsonText } from '../outputs/escape.ts';
import { inSeconds, summaryObject } from '../report/summary-json.ts';
import { renderValue } from '../values/render.ts';
import type { LiveStatus } from './status.ts';

const STATUS_SCHEMA = 'corr/status/1';

/**
 * One line, without a line end.
 * @param application its name, if several run in one process
 */
export function statusJson(status: LiveStatus, application?: string): string {
  const { at, trouble, faults, faultyRules, lag, inputs, lost, outputs, deadLetters, journal, checkpointAge, summary } = status;
  const time = (micros: number) => renderValue(micros, 'time');
  return jsonText({
    schema: STATUS_SCHEMA,
    application,
    at: time(at),
    trouble,
    lag: lag && inSeconds(lag),
    checkpointAge: inSeconds(checkpointAge),
    journal,
    faults,
    faultyRules: faultyRules.map(({ rule, count, isDisabled }) => ({ rule, count, disabled: isDisabled })),
    lost,
    inputs: inputs.map(({ address, certificateEnds: ends, ...counts }) => ({ address, ...counts, certificateEnds: ends && time(ends) })),
    outputs: outputs.map(({ name, failing, ...counts }) => ({ name, ...counts, failing })),
    deadLetters,
    summary: summaryObject(summary),
  });
}
