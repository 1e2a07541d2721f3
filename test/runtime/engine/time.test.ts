/** Event time: the watermark, late records, and the end of an input. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectBalance, expectTold, planOf, Run, tell } from './harness.ts';
import { log, RULES } from './programs.ts';

const RULE = 'transaction t { key k start g.a then g.b timeout after 5s }';

describe('the watermark', () => {
  it('is moved by every record, of the program or not, and by `advance`', () => {
    expectTold(RULE, '0 a k=1\n6 nothing', '5 t.timeout after k=1');
    expectTold(RULE, '0 a k=1\nadvance 5\n5 b k=1', '5 t.success complete k=1');
    expectTold(RULE, '0 a k=1\nadvance 5.000001', '5 t.timeout after k=1');
  });

  it('does not fire a deadline that is set at it', () => {
    expectTold('transaction t { key k start g.a then g.b timeout after 0s }', '0 a k=1\n0 b k=1', '0 t.success complete k=1');
  });

  it('with lateness takes records in order of time, whatever the order of arrival within it', () => {
    const rules = `
      param hosts: list(text) = ["1", "2"]
      transaction t { key k start g.a + as x then g.b then g.c within 3s timeout after 5s emit { n = count(g.a), last = x.n } }
      window w { key k over 4s open when count(g.a) >= 2 emit { n = list(g.a.n) } }
      window v { key k over every 4s emit { n = list(g.a.n) } }
      schedule s { key k from hosts await g.b every 6s grace 1s }
    `;
    const record = fc.record({
      at: fc.integer({ min: 0, max: 30 }),
      name: fc.constantFrom('a', 'b', 'c', 'd'),
      key: fc.constantFrom('1', '2'),
    });
    const log = fc.array(fc.tuple(record, fc.double({ min: 0, max: 1.9, noNaN: true })), { maxLength: 25 });
    const plan = planOf(rules);
    fc.assert(
      fc.property(log, (items) => {
        // Records with equal times differ: their order would be that of arrival.
        const lines = items.map(([{ at, name, key }, delay], i) => {
          const time = at + (i + 1) / 1000;
          return { time, arrival: time + delay, text: `${time} ${name} k=${key} n=${i}` };
        });
        const outcomes = (by: 'time' | 'arrival') =>
          new Run(plan, { lateness: 2_000_000 }).feed([...lines.sort((a, b) => a[by] - b[by]).map(({ text }) => text), 'end'].join('\n'))
            .told;
        expect(outcomes('arrival')).toEqual(outcomes('time'));
      }),
    );
  });
});

describe('a late record', () => {
  it('is counted and delivered at once: its deadlines are set at its instant, its fields and times are its own', () => {
    const run = expectTold(
      'transaction t { key k start g.a as x then g.b as y timeout after 5s emit { took = y.time - x.time } }',
      `
      10 d
      2 a k=1
      14.9 b k=1
      15 a k=2
      3 b k=2
      `,
      '14.9 t.success complete k=1 took=12900000\n3 t.success complete k=2 took=-12000000',
    );
    expect(run.engine.late).toBe(2);
    expect(run.outcomes[1]).toMatchObject({ begin: 15e6, end: 3e6 });
  });

  it('goes ahead of those that still wait', () => {
    expectTold(
      'transaction t { key k start g.a as x then g.b timeout after 1h emit { n = x.n } }',
      '10 d\n9 a k=1 n=1\n7 a k=1 n=2\n9.5 b k=1\n20 d',
      '9 t.abandoned restart k=1 n=2\n9.5 t.success complete k=1 n=1',
      { lateness: 2_000_000 },
    );
  });

  it('is dropped with `--late drop`', () => {
    const { engine } = expectTold(RULE, '10 a k=1\n9 b k=1\n16 d', '15 t.timeout after k=1', { late: 'drop' });
    expect([engine.late, engine.lateDropped]).toEqual([1, 1]);
  });
});

describe('a record from the future', () => {
  it('does not move the clock; it waits for its time, and is dropped if the input ends before', () => {
    const run = new Run(planOf(RULE)).feed('0 a k=1');
    const [match] = run.plan.records.flatMap(({ name, fields }, record) =>
      name === 'g.b'
        ? [{ record, time: 1e12, weight: 1, values: fields.map((field) => (field.name === 'k' ? '1' : undefined)), source: 0, line: 9 }]
        : [],
    );
    run.engine.accept(1e12, match ? [match] : [], false);
    expect(run.engine.lastTime).toBe(0);
    run.feed('1 d\nend');
    expect(run.told).toEqual(['1 t.open end_of_input k=1']);
    expect(run.engine.futureDropped).toBe(1);
  });
});

describe('the end of input', () => {
  it('has fired what is due before the last record; the rest is open, or expires in order', () => {
    const log = '0 a k=1\n2 a k=2\n5 d\n';
    expectTold(RULE, `${log}end`, '5 t.open end_of_input k=1\n5 t.open end_of_input k=2');
    expectTold(RULE, `${log}expire`, '5 t.timeout after k=1\n7 t.timeout after k=2');
  });

  it('processes records that still wait for the watermark', () => {
    expectTold(RULE, '0 a k=1\n1 b k=1\nend', '1 t.success complete k=1', { lateness: 60_000_000 });
  });

  it('expires chained rules too', () => {
    expectTold(
      `${RULE}\ntransaction u { key k start t.timeout then g.b timeout after 3s }`,
      '0 a k=1\nexpire',
      '5 t.timeout after k=1\n8 u.timeout after k=1',
    );
  });

  it('of an empty input reports nothing', () => {
    expect(tell(RULE, 'end')).toEqual([]);
  });
});

describe('counts', () => {
  it('add up on any log, before the end and after it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...RULES.map(planOf)), log, fc.constantFrom('end', 'expire'), (plan, lines, end) => {
        const run = new Run(plan);
        for (const text of [...lines, end]) {
          run.feed(text);
          expectBalance(run);
        }
        for (const { counters } of run.engine.runners) expect(counters.live).toBe(0);
        expect(new Set(run.outcomes.map(({ id }) => id)).size).toBe(run.outcomes.length);
      }),
      { numRuns: 500 },
    );
  });
});
