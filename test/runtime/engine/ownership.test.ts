/** Which transaction owns a value of a key: fine print 6 to 8. */

import { describe, expect, it } from 'vitest';
import { expectTold, tell } from './harness.ts';

describe('6: release', () => {
  const rules = `
    transaction t {
      key pid = k
      key j
      start g.a
      then g.b
      then g.c
      success "done" on g.d
      release pid on any { g.d, g.b }
      timeout after 1h
      linger 1h
      on orphan report
    }
  `;

  it('gives the values of its key back when the record is done with; the outcome still owns them', () => {
    expectTold(
      rules,
      `
      0 a k=1 j=7
      1 d k=1
      2 b k=1
      3 b j=7
      `,
      `
      1 t.success "done" on pid=1 j=7
      2 t.orphan orphan pid=1
      `,
    );
  });

  it('also applies to an instance that continues', () => {
    expectTold(
      rules,
      `
      0 a k=1 j=7
      1 b k=1
      2 a k=1
      3 c j=7
      `,
      '3 t.success complete j=7',
    );
  });

  it('without a key of every key', () => {
    expectTold(
      'transaction t { key k key j start g.a then g.b then g.c release on g.b timeout after 5s }',
      `
      0 a k=1 j=7
      1 b k=1 j=7
      2 c k=1
      3 c j=7
      6 d
      `,
      '5 t.timeout after',
    );
  });
});

describe('7: `on conflict`', () => {
  const rules = (policy: string) => `
    transaction t {
      key k
      key j
      start g.a
      then g.b
      then g.c
      on conflict ${policy}
      timeout after 10s
    }
  `;
  const log = `
    0 a k=1 j=7
    1 a k=2
    2 b k=2 j=7
    3 c j=7
    4 b k=1
    11 d
  `;

  it('`count` leaves a value where it is', () => {
    const { engine } = expectTold(rules('count'), log, '10 t.timeout after k=1 j=7\n');
    expect(engine.runners[0]?.counters).toMatchObject({ conflicts: 1, live: 1 });
  });

  it('`take` moves it; without any the other can only time out', () => {
    expectTold(rules('take'), log, '3 t.success complete k=2 j=7\n10 t.timeout after k=1');
    expectTold(
      'transaction t { key j key k start g.a then g.b on conflict take timeout after 10s on orphan report }',
      `
      0 a j=7
      1 a k=1
      2 b k=1 j=7
      3 b j=7
      12 d
      `,
      `
      2 t.success complete j=7 k=1
      3 t.orphan orphan j=7
      11 t.timeout after
      `,
    );
  });
});

describe('8: a list key', () => {
  const rules = `
    transaction t {
      key every l
      start g.a as x
      then g.b
      timeout after 1h
      emit { all = x.l }
    }
  `;

  it('has a transaction for each element, each reached once; a value that is no list is a list of one', () => {
    expectTold(
      rules,
      `
      0 a l=[x,y,x]
      1 a l=[]
      2 b l=[z,y,x]
      `,
      `
      2 t.success complete l=y all=["x","y","x"]
      2 t.success complete l=x all=["x","y","x"]
      `,
    );
  });

  it('finds all targets before any delivery', () => {
    expectTold(
      'transaction t { key every l start g.a + then g.b timeout after 1h on restart ignore emit { n = count(g.a) } }',
      `
      0 a l=[x]
      1 a l=[x,y]
      2 b l=[x]
      3 b l=[y]
      `,
      `
      2 t.success complete l=x n=2
      3 t.success complete l=y n=1
      `,
    );
  });

  it('makes one orphan of a record of which no element is known', () => {
    expect(
      tell('transaction t { key every l start g.a then g.b timeout after 1h on orphan report }', '0 b l=[x,y]\n1 a l=[x]\n2 b l=[x,z]'),
    ).toEqual(['0 t.orphan orphan l=x|y', '2 t.success complete l=x']);
  });
});
