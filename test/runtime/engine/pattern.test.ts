/** How a pattern takes records: fine print 9 to 14, and the order of candidates. */

import { describe, expect, it } from 'vitest';
import { expectTold, planOf, Run } from './harness.ts';

const told = (rules: string, log: string, expected: string) => expectTold(rules, log, expected);

describe('9: `all`', () => {
  it('takes its members in any order and ends when each has its minimum', () => {
    told(
      'transaction t { key k start all { g.a, g.b } then g.c timeout after 1h emit { n = count() } }',
      `
      0 b k=1
      1 c k=1
      2 a k=1
      3 c k=1
      `,
      '3 t.success complete k=1 n=3',
    );
  });

  it('prefers a member below its minimum to one that repeats', () => {
    told(
      `transaction t {
        key k
        start g.e
        then all { g.a {1..3} as x, g.a as y where s == "last", g.b }
        then g.c
        timeout after 1h
        emit { x = count(x), y = y.s ?? "none" }
      }`,
      `
      0 e k=1
      1 a k=1
      2 a k=1 s=last
      3 a k=1 s=last
      4 b k=1
      5 a k=1
      6 c k=1
      `,
      '6 t.success complete k=1 x=2 y="last"',
    );
  });
});

describe('patterns of very many positions', () => {
  it('take a set of many members in more different orders than are cached', () => {
    const members = Array.from({ length: 16 }, (_, i) => i);
    const log: string[] = [];
    for (let k = 0; k < 600; k++) {
      log.push(`${k} a k=${k}`);
      const place = (member: number) => ((member + 1) * (k + 1) * 7919) % 10_007;
      for (const member of members.toSorted((a, b) => place(a) - place(b))) log.push(`${k} b k=${k} n=${member}`);
      log.push(`${k} c k=${k}`);
      if (k % 200 === 0) log.push('restart');
    }
    const set = members.map((n) => `g.b where n == ${n}`).join(', ');
    const rules = `transaction t { key k start g.a then all { ${set} } then g.c timeout after 1h emit { n = count() } }`;
    const expected = Array.from({ length: 600 }, (_, k) => `${k} t.success complete k=${k} n=18`);
    expectTold(rules, log.join('\n'), expected.join('\n'));
  });

  it('go through loops in loops', () => {
    const loops = (body: string, depth: number): string => (depth === 0 ? body : `(${loops(body, depth - 1)} then g.c ?) {0..1000}`);
    const rules = `transaction t { key k start g.a then ${loops('g.b', 12)} then g.d timeout after 1h emit { n = count() } }`;
    const log = ['a', ...'bccbbccccbccccccccccccccc', 'd'].map((name, i) => `${i} ${name} k=1`).join('\n');
    expectTold(rules, log, '26 t.success complete k=1 n=27');
  });
});

describe('10: `where`, `previous` and names', () => {
  it('`where` on a set holds for each record it takes, and `previous` is missing in the first repetition', () => {
    told(
      `transaction t {
        key k
        start any { g.a, g.b } + as x where n > 0 and (previous.n == none or n == previous.n + 1)
        then g.c
        timeout after 1h
        on restart ignore
        emit { ns = list(x.n), last = x.n }
      }`,
      `
      0 a k=1 n=0
      1 a k=1 n=5
      2 b k=1 n=7
      3 b k=1 n=6
      4 a k=1 n=7
      5 c k=1
      `,
      '5 t.success complete k=1 ns=[5,6,7] last=7',
    );
  });

  it('a name inside repetitions is the last record of all; nothing is reset when a group begins again', () => {
    told(
      `transaction t {
        key k
        start ( g.a as x then g.b as y ) {2}
        then g.c
        timeout after 1h
        emit { x = x.n, y = y.n, ys = list(y.n) }
      }`,
      `
      0 a k=1 n=1
      1 b k=1 n=2
      2 a k=1 n=3
      3 b k=1 n=4
      4 c k=1
      5 a k=2 n=1
      6 b k=2 n=2
      7 a k=2 n=3
      `,
      '4 t.success complete k=1 x=3 y=4 ys=[2,4]',
    );
  });

  it('`where` may use earlier captures, and summaries of what was taken so far', () => {
    told(
      'transaction t { key k start g.a as x then g.b where n > x.n and count(g.a) == 1 timeout after 1h }',
      '0 a k=1 n=3\n1 b k=1 n=3\n2 b k=1 n=4',
      '2 t.success complete k=1',
    );
  });
});

describe('11: `next`', () => {
  it('lets no other record of the rule come between; one that fits nothing fails it when no way is left', () => {
    told(
      'transaction t { key k start g.a next g.b then g.c timeout after 1h }',
      `
      0 a k=1
      1 d k=1
      2 b k=1
      3 a k=2
      4 c k=2
      `,
      '4 t.failure next k=2',
    );
  });

  it('with a quantifier means the first only', () => {
    told(
      'transaction t { key k start g.a next g.b {2} then g.c then g.d timeout after 1h }',
      '0 a k=1\n1 b k=1\n2 c k=1\n3 b k=1\n4 c k=1\n5 d k=1',
      '5 t.success complete k=1',
    );
  });

  it('is not broken by a step before it that repeats', () => {
    told(
      'transaction t { key k start g.a * next g.b then g.c timeout after 1h }',
      `
      0 a k=1
      1 a k=1
      2 b k=1
      3 c k=1
      4 a k=2
      5 c k=2
      6 a k=2
      7 b k=2
      8 c k=2
      `,
      '3 t.success complete k=1\n8 t.success complete k=2',
    );
  });

  it('closes one alternative only, when another is left', () => {
    const run = told(
      'transaction t { key k start g.a then ( g.e next g.b ) ? then g.c then g.d timeout after 1h }',
      '0 a k=1\n1 e k=1\n2 d k=1',
      '2 t.failure next k=1',
    );
    expect(run.engine.runners[0]?.counters.unexpected.get('g.b')).toBe(1);
    told(
      'transaction t { key k start any { ( g.a next g.b ), g.c } then g.d then g.e timeout after 1h }',
      '0 c k=1\n1 e k=1\n2 d k=1\n3 e k=1',
      '3 t.success complete k=1',
    );
  });
});

describe('12: `within` and `without`', () => {
  it('run from the last record before the element until it has its minimum', () => {
    told(
      'transaction t { key k start g.a then g.b {2} within 5s then g.c timeout after 1h }',
      `
      0 a k=1
      1 a k=2
      2 a k=3
      4 b k=1
      5 b k=1
      5.5 b k=2
      6.5 b k=3
      7 d
      20 c k=1
      `,
      `
      6 t.timeout within k=2
      7 t.timeout within k=3
      20 t.success complete k=1
      `,
    );
  });

  it('exactly at the end is in time', () => {
    told('transaction t { key k start g.a then g.b within 5s }', '0 a k=1\n5 b k=1', '5 t.success complete k=1');
    told('transaction t { key k start g.a then g.b within 5s }', '0 a k=1\n5.000001 b k=1', '5 t.timeout within k=1');
  });

  it('on `start` run from the opening record', () => {
    told(
      'transaction t { key k start all { g.a, g.b } within 5s then g.c timeout after 1h }',
      '0 a k=1\n1 a k=2\n4 b k=1\n6.5 c k=1\n7 d',
      '6 t.timeout within k=2\n6.5 t.success complete k=1',
    );
  });

  it('`without` wins over a step, and names what came', () => {
    const run = told(
      'transaction t { key k start g.a then any { g.b, g.c } without any { g.b where n > 1 } then g.d timeout after 1h }',
      '0 a k=1\n1 b k=1 n=1\n2 a k=2\n3 b k=2 n=2\n4 d k=1',
      '3 t.failure without k=2\n4 t.success complete k=1',
    );
    expect(run.outcomes[0]?.reason).toContain('g.b came before');
  });
});

describe('13: `wait` and `no`', () => {
  it('`no R for D` passes when D goes by without R, and fails if R comes, at exactly D too', () => {
    told(
      'transaction t { key k start g.a then no g.b for 5s }',
      `
      0 a k=1
      1 a k=2
      2 a k=3
      3 b k=1
      6 b k=2
      8 d
      `,
      `
      3 t.failure no k=1
      6 t.failure no k=2
      7 t.success complete k=3
      `,
    );
  });

  it('each record that a step still takes starts it anew; its passing does not touch `idle`', () => {
    told(
      'transaction t { key k start g.a + then no g.b for 5s then g.c timeout "quiet" after 8s idle }',
      `
      0 a k=1
      3 a k=1
      4 a k=2
      12 d
      `,
      '11 t.timeout "quiet" idle k=1',
    );
  });

  it('`wait D` passes when D has gone by; before that what follows is not awaited', () => {
    const run = told(
      'transaction t { key k start g.a then wait 5s then g.b timeout after 1h }',
      '0 a k=1\n3 b k=1\n6 b k=1',
      '6 t.success complete k=1',
    );
    expect([...(run.engine.runners[0]?.counters.unexpected ?? [])]).toEqual([['', 1]]);
  });

  it('`within` behind a pause runs from its passing', () => {
    told(
      'transaction t { key k start g.a then wait 5s then g.b within 2s then g.c timeout after 1h }',
      '0 a k=1\n8 d',
      '7 t.timeout within k=1',
    );
  });
});

describe('14: `success when`', () => {
  it('is asked when the pattern is complete, and may ask about the whole', () => {
    const rules =
      'transaction t { key k start g.a as x then g.b as y success when y.n == x.n and duration <= 5s else "bad" timeout after 1h }';
    const run = told(
      rules,
      `
      0 a k=1 n=1
      1 b k=1 n=1
      2 a k=2 n=1
      3 b k=2 n=2
      4 a k=3 n=1
      10 b k=3 n=1
      11 a k=4 n=1
      12 b k=4
      `,
      `
      1 t.success complete k=1
      3 t.failure "bad" condition k=2
      10 t.failure "bad" condition k=3
      12 t.failure "bad" condition k=4
      `,
    );
    expect(run.outcomes[1]?.reason).toBe('y.n == x.n and duration <= 5s does not hold: y.n is 2, x.n is 1');
  });

  it('is not asked at an ending `success on` or `success after`', () => {
    told(
      'transaction t { key k start g.a then g.b success when 1 == 2 else "bad" success on g.c success after 5s }',
      '0 a k=1\n1 c k=1\n2 a k=2\n8 a k=3\n9 b k=3',
      '1 t.success on k=1\n7 t.success after k=2\n9 t.failure "bad" condition k=3',
    );
  });
});

describe('candidates at a record', () => {
  it('are first what is no repetition beyond its minimum, an optional element before the steps after it', () => {
    told(
      `transaction t {
        key k
        start g.a + as x
        then g.b ? as y
        then any { g.a, g.b } as z where n == 1
        then g.c
        timeout after 1h
        emit { x = count(x), y = count(y), z = count(z) }
      }`,
      `
      0 a k=1
      1 a k=1
      2 b k=1 n=1
      3 a k=1 n=1
      4 c k=1
      `,
      '4 t.success complete k=1 x=2 y=1 z=1',
    );
  });

  it('of repetitions the innermost goes first', () => {
    told(
      'transaction t { key k start ( g.a + as x then g.b ) + as y then g.c timeout after 1h emit { x = count(x), y = count(y) } }',
      '0 a k=1\n1 a k=1\n2 b k=1\n3 a k=1\n4 b k=1\n5 c k=1',
      '5 t.success complete k=1 x=3 y=5',
    );
  });

  it('of a set go in written order, whatever the order of the names of a record', () => {
    told(
      'transaction t { key k start any { g.b as y, g.a as x } then g.c timeout after 1h emit { x = x.n ?? 0, y = y.n ?? 0 } }',
      '0 a+b k=1 n=7\n1 c k=1',
      '1 t.success complete k=1 x=0 y=7',
    );
  });

  it('count exactly', () => {
    told(
      'transaction t { key k start g.a {2..3} then g.b timeout after 5s on restart ignore emit { n = count(g.a) } }',
      `
      0 a k=1
      1 b k=1
      2 a k=1
      3 a k=1
      3.5 a k=1
      4 b k=1
      `,
      '4 t.success complete k=1 n=3',
    );
  });
});

describe('what is told of an instance', () => {
  it('is its captures, its last step, and its records up to the limit: the first and the last', () => {
    const plan = planOf('transaction t { key k start g.a + as x then g.b as y then g.c timeout after 1h }');
    const run = new Run(plan, { recordLimit: 3 }).feed('0 a k=1 n=1\n1 a k=1 n=2\n2 a k=1 n=3\n3 b k=1 s=z\n4 c k=1');
    const [outcome] = run.outcomes;
    expect(outcome).toMatchObject({ lastStep: 'g.c', recordCount: 5, begin: 0, end: 4_000_000, code: 'complete' });
    expect(outcome?.records.map(({ record, line }) => `${record}:${line}`)).toEqual(['g.a:1', 'g.a:2', 'g.c:5']);
    expect(outcome?.captures.get('x')?.get('n')).toBe(3);
    expect(outcome?.captures.get('y')?.get('s')).toBe('z');
  });
});
