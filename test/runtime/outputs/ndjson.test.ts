import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonSink, NdjsonSink } from '../../../src/runtime/outputs/ndjson.ts';
import type { Outcome, Value } from '../../../src/runtime/record.ts';
import { PAYLOADS } from './payloads.ts';
import { ACTS, NOON, outcomeOf, PLAN, SOURCES, Written } from './sample.ts';

const schema = JSON.parse(readFileSync('schema/outcome.schema.json', 'utf8'));
const valid = new Ajv({ allErrors: true }).compile(schema);

/** Parsed like a program would, but fields named `__proto__` are kept. */
type Parsed = Record<string, unknown> & { fields: object; key: Record<string, unknown> };

function written(outcomes: readonly Outcome[]): Parsed[] {
  const out = new Written();
  const sink = new NdjsonSink(PLAN, { sources: SOURCES, write: out.write });
  for (const outcome of outcomes) sink.outcome(outcome);
  sink.end();
  return out.lines.map((line) => JSON.parse(line) as Parsed);
}

function only(given: Partial<Outcome>): Parsed {
  const [parsed] = written([outcomeOf(given)]);
  expect(valid(parsed), JSON.stringify(valid.errors)).toBe(true);
  return parsed as Parsed;
}

describe('an outcome in JSON', () => {
  it('has the documented fields, in one order', () => {
    expect(Object.entries(only({ name: 'declined', lastStep: 'placed', peak: 3, message: 'told', heldBack: 2 }))).toEqual([
      ['schema', 'corr/outcome/1'],
      ['id', 'a1.0'],
      ['rule', 'checkout'],
      ['outcome', 'failure'],
      ['name', 'declined'],
      ['code', 'on'],
      ['reason', 'shop.declined came'],
      ['severity', 'error'],
      ['key', { order: 'A-1' }],
      ['keys', [{ name: 'order', parts: ['order'], values: [['A-1']] }]],
      ['begin', '2024-05-01T10:00:00Z'],
      ['end', '2024-05-01T10:00:32Z'],
      ['duration', 32],
      ['lastStep', 'placed'],
      ['awaited', ['shop.paid']],
      ['fields', {}],
      ['captures', {}],
      [
        'records',
        [
          { file: 'app.jsonl', line: 3, record: 'shop.placed' },
          { file: 'other app.jsonl', line: 7, record: 'shop.declined' },
        ],
      ],
      ['recordCount', 2],
      ['peak', 3],
      ['message', 'told'],
      ['labels', {}],
      ['heldBack', 2],
    ]);
  });
});

describe('values in JSON', () => {
  it('are told by their types', () => {
    const fields = new Map<string, Value>([
      ['text', 'a'],
      ['int', -5],
      ['float', 19.9],
      ['bool', false],
      ['time', NOON + 250_001],
      ['duration', 1_500_000],
      ['ip', '10.0.0.9'],
      ['json', new Map<string, Value>([['a', [1, 'x', new Map([['b', true]])]]])],
      ['durations', [1, 2_000_000]],
    ]);
    const captures = new Map([
      [
        'placed',
        new Map<string, Value>([
          ['user', 'bob'],
          ['wait', 3_000_000],
        ]),
      ],
    ]);
    const told = only({ fields, captures, labels: new Map([['pause', 500_000]]) });
    expect(told.fields).toEqual({
      text: 'a',
      int: -5,
      float: 19.9,
      bool: false,
      time: '2024-05-01T10:00:00.250001Z',
      duration: 1.5,
      ip: '10.0.0.9',
      json: { a: [1, 'x', { b: true }] },
      durations: [0.000001, 2],
    });
    expect(told['captures']).toEqual({ placed: { user: 'bob', wait: 3 } });
    expect(told['labels']).toEqual({ pause: 0.5 });
  });

  it('include the peak of a window', () => {
    expect(only({ rule: 'flaps', outcome: 'end', code: 'end', peak: 7_000_000, keys: [] })['peak']).toBe(7);
  });

  it('of keys are the first of each part, and all of them under keys', () => {
    const keys = [
      { name: 'order', parts: ['order'], values: [] },
      { name: 'expires', parts: ['expires'], values: [[NOON], [NOON + 1_000_000]] },
    ];
    const told = only({ keys });
    expect(told.key).toEqual({ expires: '2024-05-01T10:00:00Z' });
    expect(told['keys']).toEqual([
      { name: 'order', parts: ['order'], values: [] },
      { name: 'expires', parts: ['expires'], values: [['2024-05-01T10:00:00Z'], ['2024-05-01T10:00:01Z']] },
    ]);
  });

  it('have no file and line when they are outcomes of another rule', () => {
    expect(only({ records: [{ source: -1, line: 0, record: 'flaps.begin' }] })['records']).toEqual([{ record: 'flaps.begin' }]);
  });

  it('are durations to the microsecond, negative ones, too', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (micros) => {
        expect(Math.round((only({ end: NOON + micros })['duration'] as number) * 1_000_000)).toBe(micros + 0);
      }),
    );
  });

  it('are null where JSON has no number', () => {
    expect(only({ fields: new Map([['float', Number.POSITIVE_INFINITY]]) }).fields).toEqual({ float: null });
  });
});

describe('what a log says', () => {
  it('is a value and nothing else, wherever it stands', () => {
    for (const text of PAYLOADS) {
      const told = only({
        name: text,
        reason: text,
        message: text,
        lastStep: text,
        awaited: [text],
        keys: [{ name: text, parts: [text], values: [[text]] }],
        fields: new Map([
          ['text', text],
          ['__proto__', text],
        ]),
        captures: new Map([[text, new Map([[text, text]])]]),
        labels: new Map([[text, text]]),
      });
      for (const field of ['name', 'reason', 'message', 'lastStep']) expect(told[field]).toBe(text);
      expect(Object.entries(told.fields)).toEqual([
        ['text', text],
        ['__proto__', text],
      ]);
      expect(Object.entries(told.key)).toEqual([[text, text]]);
      expect(Object.entries(told['captures'] as object)).toEqual([[text, expect.anything()]]);
    }
  });

  it('is one line, harmless on a terminal', () => {
    const out = new Written();
    const sink = new NdjsonSink(PLAN, { sources: PAYLOADS, write: out.write });
    for (const [source, text] of PAYLOADS.entries()) {
      sink.outcome(
        outcomeOf({ message: text, records: [{ source, line: 1, record: text }], fields: new Map([['json', new Map([[text, [text]]])]]) }),
      );
    }
    expect(out.lines.length).toBe(PAYLOADS.length);
    for (const line of out.lines) expect(line).not.toMatch(ACTS);
    expect(out.lines.map((line) => JSON.parse(line).records[0].file)).toEqual(PAYLOADS);
    expect(({} as Record<string, unknown>)['text']).toBeUndefined();
  });
});

describe('a document of outcomes', () => {
  const documentOf = (outcomes: readonly Outcome[]) => {
    const out = new Written();
    const sink = new JsonSink(PLAN, { sources: SOURCES, write: out.write });
    for (const outcome of outcomes) sink.outcome(outcome);
    sink.end();
    return JSON.parse(out.text);
  };

  it.each([0, 1, 3])('holds %i of them', (count) => {
    const outcomes = Array.from({ length: count }, (_, i) => outcomeOf({ id: `a${i}.0` }));
    expect(documentOf(outcomes)).toEqual(written(outcomes));
  });
});
