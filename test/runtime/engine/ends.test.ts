/** Ends, deadlines and policies: fine print 16 to 24. */

import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/runtime/record.ts';
import { expectTold, planOf, Run } from './harness.ts';

describe('16: deadlines of one instant', () => {
  it('those of the pattern go before the endings, in written order', () => {
    expectTold(
      'transaction t { key k start g.a then g.b within 5s then g.c timeout "late" after 5s }',
      '0 a k=1\n6 d',
      '5 t.timeout within k=1',
    );
    expectTold(
      'transaction t { key k start g.a then g.b as x then g.c warning "w" after 10s timeout "one" after 5s since x timeout "two" after 10s }',
      '0 a k=1\n5 b k=1\n11 d',
      '10 t.warning "w" after k=1\n10 t.timeout "one" after k=1',
    );
  });

  it('across instances go by rule, then by opening', () => {
    expectTold(
      `
      transaction z { key k start g.a then g.b timeout after 5s }
      transaction y { key k start g.a then g.b timeout after 5s }
      `,
      '0 a k=2\n0 a k=1\n6 d',
      `
      5 y.timeout after k=2
      5 y.timeout after k=1
      5 z.timeout after k=2
      5 z.timeout after k=1
      `,
    );
  });

  it('come after the records of that instant, and before what is later', () => {
    expectTold(
      'transaction t { key k start g.a then g.b timeout after 5s }',
      '0 a k=1\n0 a k=2\n5 b k=1\n5.5 b k=2',
      '5 t.success complete k=1\n5 t.timeout after k=2',
    );
  });

  it('`by` is the first time of day strictly after the opening record', () => {
    expectTold(
      'transaction t { key k start g.a then g.b timeout "eod" by 00:00 zone "Europe/Paris" }',
      '0 a k=1\n82800 a k=2\n82801 b k=1\n169300 d',
      '82800 t.timeout "eod" by k=1\n169200 t.timeout "eod" by k=2',
    );
  });
});

describe('17: linger', () => {
  const rules = 'transaction t { key k key j start g.a then g.b failure on g.c timeout after 1h linger 5s on orphan report }';

  it('absorbs until end + D, inclusive, by the instant of the end', () => {
    const { engine } = expectTold(
      rules,
      `
      0 a k=1
      1 b k=1
      6 b k=1
      6.1 b k=1
      `,
      '1 t.success complete k=1\n6.1 t.orphan orphan k=1',
    );
    expect(engine.runners[0]?.counters.absorbed).toBe(1);
  });

  it('an instance that opens on a value takes it out of the linger', () => {
    expectTold(
      rules,
      `
      0 a k=1 j=7
      1 b k=1
      2 a k=1
      3 c k=1
      4 b j=7
      5 b k=1
      `,
      `
      1 t.success complete k=1 j=7
      3 t.failure on k=1
      `,
    );
  });

  it('is none after `on restart abandon`, overtaking or eviction', () => {
    expectTold(
      'transaction t { key k key j start g.a then g.b timeout after 1h linger 5s limit 1 on orphan report }',
      `
      0 a k=1 j=7
      1 a k=1
      2 b j=7
      3 a k=3
      4 b k=1
      `,
      `
      1 t.abandoned restart k=1 j=7
      2 t.orphan orphan j=7
      3 t.evicted limit k=1
      4 t.orphan orphan k=1
      `,
    );
  });

  it('`all` absorbs first records too', () => {
    expectTold(
      'transaction t { key k start g.a then g.b timeout after 1h linger 5s all }',
      '0 a k=1\n1 b k=1\n2 a k=1\n7 a k=1\n8 b k=1',
      '1 t.success complete k=1\n8 t.success complete k=1',
    );
  });
});

describe('18: `overlap` and `overtake`', () => {
  const overlap = 'transaction t { key k start g.a as x then g.b then g.c on restart overlap timeout after 1h emit { n = x.n } }';

  it('every open instance may take a record, and one that can open always does', () => {
    expectTold(
      overlap,
      `
      0 a k=1 n=1
      1 a k=1 n=2
      2 b k=1
      3 c k=1
      `,
      '3 t.success complete k=1 n=1\n3 t.success complete k=1 n=2',
    );
  });

  it('a record that another took is not unexpected; one that none took is, to each', () => {
    const { engine } = expectTold(
      'transaction t { key k start g.a then g.b then g.c on restart overlap timeout after 1h }',
      '0 a k=1\n1 b k=1\n2 a k=1\n3 b k=1\n4 b k=1',
      '',
    );
    expect([...(engine.runners[0]?.counters.unexpected ?? [])]).toEqual([['g.c', 2]]);
  });

  it('shares what the opening record carries, and what nobody owned with all that it reaches', () => {
    expectTold(
      'transaction t { key k key j start g.a then g.b on restart overlap timeout after 1h }',
      '0 a k=1\n1 a k=1 j=7\n2 b j=7',
      '2 t.success complete k=1 j=7\n2 t.success complete k=1 j=7',
    );
  });

  it('those furthest on are asked first', () => {
    expectTold(
      'transaction t { key k start g.a as x then g.b ? then g.c ? then g.d on restart overlap timeout after 1h emit { n = x.n } }',
      '0 a k=1 n=1\n1 a k=1 n=2\n2 d k=1',
      '2 t.success complete k=1 n=1\n2 t.success complete k=1 n=2',
    );
  });

  it('`overtake` ends the older of two whose last record the same step took', () => {
    expectTold(
      'transaction t { key k start g.a as x then g.b then g.c on restart overtake "old" timeout after 1h emit { n = x.n } }',
      `
      0 a k=1 n=1
      1 b k=1
      2 a k=1 n=2
      3 b k=1
      4 a k=1 n=3
      5 a k=1 n=4
      6 c k=1
      `,
      `
      3 t.abandoned "old" overtaken k=1 n=1
      5 t.abandoned "old" overtaken k=1 n=3
      6 t.success complete k=1 n=2
      `,
    );
  });

  it('`overtake` ends the older also when that is the one that caught up', () => {
    expectTold(
      'transaction t { key k start g.a as x then g.b ? then g.c where n == x.n then g.d on restart overtake timeout after 1h emit { n = x.n } }',
      '0 a k=1 n=1\n1 b k=1\n2 a k=1 n=2\n3 c k=1 n=2\n4 c k=1 n=1\n5 d k=1',
      '4 t.abandoned overtaken k=1 n=1\n5 t.success complete k=1 n=2',
    );
  });
});

describe('19: eviction', () => {
  it('ends the instance whose last taken record is oldest, of one instant the one that opened first, before the new one opens', () => {
    expectTold(
      'transaction t { key k start g.a then g.b then g.c limit 2 timeout after 1h }',
      `
      0 a k=1
      1 a k=2
      2 b k=2
      2 b k=1
      3 a k=3
      4 a k=4
      `,
      '3 t.evicted limit k=1\n4 t.evicted limit k=2',
    );
  });

  it('stays cheap and exact under a flood of keys of one instant', () => {
    const plan = planOf('transaction t { key k start g.a then g.b limit 1000 timeout after 1h }');
    const run = new Run(plan);
    const record = plan.records.findIndex(({ name }) => name === 'g.a');
    const slot = plan.records[record]?.fields.findIndex(({ name }) => name === 'k') ?? 0;
    for (let key = 0; key < 20_000; key++) {
      const values = plan.records[record]?.fields.map((_, i) => (i === slot ? String(key) : undefined)) ?? [];
      run.engine.accept(0, [{ record, time: 0, weight: 1, values, source: 0, line: 0 }]);
    }
    expect(run.outcomes.map(({ keys }) => keys[0]?.values[0]?.[0])).toEqual(Array.from({ length: 19_000 }, (_, key) => String(key)));
    expect(run.engine.runners[0]?.counters.live).toBe(1000);
  });
});

describe('20: the end of input', () => {
  it('makes orphans of the held records of a rule, then tells what is open, by stage, rule and opening; outcomes chain to later stages first', () => {
    expectTold(
      `
      transaction b { key k hold 9s start g.a then g.b timeout after 1h on orphan report }
      transaction a { key k start g.a then g.b timeout after 1h }
      transaction later { key k start any { a.open, b.orphan } then g.b timeout after 1h }
      `,
      `
      0 a k=2
      0 a k=1
      1 b k=9
      end
      `,
      `
      1 a.open end_of_input k=2
      1 a.open end_of_input k=1
      1 b.orphan orphan k=9
      1 b.open end_of_input k=2
      1 b.open end_of_input k=1
      1 later.open end_of_input k=2
      1 later.open end_of_input k=1
      1 later.open end_of_input k=9
      `,
    );
  });
});

describe('21 and 22: why, and what was awaited', () => {
  it('awaited is every record that could be taken now, in written order, without repeats', () => {
    const run = new Run(
      planOf(
        'transaction t { key k start g.a * then any { g.c, g.b } ? then all { g.d, g.a where n == 1, g.b } then g.e timeout after 5s }',
      ),
    ).feed('0 a k=1\n6 d');
    expect(run.outcomes[0]?.awaited).toEqual(['g.a', 'g.c', 'g.b', 'g.d']);
  });

  it('nothing is awaited after a complete pattern', () => {
    const run = new Run(planOf('transaction t { key k start g.a then g.b timeout after 5s }')).feed('0 a k=1\n1 b k=1');
    expect(run.outcomes[0]?.awaited).toEqual([]);
  });
});

describe('23: key values of an outcome', () => {
  it('are all it owned, by key, in order of binding, in canonical form', () => {
    const run = new Run(
      planOf('transaction t { key pair = k, addr key j start g.a then any { g.b, g.c } + then g.d timeout after 1h }'),
    ).feed('0 a k=1 addr=10.0.0.1 j=7\n1 b j=8 k=1 addr=10.0.0.1\n2 c j=8 k=2 addr=10.0.0.2\n3 d j=7');
    expect(run.told).toEqual(['3 t.success complete pair=1,10.0.0.1|2,10.0.0.2 j=7|8']);
    expect(run.outcomes[0]?.keys.map(({ parts }) => parts)).toEqual([['k', 'addr'], ['j']]);
  });

  it('chain as the first value bound, by part', () => {
    expectTold(
      `
      transaction t { key k, i key j start g.a then g.b then g.c timeout after 1h }
      window w { fire on t.success as x when true emit { k = x.k, j = x.j, took = x.duration } }
      `,
      '0 a k=1 i=2 j=7\n1 b k=1 i=2 j=8\n4 c j=7',
      '4 t.success complete k,i=1,2 j=7|8\n4 w.fired fired k="1" j="7" took=4000000',
    );
  });

  it('chain without an emitted field that is missing, whatever else the outcome has by its name', () => {
    expectTold(
      `
      transaction t { key k start g.a as x then g.b timeout "late" after 5s emit { name = x.n, k = x.n } }
      window w { over every 1m emit { names = list(t.timeout.name), mean = avg(t.timeout.name), ks = list(t.timeout.k) } }
      `,
      '0 a k=1 n=4\n1 a k=2\n60.1 d',
      '5 t.timeout "late" after k=1 name=4 k=4\n6 t.timeout "late" after k=2\n60 w.end end names=[4] mean=4 ks=[4]',
    );
  });

  it('chain with an emitted field rather than what the outcome has by the same name', () => {
    expectTold(
      `
      transaction t { key k start g.a then g.b timeout after 1h emit { duration = 5, name = "n" } }
      window w { fire on t.success as x when true emit { took = x.duration, name = x.name, end = x.end - x.begin } }
      `,
      '0 a k=1\n4 b k=1',
      '4 t.success complete k=1 duration=5 name="n"\n4 w.fired fired took=5 name="n" end=4000000',
    );
  });
});

describe('24: `report`', () => {
  const reportsOf = ({ outcomes }: Run) => outcomes.map(({ end, isReported, heldBack }: Outcome) => [end / 1e6, isReported, heldBack]);

  it('tells once per D for each outcome, name and value; exactly D later again; a missing value is a value', () => {
    const run = new Run(
      planOf(
        'transaction t { key j start g.a failure "f" on g.b where n > 0 then g.c timeout after 1h report failure once per 10s by s emit { s = first(g.a.s) } }',
      ),
    ).feed(`
      0 a j=1 s=x
      0 b j=1 n=1
      1 a j=2 s=x
      1 b j=2 n=1
      2 a j=3
      2 b j=3 n=1
      3 a j=4
      3 b j=4 n=1
      9.9 a j=5 s=x
      9.9 b j=5 n=1
      10 a j=6 s=x
      10 b j=6 n=1
      11 a j=7 s=x
      11 c j=7
      40 a j=8
      40 b j=8 n=1
    `);
    expect(reportsOf(run)).toEqual([
      [0, true, 0],
      [1, false, 0],
      [2, true, 0],
      [3, false, 0],
      [9.9, false, 0],
      [10, true, 2],
      [11, false, 0],
      [40, true, 1],
    ]);
  });

  it('never changes what is counted or chained', () => {
    const run = new Run(
      planOf(`
        transaction t { key k start g.a then g.b failure on g.c timeout after 1h report failure }
        window w { fire on t.success when true }
      `),
    ).feed('0 a k=1\n1 b k=1');
    expect(run.outcomes.map(({ rule, isReported }) => [rule, isReported])).toEqual([
      ['t', false],
      ['w', true],
    ]);
    expect(run.engine.runners[0]?.counters.outcomes).toEqual({ success: 1 });
  });
});
