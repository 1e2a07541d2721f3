import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { FormatPlan } from '../../../src/dsl/plan.ts';
import { DecodedRecord } from '../../../src/runtime/decode/decoded-record.ts';
import { decodedJson } from '../../../src/runtime/outputs/record-json.ts';
import { RecordFlag, type Value } from '../../../src/runtime/record.ts';
import { PAYLOADS } from './payloads.ts';
import { ACTS, NOON } from './sample.ts';

const valid = new Ajv().compile(JSON.parse(readFileSync('schema/decoded-record.schema.json', 'utf8')));
const NOTHING = { field: () => undefined };

function decoded(format: FormatPlan, text: string, fields: [string, Value][], given: Partial<DecodedRecord> = {}) {
  const bytes = new TextEncoder().encode(text);
  const record = new DecodedRecord();
  record.begin(NOTHING, bytes, 0, bytes.length);
  record.time = NOON;
  Object.assign(record, given);
  const line = decodedJson({ file: 'a.log', line: 4, format, record, fields: new Map(fields) });
  expect(line).not.toMatch(ACTS);
  const parsed = JSON.parse(line);
  expect(valid(parsed), JSON.stringify(valid.errors)).toBe(true);
  return parsed;
}

const SYSLOG: FormatPlan = { name: 'syslog', base: 'syslog', time: [] };

describe('a decoded record', () => {
  it('tells its fields, and what was guessed', () => {
    const flags = RecordFlag.yearGuessed | RecordFlag.zoneAssumed;
    expect(
      decoded(
        SYSLOG,
        'session opened',
        [
          ['time', NOON],
          ['host', 'gw'],
          ['sd', new Map([['a', new Map([['b', 'c']])]])],
        ],
        { flags },
      ),
    ).toEqual({
      schema: 'corr/record/1',
      file: 'a.log',
      line: 4,
      format: 'syslog',
      time: '2024-05-01T10:00:00Z',
      weight: 1,
      flags: ['yearGuessed', 'zoneAssumed'],
      message: 'session opened',
      fields: { time: '2024-05-01T10:00:00Z', host: 'gw', sd: { a: { b: 'c' } } },
    });
  });

  it('tells the time of an open format as it stands in the line', () => {
    expect(decoded({ name: 'orders', base: 'json', time: [] }, '{}', [['time', 1714557600]]).fields).toEqual({ time: 1714557600 });
  });

  it('tells fields of an own format by their types', () => {
    const fields = [{ name: 'took', type: 'duration' as const, optional: false }];
    expect(decoded({ name: 'own', base: 'template', time: [], fields }, 'x', [['took', 1_500_000]]).fields).toEqual({ took: 1.5 });
  });

  it('says null when no time was found', () => {
    expect(decoded(SYSLOG, 'x', [], { time: Number.NaN }).time).toBeNull();
  });

  it('holds whatever a line says', () => {
    for (const text of PAYLOADS) {
      const told = decoded(SYSLOG, text, [[text, text]]);
      expect(told.message).toBe(
        new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(text)).replace(/[ \t\r\n]+$/, ''),
      );
      expect(Object.entries(told.fields)).toEqual([[text, text]]);
    }
  });
});
