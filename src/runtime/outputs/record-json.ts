/** Log records as lines of JSON, without line ends. */

import type { RecordPlan } from '../../dsl/pattern-plan.ts';
import type { FormatPlan, Type } from '../../dsl/plan.ts';
import { textIn } from '../decode/text.ts';
import { type LogRecord, type Match, RecordFlag, type Value } from '../record.ts';
import type { Origin, RecordEntry } from '../state/entry.ts';
import { jsonString } from './escape.ts';
import { jsonList, jsonObject, jsonOptional, jsonTime, jsonValue } from './json-text.ts';

const RECORD_SCHEMA = 'corr/record/1';
const TAPPED_SCHEMA = 'corr/tapped/1';

interface ReadRecord {
  file: string;
  /** From 1. */
  line: number;
  format: FormatPlan;
  record: LogRecord;
  /** All fields that the decoder found. */
  fields: ReadonlyMap<string, Value>;
}

/** A record of a live run: as it came, decoded, and what it matches. */
interface TappedRecord {
  entry: RecordEntry;
  origin: Origin;
  record: LogRecord;
  matches: readonly Match[];
}

/** `schema/decoded-record.schema.json` describes it. */
export function decodedJson({ file, line, format, record, fields }: ReadRecord): string {
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

/** `schema/tapped.schema.json` describes it. `records` are those of the plan. */
export function tappedJson({ entry, origin, record, matches }: TappedRecord, records: readonly RecordPlan[]): string {
  return jsonObject([
    ['schema', jsonString(TAPPED_SCHEMA)],
    ['source', jsonString(origin.source)],
    ['peer', jsonOptional(origin.peer)],
    ['line', String(entry.line)],
    ['received', jsonTime(entry.received)],
    ['time', jsonTime(record.time)],
    ['flags', jsonList(flagNames(record.flags), jsonString)],
    ['matches', jsonList(matches, (match) => matchJson(match, records[match.record]))],
    ['text', jsonString(textIn(entry.bytes, entry.start, entry.end))],
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
