import { describe, expect, it } from 'vitest';
import { CsvSink } from '../../../src/runtime/outputs/csv.ts';
import type { Outcome, Value } from '../../../src/runtime/record.ts';
import { guarded, readCsv } from './csv-reader.ts';
import { PAYLOADS } from './payloads.ts';
import { NOON, outcomeOf, PLAN, SOURCES, Written } from './sample.ts';

function rowsOf(outcomes: readonly Outcome[]): Map<string, string>[] {
  const out = new Written();
  const sink = new CsvSink(PLAN, { sources: SOURCES, write: out.write });
  for (const outcome of outcomes) sink.outcome(outcome);
  sink.end();
  const [header = [], ...rows] = readCsv(out.text);
  expect(rows.length).toBe(outcomes.length);
  return rows.map((row) => {
    expect(row.length).toBe(header.length);
    return new Map(header.map((name, i) => [name, row[i] ?? '']));
  });
}

function rowOf(given: Partial<Outcome>): Map<string, string> {
  return rowsOf([outcomeOf(given)])[0] ?? new Map();
}

describe('CSV', () => {
  it('has the columns of every outcome, then those of keys, then those of emit', () => {
    const out = new Written();
    new CsvSink(PLAN, { sources: SOURCES, write: out.write });
    expect(out.text).toBe(
      'id,rule,outcome,name,code,reason,severity,begin,end,duration,lastStep,awaited,recordCount,peak,message,heldBack,file,line,' +
        'key.order,key.expires,key.host,key.port,' +
        'fields.text,fields.int,fields.float,fields.bool,fields.time,fields.duration,fields.ip,fields.json,fields.durations,fields.__proto__\r\n',
    );
  });

  it('tells values by their types', () => {
    const fields = new Map<string, Value>([
      ['int', -5],
      ['float', 0.5],
      ['bool', true],
      ['time', NOON],
      ['duration', -1_500_000],
      ['json', new Map([['a', 'b']])],
      ['durations', [1_000_000, 2]],
    ]);
    const row = rowOf({ fields, awaited: ['shop.paid', 'shop.shipped'] });
    expect(Object.fromEntries([...row].filter(([, cell]) => cell !== ''))).toEqual({
      id: 'a1.0',
      rule: 'checkout',
      outcome: 'failure',
      code: 'on',
      reason: 'shop.declined came',
      severity: 'error',
      begin: '2024-05-01T10:00:00Z',
      end: '2024-05-01T10:00:32Z',
      duration: '32',
      awaited: 'shop.paid, shop.shipped',
      recordCount: '2',
      heldBack: '0',
      file: 'other app.jsonl',
      line: '7',
      'key.order': 'A-1',
      'fields.int': '-5',
      'fields.float': '0.5',
      'fields.bool': 'true',
      'fields.time': '2024-05-01T10:00:00Z',
      'fields.duration': '-1.5',
      'fields.json': '{"a":"b"}',
      'fields.durations': '[1,0.000002]',
    });
  });

  it('gives the first value of a key, and the peak by its type', () => {
    const keys = [
      {
        name: 'host, port',
        parts: ['host', 'port'],
        values: [
          ['gw', 22],
          ['gw', 23],
        ],
      },
    ];
    const row = rowOf({ rule: 'flaps', keys, peak: 2_000_000, records: [] });
    expect(['key.host', 'key.port', 'peak', 'file'].map((name) => row.get(name))).toEqual(['gw', '22', '2', '']);
  });
});

describe('what a log says', () => {
  it('is harmless on a terminal, and exact elsewhere', () => {
    const text = 'a\u001b[2Jb\r\nc,\u202ed';
    const cell = (isShown: boolean) => {
      const out = new Written();
      const sink = new CsvSink(PLAN, { sources: SOURCES, write: out.write, isShown });
      sink.outcome(outcomeOf({ message: text }));
      const [header = [], row = []] = readCsv(out.text);
      return row[header.indexOf('message')];
    };
    expect(cell(false)).toBe(text);
    expect(cell(true)).toBe('a\\x1b[2Jb\\r\\nc,\\u202ed');
  });

  it('comes back as it was, but for the guard of formulas', () => {
    for (const text of PAYLOADS) {
      const fields = new Map([
        ['text', text],
        ['__proto__', text],
      ]);
      const row = rowOf({ name: text, reason: text, message: text, fields, keys: [{ name: 'order', parts: ['order'], values: [[text]] }] });
      for (const column of ['name', 'reason', 'message', 'fields.text', 'fields.__proto__', 'key.order'])
        expect(row.get(column)).toBe(guarded(text));
    }
  });

  it('is run by no spreadsheet', () => {
    for (const text of PAYLOADS) expect(rowOf({ message: text }).get('message')).not.toMatch(/^[=+\-@\t\r]/);
    expect(rowOf({ message: '=cmd()' }).get('message')).toBe("'=cmd()");
    expect(rowOf({ message: 'cmd=1' }).get('message')).toBe('cmd=1');
  });
});
