/** A decoded log record as one line of JSON; `schema/decoded-record.schema.json` describes it. */

import type { FormatPlan, Type } from '../../dsl/plan.ts';
import { textIn } from '../decode/text.ts';
import { type LogRecord, RecordFlag, type Value } from '../record.ts';
import { jsonString } from './escape.ts';
import { jsonList, jsonObject, jsonTime, jsonValue } from './json-text.ts';

const RECORD_SCHEMA = 'corr/record/1';

export interface DecodedLine {
  file: string;
  /** From 1. */
  line: number;
  format: FormatPlan;
  record: LogRecord;
  /** All fields that the decoder found. */
  fields: ReadonlyMap<string, Value>;
}

/** The record as an object on one line, without a line end; `flags` names what was guessed or repaired. */
export function decodedRecordJson({ file, line, format, record, fields }: DecodedLine): string {
  const types = fieldTypes(format);
  const message = textIn(record.bytes, record.messageStart, record.messageEnd);
  return jsonObject([
    ['schema', jsonString(RECORD_SCHEMA)],
    ['file', jsonString(file)],
    ['line', String(line)],
    ['format', jsonString(format.name)],
    ['time', jsonTime(record.time)],
    ['weight', String(record.weight)],
    ['flags', jsonList(flagNames(record.flags), jsonString)],
    ['message', jsonString(message)],
    ['fields', jsonObject(Array.from(fields, ([name, value]) => [name, jsonValue(value, types.get(name))] as const))],
  ]);
}

/** The names of what was guessed or repaired. */
export function flagNames(flags: number): string[] {
  return Object.entries(RecordFlag).flatMap(([name, bit]) => ((flags & bit) === 0 ? [] : name));
}

const HEADER: ReadonlyMap<string, Type> = new Map([['time', 'time']]);

/** Open formats have fields verbatim from the line, the time stamp included; the other formats have decoded ones. */
function fieldTypes({ base, fields = [] }: FormatPlan): ReadonlyMap<string, Type> {
  if (base === 'template') return new Map(fields.map(({ name, type }) => [name, type]));
  return base === 'syslog' || base === 'clf' || base === 'line' ? HEADER : new Map();
}
