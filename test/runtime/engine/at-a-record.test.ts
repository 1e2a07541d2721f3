/** The effects of a record: fine print 1 to 5. */

import { describe, expect, it, vi } from 'vitest';
import { OpenInstances } from '../../../src/runtime/engine/transaction/open-instances.ts';
import { expectTold } from './harness.ts';

describe('1: the order of rules', () => {
  it('is stage, then name; outcomes are delivered after the record, in the order they arose', () => {
    const rules = `
      transaction zeta  { key k start g.a then g.b timeout after 10s }
      transaction alpha { key k start g.a then g.b timeout after 10s }
      window late { fire on any { zeta.success, alpha.success } as x when true emit { rule = x.name ?? "none" } }
      transaction beta { key k start alpha.success then g.b timeout after 10s }
    `;
    expectTold(
      rules,
      `
      0 a k=1
      1 b k=1
      2 b k=1
      `,
      `
      1 alpha.success complete k=1
      1 zeta.success complete k=1
      1 late.fired fired rule="none"
      1 late.fired fired rule="none"
      2 beta.success complete k=1
      `,
    );
  });
});

describe('2: an ending `all`', () => {
  const rules = `
    transaction t {
      key k
      start any { g.a, g.e }
      then g.b
      abandoned all "boot" on g.e
      timeout after 1h
      on orphan report
    }
  `;

  it('ends them in order of opening, not of their last records, and only those to which it applies', () => {
    expectTold(
      `transaction t {
        key k
        start g.a then g.b as x then g.c then g.d as y
        abandoned all on g.e before y
        timeout after 1h
      }`,
      `
      0 a k=1
      1 a k=2
      2 a k=3
      3 b k=3
      4 b k=1
      5 e
      `,
      `
      5 t.abandoned on k=1
      5 t.abandoned on k=2
      5 t.abandoned on k=3
      `,
    );
  });

  it('that applies to none does not put the open ones in order', () => {
    const ordered = vi.spyOn(OpenInstances.prototype, 'inOrderOfOpening');
    expectTold(
      'transaction t { key k start g.a then g.b abandoned all on g.e where m > 1 timeout after 1h }',
      '0 a k=1\n1 a k=2\n2 e m=1\n3 e m=1\n4 b k=1\n5 b k=2',
      '4 t.success complete k=1\n5 t.success complete k=2',
    );
    expect(ordered).not.toHaveBeenCalled();
    ordered.mockRestore();
  });

  it('needs no key and ends every instance, in order of opening; then the record goes on and may open one that it does not end', () => {
    expectTold(
      rules,
      `
      0 a k=2
      1 a k=1
      2 e k=3
      3 b k=3
      4 a k=4
      5 e
      `,
      `
      2 t.abandoned "boot" on k=2
      2 t.abandoned "boot" on k=1
      3 t.success complete k=3
      5 t.abandoned "boot" on k=4
      `,
    );
  });

  it('makes its record no orphan and no record without a key', () => {
    const { engine } = expectTold(
      'transaction t { key k start g.a then g.b abandoned all on g.e timeout after 1h on orphan report }',
      `
      0 e k=1
      1 e
      2 b k=1
      `,
      '2 t.orphan orphan k=1',
    );
    expect(engine.runners[0]?.counters).toMatchObject({ noKey: 0, orphans: 1 });
  });
});

describe('3: `since` and `before`', () => {
  it('`since` is not tried on the very record that its step has just taken', () => {
    expectTold(
      'transaction t { key k start g.a as x then g.b failure "again" on g.a since x timeout after 1h on restart ignore }',
      `
      0 a k=1
      1 a k=1
      `,
      '1 t.failure "again" on k=1',
    );
  });

  it('a clock with `since` runs from the last record of its step', () => {
    expectTold(
      'transaction t { key k start g.a then g.b * as x then g.c timeout "slow" after 5s since x timeout after 1h }',
      `
      0 a k=1
      8 b k=1
      12 b k=1
      17 a k=2
      18 d
      `,
      '17 t.timeout "slow" after k=1',
    );
  });

  it('`before` holds also when its step was passed by', () => {
    expectTold(
      'transaction t { key k start g.a then g.b ? as x then g.c then g.d failure "no b" on g.e before x timeout after 1h }',
      `
      0 a k=1
      1 c k=1
      2 e k=1
      3 a k=2
      4 b k=2
      5 e k=2
      6 c k=2
      7 d k=2
      `,
      `
      2 t.failure "no b" on k=1
      7 t.success complete k=2
      `,
    );
  });
});

describe('4: the opening record', () => {
  it('is not asked for `all` and `without`, and for endings `on` only if it does not complete the pattern', () => {
    expectTold(
      'transaction t { key k start any { g.a, g.c } without g.a then g.b failure "first" on g.a where s == "bad" timeout after 1h }',
      `
      0 a k=1
      1 b k=1
      2 a k=2 s=bad
      `,
      `
      1 t.success complete k=1
      2 t.failure "first" on k=2
      `,
    );
    expectTold(
      'transaction t { key k start any { g.a, g.c } then g.b ? then g.d failure on g.c timeout after 1h }',
      '0 c k=1',
      '0 t.failure on k=1',
    );
    expectTold(
      'transaction t { key k start any { g.a, (g.c then g.b) } failure "c" on any { g.a, g.c } timeout after 1h }',
      '0 a k=1\n1 c k=1',
      '0 t.success complete k=1\n1 t.failure "c" on k=1',
    );
  });
});

describe('5: what is unexpected', () => {
  it('is not what a warning or a release takes, also when the warning was told before, nor what `on restart ignore` ignores: `next` stays open', () => {
    const rules = `
      transaction t {
        key k
        key j
        start g.a
        next g.b
        warning "c" on g.c
        release j on g.d
        on restart ignore
        timeout after 1h
      }
    `;
    const { engine } = expectTold(
      rules,
      `
      0 a k=1
      1 c k=1
      2 d k=1
      3 a k=1
      4 b k=1
      5 a k=2
      6 c k=2
      7 c k=2
      8 b k=2
      `,
      `
      1 t.warning "c" on k=1
      4 t.success complete k=1
      6 t.warning "c" on k=2
      8 t.success complete k=2
      `,
    );
    expect(engine.runners[0]?.counters.ignored).toBe(1);
  });

  it('binds its free values and changes nothing else: `idle` counts from the last record that a step took', () => {
    expectTold(
      'transaction t { key k key j start g.a then g.b then g.c timeout "quiet" after 5s idle }',
      `
      0 a k=1
      4 c k=1 j=7
      5 b j=7
      9 c k=1 j=8
      10 d
      `,
      '9 t.success complete k=1 j=7|8',
    );
    expectTold(
      'transaction t { key k start g.a then g.b then g.c timeout "quiet" after 5s idle }',
      '0 a k=1\n4 c k=1\n6 d',
      '5 t.timeout "quiet" idle k=1',
    );
  });

  it('is counted by what was awaited only', () => {
    const { engine } = expectTold('transaction t { key k start g.a then g.b then g.c timeout after 1h }', '0 a k=1\n1 c k=1\n2 c k=1', '');
    expect([...(engine.runners[0]?.counters.unexpected ?? [])]).toEqual([['g.b', 2]]);
  });

  it('fails with `on unexpected fail`', () => {
    expectTold(
      'transaction t { key k start g.a then g.b then g.c on unexpected fail "odd" timeout after 1h }',
      '0 a k=1\n1 c k=1',
      '1 t.failure "odd" unexpected k=1',
    );
  });
});

describe('what a condition makes of a missing value', () => {
  it.each([
    ['n != 1', false],
    ['not (n == 1)', true],
    ['n not in [1, 2]', false],
    ['not (n in [1, 2])', true],
    ['addr not in 10.0.0.0/8', false],
    ['s not contains "x"', false],
    ['s not starts with "x"', false],
    ['s not matches /x/', false],
    ['l not contains "x"', false],
    ['not (l contains "x")', true],
    ['free not in ["x"]', false],
    ['free not in l', false],
  ])('%s: %s', (condition, holds) => {
    expectTold(`transaction t { key k start g.a where ${condition} }`, '0 a k=1', holds ? '0 t.success complete k=1' : '');
  });
});

describe('a warning on a record', () => {
  it('names the record that caused it, even after others have matched it', () => {
    expectTold(
      'transaction t { key k start g.a then g.b + then g.c warning "many" on g.b as b where b.n > 1 timeout after 1h emit { n = b.n } }',
      `
      0 a k=1
      1 b k=1 n=1
      2 b k=1 n=2
      3 b k=1 n=3
      4 c k=1
      `,
      `
      2 t.warning "many" on k=1 n=2
      4 t.success complete k=1 n=2
      `,
    );
  });
});
