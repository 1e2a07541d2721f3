import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { OUTCOME_WORDS } from '../../../src/dsl/plan.ts';
import type { RunCounters } from '../../../src/runtime/counters.ts';
import { COLOURED } from '../../../src/runtime/outputs/palette.ts';
import { widthOf } from '../../../src/runtime/outputs/terminal.ts';
import type { Outcome } from '../../../src/runtime/record.ts';
import type { Summary } from '../../../src/runtime/report/summary.ts';
import { summaryJson } from '../../../src/runtime/report/summary-json.ts';
import { summaryText } from '../../../src/runtime/report/summary-text.ts';
import { Totals } from '../../../src/runtime/report/totals.ts';
import { PAYLOADS } from '../outputs/payloads.ts';
import { ACTS, NOON, outcomeOf, PLAN, SOURCES } from '../outputs/sample.ts';
import { ruleCounters, runCounters } from './sample.ts';

const schema = JSON.parse(readFileSync('schema/summary.schema.json', 'utf8'));
const valid = new Ajv({ allErrors: true }).compile(schema);

function summaryOf(outcomes: readonly Outcome[], counters: RunCounters): Summary {
  const totals = new Totals(PLAN, SOURCES);
  for (const outcome of outcomes) totals.add(outcome);
  return totals.summarize(counters);
}

const success = (seconds: number) =>
  outcomeOf({ outcome: 'success', code: 'complete', reason: 'every step came', end: NOON + seconds * 1_000_000 });
const RUN = summaryOf(
  [
    success(1.25),
    success(23_400),
    outcomeOf({ name: 'declined' }),
    outcomeOf({ name: 'declined', isReported: false }),
    outcomeOf({ outcome: 'timeout', code: 'within', reason: 'shop.paid did not come within 30s' }),
    outcomeOf({ outcome: 'open', code: 'end_of_input', reason: 'the input ended first' }),
    outcomeOf({ rule: 'flaps', outcome: 'begin', code: 'begin', keys: [] }),
    outcomeOf({ rule: 'flaps', outcome: 'end', code: 'end', keys: [] }),
  ],
  runCounters(
    [
      ruleCounters('checkout', 'transaction', {
        started: 7,
        live: 1,
        unexpected: new Map([
          ['shop.paid', 1203],
          ['', 2],
        ]),
        noKey: 14,
        orphans: 1,
      }),
      ruleCounters('flaps', 'window', { started: 1 }),
      ruleCounters('nightly', 'schedule', { seen: 0 }),
    ],
    { undecodable: 3, late: 2, perRecord: [1204, 0] },
  ),
);

describe('the summary for people', () => {
  it('says what came of each rule, why, and what deserves a look', () => {
    expect(summaryText(RUN)).toBe(`transactions  started  success  failure  timeout  open  still open  success p50    p95    p99    max
checkout            7        2        2        1     1           1        1.25s  6h30m  6h30m  6h30m

windows  begin  end
flaps        1    1

schedules  outcomes
nightly           ·

what went wrong
  2  checkout  failure "declined"  other app.jsonl:7  shop.declined came
  1  checkout  timeout             other app.jsonl:7  shop.paid did not come within 30s

slowest
  6h30m  checkout  success             app.jsonl:3  A-1
    32s  checkout  failure "declined"  app.jsonl:3  A-1
    32s  checkout  failure "declined"  app.jsonl:3  A-1
  1.25s  checkout  success             app.jsonl:3  A-1

records that no step took
  1,203  checkout  while shop.paid was awaited
      2  checkout  while nothing was awaited

input
  2,000 records read (223 kB), 1,204 of them matched a pattern
  3 not of their format, 2 late
  checkout: 14 without a key, 1 with no transaction open, 1 held back by report
  never matched: shop.paid
  saw no record: nightly
`);
  });

  it('is short when all is well', () => {
    const summary = summaryOf([], runCounters([ruleCounters('flaps', 'window')]));
    expect(summaryText(summary)).toBe(`windows  outcomes
flaps           ·

input
  2,000 records read (223 kB), 1,204 of them matched a pattern
`);
  });

  it('says where to look if a log is not of its format', () => {
    const text = (undecodable: number) => summaryText(summaryOf([], runCounters([ruleCounters('flaps', 'window')], { undecodable })));
    expect(text(200)).not.toContain('doctor');
    expect(text(201)).toContain('  201 not of their format\n  corr doctor RULES LOGS says which logs are read in the wrong format\n');
  });

  it('says where to look if a transaction saw records and never began', () => {
    const text = (counters: Parameters<typeof ruleCounters>[2]) =>
      summaryText(summaryOf([], runCounters([ruleCounters('checkout', 'transaction', counters)])));
    expect(text({ seen: 3, orphans: 3 })).toContain(
      '  never began: checkout; none of its 3 records is a start\n  corr doctor RULES LOGS says why',
    );
    expect(text({ seen: 3, noKey: 3 })).not.toContain('never began');
    expect(text({ seen: 3, taken: 3, live: 1, started: 1 })).not.toContain('never began');
  });

  it('says that Corr has lost count', () => {
    const summary = summaryOf([], runCounters([ruleCounters('checkout', 'transaction', { started: 3, live: 1 })]));
    expect(summaryText(summary)).toContain(
      "The books of 'checkout' do not balance: 3 started, 0 ended, 1 open. This is a bug in Corr; please report it.\n",
    );
  });

  it('fits the terminal, and colours change no text', () => {
    for (const columns of [60, 100]) {
      const lines = summaryText(RUN, { columns }).split('\n').slice(4);
      for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
    }
    const deep = { file: 'a/long/way/down/to/the/log/of/yesterday/app.jsonl', line: 7 };
    const text = summaryText({ ...RUN, failures: RUN.failures.map((one) => ({ ...one, example: deep })) }, { columns: 80 });
    expect(text).toContain('  2  checkout  failure "declined"  …terday/app.jsonl:7  shop.declined came\n');
    expect(summaryText(RUN, { palette: COLOURED }).replaceAll(/\x1b\[\d+m/g, '')).toBe(summaryText(RUN));
  });
});

/** A summary with a hostile text in every possible position. */
function hostile(text: string): Summary {
  return {
    ...RUN,
    rules: RUN.rules.map((rule) => ({ ...rule, rule: text, noKey: 1, unexpected: [{ awaited: text, count: 1 }] })),
    slowest: RUN.slowest.map((slow) => ({ ...slow, rule: text, name: text, key: text, place: { file: text, line: 1 } })),
    failures: RUN.failures.map((failure) => ({ ...failure, rule: text, name: text, reason: text, example: { file: text, line: 1 } })),
    unmatched: [text],
    silent: [text],
    imbalances: [{ rule: text, started: 1, ended: 0, live: 0 }],
  };
}

it('names fifty of many records, and counts the others', () => {
  const unmatched = Array.from({ length: 1200 }, (_, index) => `g.r${index}`);
  const [named] = summaryText({ ...RUN, unmatched }).match(/never matched: .*/) ?? [];
  expect(named).toBe(`never matched: ${unmatched.slice(0, 50).join(', ')} and 1,150 more`);
});

describe('what a log or rule says', () => {
  it('acts on no terminal, and adds no line', () => {
    const lines = summaryText(hostile('x')).split('\n').length;
    for (const text of PAYLOADS) {
      const told = summaryText(hostile(text));
      expect(told).not.toMatch(ACTS);
      expect(told.split('\n').length).toBe(lines);
    }
  });

  it('comes back from JSON as it was', () => {
    for (const text of PAYLOADS) {
      const told = JSON.parse(summaryJson(hostile(text)));
      expect(valid(told), JSON.stringify(valid.errors)).toBe(true);
      expect([told.rules[0].rule, told.slowest[0].key, told.failures[0].file, told.unmatchedRecords[0]]).toEqual([text, text, text, text]);
      expect(told.balanced).toBe(false);
    }
  });
});

describe('the summary in JSON', () => {
  it('has its schema', () => {
    const told = JSON.parse(summaryJson(RUN));
    expect(valid(told), JSON.stringify(valid.errors)).toBe(true);
    expect(told).toMatchObject({
      schema: 'corr/summary/1',
      balanced: true,
      input: { read: 2000, undecodable: 3 },
      unmatchedRecords: ['shop.paid'],
      silentRules: ['nightly'],
    });
    expect(told.rules[0]).toMatchObject({ rule: 'checkout', kind: 'transaction', started: 7, live: 1, noKey: 14 });
    expect(told.rules[0].outcomes.failure).toEqual({
      count: 2,
      suppressed: 1,
      names: [{ name: 'declined', code: 'on', count: 2 }],
      duration: { p50: 32, p95: 32, p99: 32, max: 32 },
    });
  });

  it('knows the outcomes of the language', () => {
    expect(schema.definitions.outcome.enum).toEqual(OUTCOME_WORDS);
    const outcomes = JSON.parse(readFileSync('schema/outcome.schema.json', 'utf8'));
    expect(outcomes.properties.outcome.enum).toEqual(OUTCOME_WORDS);
  });
});
