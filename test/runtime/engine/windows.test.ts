/** Windows and look-backs: fine print 25 to 28. */

import { describe, expect, it } from 'vitest';
import { expectTold, planOf, Run } from './harness.ts';

describe('25: what is in a window', () => {
  it('sliding holds (t-D, t]', () => {
    expectTold(
      'window w { key k over 10s fire when count(g.a) >= 2 emit { n = count(g.a) } }',
      `
      0 a k=1
      10 a k=1
      15 a k=1
      19.9 a k=1
      20 a k=2
      `,
      `
      15 w.fired fired k=1 n=2
      19.9 w.fired fired k=1 n=3
      `,
    );
  });

  it('`every D` is [nD, (n+1)D), told when the watermark has passed its end', () => {
    expectTold(
      'window w { key k over every 10s emit { n = count(g.a), sum = sum(g.a.n) } }',
      `
      1 a k=1 n=1
      9.9 a k=1 n=2
      10 a k=1 n=4
      10 a k=2 n=8
      20 b k=1
      20.1 b k=1
      end
      `,
      `
      10 w.end end k=1 n=2 sum=3
      20 w.end end k=1 n=1 sum=4
      20 w.end end k=2 n=1 sum=8
      `,
    );
  });

  it('`every` follows the clock of its zone', () => {
    const run = new Run(planOf('window w { over every 1d zone "Europe/Paris" emit { n = count(g.a) } }'));
    run.feed('0 a\n82799 a\n82800 a\n169201 b\nend');
    expect(run.told).toEqual(['82800 w.end end n=2', '169200 w.end end n=1']);
    expect(run.outcomes.map(({ begin }) => begin / 1e6)).toEqual([-3600, 82_800]);
  });

  it('a session ends at last + D if no record came up to and including then; a record exactly at max belongs', () => {
    const run = expectTold(
      'window w { key k over session 5s max 12s emit { n = count(g.a) } }',
      `
      0 a k=1
      5 a k=1
      10 a k=1
      10.1 a k=2
      12 a k=1
      12.1 a k=1
      20 b k=1
      end
      `,
      `
      12 w.end end k=1 n=4
      15.1 w.end end k=2 n=1
      17.1 w.end end k=1 n=1
      `,
    );
    expect(run.outcomes.map(({ begin }) => begin / 1e6)).toEqual([0, 10.1, 12.1]);
  });

  it('that tells its end tells `open` if the input ends first', () => {
    expectTold('window w { key k over session 5s emit { n = count(g.a) } }', '0 a k=1\n3 b k=1\nend', '3 w.open end_of_input k=1 n=1');
  });
});

describe('26: episodes', () => {
  it('have one begin and one end: the fields of the window at begin, of all its records at the end, with the peak', () => {
    const run = expectTold(
      `window w {
        key k
        over 10s
        open when count(g.a) >= 3
        close when count(g.a) < 2
        emit { n = count(g.a), who = list(g.a.s), most = max(g.a.n) }
      }`,
      `
      0 a k=1 s=x n=9
      1 a k=1 s=y n=1
      2 a k=1 s=z n=2
      3 a k=1 s=u n=3
      11.5 a k=1 s=v n=4
      30 b k=1
      `,
      `
      2 w.begin begin k=1 n=3 who=["x","y","z"] most=9
      13 w.end end k=1 n=5 who=["x","y","z","u","v"] most=9
      `,
    );
    expect(run.outcomes.map(({ begin, peak, recordCount }) => [begin / 1e6, peak, recordCount])).toEqual([
      [2, 3, 3],
      [2, 4, 5],
    ]);
  });

  it('have a peak of what is compared with a constant, on whichever side it is', () => {
    const run = new Run(planOf('window w { key k over 10s open when 2 <= count(g.a) }')).feed('0 a k=1\n1 a k=1\n2 a k=1\n30 b k=1');
    expect(run.outcomes.map(({ peak }) => peak)).toEqual([2, 3]);
  });
});

describe('26: episodes as records leave', () => {
  it('`close` defaults to "open no longer holds"; it is looked at when records leave', () => {
    expectTold(
      'window w { key k over 10s open when count(g.a) >= 2 }',
      `
      0 a k=1
      1 a k=1
      20 b k=1
      `,
      '1 w.begin begin k=1\n10 w.end end k=1',
    );
  });

  it('begin as records leave, if what ended the one before left `open` holding', () => {
    expectTold(
      'window w { key k over 10s open when count(g.a) >= 2 close when count(g.a) != 2 }',
      `
      0 a k=1
      1 a k=1
      2 a k=1
      30 b k=2
      `,
      `
      1 w.begin begin k=1
      2 w.end end k=1
      10 w.begin begin k=1
      11 w.end end k=1
      `,
    );
  });

  it('begin as records leave, if counts are compared with each other', () => {
    expectTold(
      'window w { key k over 10s open when count(g.a) > count(g.b) }',
      `
      0 b k=1
      1 a k=1
      30 b k=2
      `,
      `
      10 w.begin begin k=1
      11 w.end end k=1
      `,
    );
  });

  it('one check begins or ends an episode, never both: a record that arrives as others leave decides', () => {
    expectTold(
      'window w { key k over 10s open when count(g.a) >= 2 }',
      `
      0 a k=1
      1 a k=1
      10 a k=1
      20 b k=1
      `,
      '1 w.begin begin k=1\n11 w.end end k=1',
    );
  });

  it('with `for D` only ends of instants count, and begin is s + D', () => {
    expectTold(
      'window w { key k over 60s open when count(g.a) >= 2 for 5s close when count(g.a) < 2 for 5s }',
      `
      0 a k=1
      1 a k=1
      6 b k=1
      100 b k=1
      `,
      '6 w.begin begin k=1\n65 w.end end k=1',
    );
    expectTold(
      'window w { key k over 3s open when count(g.a) >= 2 for 5s }',
      `
      0 a k=1
      1 a k=1
      3 a k=1
      3.5 a k=1
      6 a k=1
      8.4 a k=1
      9 a k=1
      20 b k=1
      `,
      '6 w.begin begin k=1\n6.5 w.end end k=1',
    );
  });

  it('a condition that holds only within an instant does not hold at its end', () => {
    expectTold(
      'window w { key k over 60s open when last(g.a.n) == 1 for 5s }',
      `
      0 a k=1 n=1
      3 a k=1 n=2
      3 a k=1 n=1
      9 b k=1
      20 a k=1 n=1
      22 a k=1 n=1
      22 a k=1 n=2
      90 b k=1
      `,
      '5 w.begin begin k=1\n22 w.end end k=1',
    );
  });

  it('are open at the end of input: begins are ends and open', () => {
    expectTold(
      'window w { key k over 60s open when count(g.a) >= 2 }',
      '0 a k=1\n1 a k=1\nend',
      '1 w.begin begin k=1\n1 w.open end_of_input k=1',
    );
  });

  it('one more than the limit gives up the window whose last record is oldest', () => {
    expectTold(
      'window w { key k over 60s open when count(g.a) >= 1 limit 2 }',
      '0 a k=1\n1 a k=2\n2 a k=1\n3 a k=3',
      `
      0 w.begin begin k=1
      1 w.begin begin k=2
      3 w.open limit k=2
      3 w.begin begin k=3
      `,
    );
  });
});

describe('`fire`', () => {
  it('is asked at records only, with `on R` only at R, and sees what R carries', () => {
    expectTold(
      'window w { key k fire on g.b as x when count(g.a, 10s) >= 2 emit { who = x.s, n = count(g.a, 10s) } }',
      `
      0 a k=1
      1 a k=1
      2 b k=1 s=bob
      3 b k=2
      10.5 b k=1
      `,
      '2 w.fired fired k=1 who="bob" n=2',
    );
  });

  it('`forget` empties the window, its look-backs too', () => {
    expectTold(
      'window w { key k over 60s fire on g.a when count(g.a) >= 2 or count(g.a, 30s) >= 2 forget }',
      '0 a k=1\n1 a k=1\n2 a k=1\n3 a k=1',
      '1 w.fired fired k=1\n3 w.fired fired k=1',
    );
  });
});

describe('27: look-backs', () => {
  it('are over (t-D, t], the record in hand included, whether or not an instance is open', () => {
    expectTold(
      'transaction t { key k start g.a where count(g.a, 10s) >= 2 then g.b timeout after 3s emit { n = count(g.a, 10s) } }',
      `
      0 a k=1
      5 a k=2
      9 a k=1
      10 b k=1
      11 a k=1
      15 d
      `,
      '10 t.success complete k=1 n=1\n14 t.timeout after k=1 n=2',
    );
  });

  it('go by the key that the record carries, otherwise by the first one that the instance owns', () => {
    expectTold(
      'transaction t { key k key j start g.a then g.b then g.c timeout after 1h emit { n = count(g.a, 1m) } }',
      `
      0 a k=1 j=7
      1 a k=3
      2 b j=7
      3 c j=7
      4 a k=3
      5 b k=3 j=9
      6 c k=3
      `,
      '3 t.success complete k=1 j=7 n=1\n4 t.abandoned restart k=3 n=2\n6 t.success complete k=3 j=9 n=2',
    );
  });

  it('of an instance that is evicted go by its own key, not by that of the record in hand', () => {
    expectTold(
      'transaction t { key k start g.a + then g.b limit 1 timeout after 1h emit { n = count(g.a, 1m) } }',
      '0 a k=1\n1 a k=1\n2 a k=2',
      '2 t.evicted limit k=1 n=2',
    );
  });

  it('end at the time of a late record, and begin D before the watermark', () => {
    expectTold(
      'window w { fire on g.b when true emit { n = count(g.a, 10s) } }',
      '0 a\n4 a\n8 a\n12 d\n7 b\n12 b',
      '7 w.fired fired n=1\n12 w.fired fired n=2',
    );
  });

  it('keep no more than their records, also while nobody asks for them', () => {
    const run = new Run(planOf('window w { fire on g.b when count(g.a, 5s) > 3 }'));
    for (let second = 0; second < 100; second++) run.feed(`${second} a`);
    const saved = run.engine.runners.map((runner) => runner.save() as { lookbacks: unknown });
    expect(saved).toMatchObject([{ lookbacks: [['', 99 * 1e6, [{ entries: { length: 5 } }]]] }]);
  });

  it('weigh only in `count`, and skip missing values', () => {
    expectTold(
      'window w { fire on g.b when true emit { n = count(g.a, 1m), v = count(g.a.n, 1m), sum = sum(g.a.n, 1m), who = distinct(g.a.s, 1m) } }',
      '0 a*5 n=2 s=x\n1 a s=x\n2 b',
      '2 w.fired fired n=6 v=5 sum=2 who=1',
    );
  });
});

describe('28: late records', () => {
  it('count in the windows of their own time that have not ended', () => {
    const { engine } = expectTold(
      'window w { key k over every 10s emit { n = count(g.a) } }',
      `
      1 a k=1
      10 a k=1
      9 a k=1
      10.1 a k=1
      5 a k=1
      25 b k=1
      `,
      '10 w.end end k=1 n=2\n20 w.end end k=1 n=2',
    );
    expect(engine.late).toBe(2);
    expect(engine.runners[0]?.counters.tooLate).toBe(1);
  });

  it('that have left a sliding window are too late; sessions are measured by the instant', () => {
    const { engine } = expectTold(
      'window w { key k over 5s fire on g.a when true emit { n = count(g.a) } }',
      '10 a k=1\n6 a k=1\n5 a k=1\n12 a k=1',
      '10 w.fired fired k=1 n=1\n6 w.fired fired k=1 n=2\n12 w.fired fired k=1 n=2',
    );
    expect(engine.runners[0]?.counters.tooLate).toBe(1);
    expectTold('window w { key k over session 5s emit { n = count(g.a) } }', '10 a k=1\n1 a k=1\n14 b\n15.1 b', '15 w.end end k=1 n=2');
  });
});
