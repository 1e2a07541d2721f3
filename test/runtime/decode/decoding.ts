/** Decodes texts as a source does. */

import type { FieldPlan } from '../../../src/dsl/pattern-plan.ts';
import { parseTemplate } from '../../../src/dsl/patterns/template.ts';
import type { BuiltinFormat, FormatPlan } from '../../../src/dsl/plan.ts';
import type { DecodeContext } from '../../../src/runtime/decode/context.ts';
import type { Line } from '../../../src/runtime/decode/records/record-reader.ts';
import { createRecordReader } from '../../../src/runtime/decode/records/record-readers.ts';
import { LineSplitter } from '../../../src/runtime/inputs/lines.ts';
import { RecordFlag, type Value } from '../../../src/runtime/record.ts';

export const NOON = Date.parse('2024-03-01T12:00:00Z') * 1000;

export interface Decoded {
  text: string;
  message: string;
  /** ISO 8601, to the millisecond or microsecond. */
  time: string;
  flags: (keyof typeof RecordFlag)[];
  weight: number;
  line: number;
  field(...path: string[]): Value | undefined;
}

export function builtin(base: BuiltinFormat, more: Partial<FormatPlan> = {}): FormatPlan {
  return { name: base, base, time: [], ...more };
}

/** A custom format of the program. */
export function own(text: string, more: Partial<FormatPlan> = {}): FormatPlan {
  const { template, captures, problems } = parseTemplate(text);
  if (problems.length > 0) throw new Error('a template without problems wanted');
  const fields: FieldPlan[] = [];
  for (const { slot, name, type, optional } of captures) fields[slot] = { name, type, optional };
  return { name: 'own', base: 'template', template, fields, time: [], ...more };
}

/** The records of all lines of a text. */
export function decodeAll(
  format: FormatPlan,
  text: string | Uint8Array,
  given: Partial<DecodeContext> = {},
  paths: readonly string[][] = [],
): Decoded[] {
  const reader = createRecordReader(format, { received: NOON, zone: 'UTC', ...given });
  const lines = new LineSplitter();
  const all: Decoded[] = [];
  const note = () => {
    const { record, line } = reader;
    const { bytes, start, end, messageStart, messageEnd, flags, weight } = record;
    const fields = new Map(paths.map((path) => [JSON.stringify(path), record.field(path)]));
    all.push({
      text: Buffer.from(bytes).toString('utf8', start, end),
      message: Buffer.from(bytes).toString('utf8', messageStart, messageEnd),
      time: isoOf(record.time),
      flags: flagsOf(flags),
      weight,
      line,
      field: (...path) => fields.get(JSON.stringify(path)),
    });
  };
  lines.feed(Buffer.from(text));
  while (lines.next()) if (reader.take(lines)) note();
  if (lines.finish() && reader.take(ended(lines))) note();
  while (reader.flush()) note();
  return all;
}

/** The one record of a text. */
export function decode(
  format: FormatPlan,
  text: string | Uint8Array,
  given: Partial<DecodeContext> = {},
  paths: readonly string[][] = [],
): Decoded {
  const [first, second] = decodeAll(format, text, given, paths);
  if (!first || second) throw new Error('one record wanted');
  return first;
}

/** Tests may omit the last line end. */
function ended({ bytes, start, end, number, flags }: Line): Line {
  return { bytes, start, end, number, flags: flags & ~RecordFlag.incomplete };
}

export function flagsOf(flags: number): (keyof typeof RecordFlag)[] {
  return (Object.keys(RecordFlag) as (keyof typeof RecordFlag)[]).filter((name) => (flags & RecordFlag[name]) !== 0).sort();
}

export function isoOf(micros: number): string {
  const iso = new Date(Math.floor(micros / 1000)).toISOString();
  const rest = ((micros % 1000) + 1000) % 1000;
  return rest === 0 ? iso : iso.replace('Z', `${String(rest).padStart(3, '0')}Z`);
}

/** Maps as objects, for comparison. */
export function plain(value: Value | undefined): unknown {
  if (Array.isArray(value)) return value.map(plain);
  return value instanceof Map ? Object.fromEntries([...value].map(([name, inner]) => [name, plain(inner)])) : value;
}
