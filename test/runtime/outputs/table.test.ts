import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COLOURED } from '../../../src/runtime/outputs/palette.ts';
import { TableSink } from '../../../src/runtime/outputs/table.ts';
import { widthOf } from '../../../src/runtime/outputs/terminal.ts';
import type { Outcome } from '../../../src/runtime/record.ts';
import { PAYLOADS } from './payloads.ts';
import { ACTS, outcomeOf, PLAN, SOURCES, Written } from './sample.ts';

function tableOf(outcomes: readonly Outcome[], options: Partial<ConstructorParameters<typeof TableSink>[1]> = {}): string[] {
  const out = new Written();
  const sink = new TableSink(PLAN, { sources: SOURCES, write: out.write, ...options });
  for (const outcome of outcomes) sink.outcome(outcome);
  sink.end();
  return out.lines;
}

const OUTCOMES = [
  outcomeOf({ name: 'declined', message: 'order A-1 was declined' }),
  outcomeOf({
    outcome: 'success',
    severity: 'info',
    reason: 'every step came',
    code: 'complete',
    keys: [{ name: 'order', parts: ['order'], values: [['日本']] }],
  }),
  outcomeOf({
    rule: 'flaps',
    outcome: 'begin',
    severity: 'warning',
    reason: 'count(down) >= 4 held',
    keys: [{ name: 'host, port', parts: ['host', 'port'], values: [['sw 1', 7]] }],
    heldBack: 3,
    records: [],
  }),
];

describe('the table', () => {
  it('has a line for each outcome, its columns aligned', () => {
    expect(tableOf(OUTCOMES)).toEqual([
      'TIME (UTC)           OUTCOME    RULE      KEY                         TOOK  WHAT',
      '2024-05-01 10:00:32  failure    checkout  A-1                          32s  declined: order A-1 was declined  other app.jsonl:7',
      '2024-05-01 10:00:32  success    checkout  日本                         32s  every step came  other app.jsonl:7',
      '2024-05-01 10:00:32  begin      flaps     host="sw 1" port=7           32s  count(down) >= 4 held (3 more held back)',
    ]);
  });

  it.each([
    [
      140,
      '2024-05-01 10:00:32  failure    checkout  A-1                           32s  declined: order A-1 was declined  other app.jsonl:7',
    ],
    [100, '2024-05-01 10:00:32  failure    checkout  A-1                    32s  declined: order A-1 was decli…'],
    [80, '05-01 10:00:32  failure    checkout  A-1             declined: order A-1 was de…'],
    [60, '10:00:32  failure    checkout  A-1         declined: order …'],
  ])('fits %i columns', (columns, line) => {
    expect(tableOf(OUTCOMES, { columns })[1]).toBe(line);
  });

  it('names the parts of a key only where they fit', () => {
    const flap = (columns: number) => tableOf(OUTCOMES, { columns })[3];
    expect(flap(110)).toContain(' host="sw 1" port=7 ');
    expect(flap(90)).toContain(' "sw 1" 7 ');
  });

  it('is never wider than the terminal, whatever it holds', () => {
    const texts = fc.oneof(fc.constantFrom(...PAYLOADS), fc.string({ unit: 'grapheme', maxLength: 200 }));
    fc.assert(
      fc.property(texts, texts, fc.integer({ min: 50, max: 250 }), (text, key, columns) => {
        const keys = [{ name: 'order', parts: ['order'], values: [[key]] }];
        const [head = '', line = ''] = tableOf([outcomeOf({ message: text, keys })], { columns, sources: [text, key] });
        expect(widthOf(head)).toBeLessThanOrEqual(columns);
        expect(widthOf(line)).toBeLessThanOrEqual(columns);
      }),
    );
  });

  it('acts on no terminal, and keeps one line an outcome', () => {
    for (const text of PAYLOADS) {
      const hostile = outcomeOf({ name: text, message: text, keys: [{ name: 'order', parts: ['order'], values: [[text]] }] });
      for (const columns of [undefined, 200]) {
        const lines = tableOf([hostile], { sources: [text, text], ...(columns ? { columns } : {}) });
        expect(lines.length).toBe(2);
        for (const line of lines) expect(line).not.toMatch(ACTS);
      }
    }
  });

  it('colours by severity, without a change to the text', () => {
    const coloured = tableOf(OUTCOMES, { palette: COLOURED });
    expect(coloured[1]).toContain('\x1b[31mfailure  \x1b[39m');
    expect(coloured[2]).toContain('\x1b[32msuccess  \x1b[39m');
    expect(coloured.map((line) => line.replaceAll(/\x1b\[\d+m/g, ''))).toEqual(tableOf(OUTCOMES));
  });

  it('writes nothing when there are no outcomes', () => {
    expect(tableOf([])).toEqual([]);
  });
});
