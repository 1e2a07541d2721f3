/** A record of a live run, and its matches, as JSON; `schema/tapped.schema.json` describes it. */

import type { RecordPlan } from '../../dsl/pattern-plan.ts';
import { textIn } from '../decode/text.ts';
import type { Match } from '../record.ts';
import { flagNames } from './decoded-record.ts';
import { jsonString } from './escape.ts';
import { jsonList, jsonObject, jsonTime, jsonValue } from './json-text.ts';

const TAPPED_SCHEMA = 'corr/tapped/1';

export interface TappedRecord {
  source: string;
  /** For networks: the sender according to the socket. */
  peer: string | undefined;
  line: number;
  /** Microseconds since 1970. */
  received: number;
  time: number;
  /** Bits of `RecordFlag`. */
  flags: number;
  /** Bytes [start, end) are the record, without the line end. */
  bytes: Uint8Array;
  start: number;
  end: number;
  matches: readonly Match[];
}

/** One line, without a line end. `records` are those of the plan. */
export function tappedJson(tapped: TappedRecord, records: readonly RecordPlan[]): string {
  const { source, peer, line, received, time, flags, bytes, start, end, matches } = tapped;
  return jsonObject([
    ['schema', jsonString(TAPPED_SCHEMA)],
    ['source', jsonString(source)],
    ['peer', peer === undefined ? undefined : jsonString(peer)],
    ['line', String(line)],
    ['received', jsonTime(received)],
    ['time', jsonTime(time)],
    ['flags', jsonList(flagNames(flags), jsonString)],
    ['matches', jsonList(matches, (match) => matchJson(match, records[match.record]))],
    ['text', jsonString(textIn(bytes, start, end))],
  ]);
}

function matchJson({ values }: Match, record: RecordPlan | undefined): string {
  const fields = (record?.fields ?? []).map(({ name, type }, slot) => {
    const value = values[slot];
    return [name, value === undefined ? undefined : jsonValue(value, type)] as const;
  });
  return jsonObject([
    ['record', jsonString(record?.name ?? '')],
    ['fields', jsonObject(fields)],
  ]);
}
