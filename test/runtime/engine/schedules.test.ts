/** Schedules: fine print 29. */

import { describe, expect, it } from 'vitest';
import { expectTold, planOf, Run } from './harness.ts';

const LISTED = 'param hosts: list(text) = ["x", "y"]\n';
const HOUR = 3600;

describe('29: a schedule with a period', () => {
  const heartbeat = `${LISTED}schedule s { key k from hosts await g.a every 10s grace 3s }`;

  it('begins at the first record of the input; a listed key never seen is missing', () => {
    const run = expectTold(
      heartbeat,
      `
      100 b k=z
      105 a k=x
      118 a k=x
      119 b
      `,
      `
      105 s.met met k=x
      113 s.missing missing k=y
      118 s.met met k=x
      `,
    );
    expect(run.outcomes[1]).toMatchObject({ begin: 110e6, end: 113e6 });
  });

  it('each record in time is met, exactly at the end of the grace too', () => {
    expectTold(
      `${LISTED}schedule s { await g.a every 10s grace 3s }`,
      '0 a\n1 a\n14 a\n27.1 b',
      '0 s.met met\n1 s.met met\n14 s.met met\n27 s.missing missing',
    );
  });

  it('after a miss the next is due a period after the missed due', () => {
    expectTold(
      'schedule s { await g.a every 10s grace 3s }',
      '0 a\n34 b',
      '0 s.met met\n13 s.missing missing\n23 s.missing missing\n33 s.missing missing',
    );
  });

  it('after its miss was reported a record is late and does not count for the next period', () => {
    const { engine } = expectTold(
      'schedule s { await g.a every 10s grace 3s }',
      `
      0 a
      14 a
      24 b
      `,
      '0 s.met met\n13 s.missing missing\n23 s.missing missing',
    );
    expect(engine.runners[0]?.counters.tooLate).toBe(1);
  });

  it('expects nothing more after the end of the input, even after a restart', () => {
    expectTold('schedule s { await g.a every 10s }', '0 a\nend\nrestart\nadvance 100', '0 s.met met');
  });

  it('recovers after one lost record', () => {
    expectTold(
      'schedule s { await g.a every 10s grace 3s }',
      '0 a\n10 a\n29.9 a\n39.9 a\n50 a',
      '0 s.met met\n10 s.met met\n23 s.missing missing\n29.9 s.met met\n39.9 s.met met\n50 s.met met',
    );
  });

  it('finds the rhythm of records that come back just after each due time', () => {
    expectTold(
      'schedule s { await g.a every 10s grace 3s }',
      '0 a\n34 a\n44 a\n54 a\n68 b',
      '0 s.met met\n13 s.missing missing\n23 s.missing missing\n33 s.missing missing\n43 s.missing missing\n54 s.met met\n67 s.missing missing',
    );
  });
});

describe('29: misses in a row', () => {
  const CENTURY = 36_525 * 24 * HOUR;

  it('are reported ten thousand times for a key, which is then judged from the second of two records', () => {
    const run = new Run(planOf(`${LISTED}schedule s { key k from hosts await g.a every 10s grace 3s }`));
    run.feed(`0 a k=x\n5 a k=y\n${CENTURY} b\n${CENTURY + 1} a k=x\n${CENTURY + 9} a k=x\n${CENTURY + 30} b`);
    const missing = run.outcomes.filter(({ outcome }) => outcome === 'missing');
    expect(missing.length).toBe(20_000 + 1);
    const [of, last] = [missing[9], missing[19_999]];
    expect(of?.reason).toBe('it did not come in time');
    expect(last?.reason).toMatch(/ 10000 times in a row; no more is told of it until it comes again$/);
    expect(run.outcomes.slice(-2).map(({ outcome, end }) => [outcome, end / 1e6])).toEqual([
      ['met', CENTURY + 9],
      ['missing', CENTURY + 22],
    ]);
  });
});

describe('29: a daily schedule', () => {
  const daily = `${LISTED}schedule s { key k from hosts await g.a daily by 06:00 grace 30m }`;
  const at = (day: number, hours: number) => (day * 24 + hours) * HOUR;

  it('is met by the first record after the previous due; one within the grace serves the day just due', () => {
    expectTold(
      daily,
      `
      ${at(0, 1)} a k=x
      ${at(0, 2)} a k=x
      ${at(0, 6.25)} a k=y
      ${at(0, 7)} a k=x
      ${at(1, 5)} a k=y
      ${at(1, 8)} b
      `,
      `
      ${at(0, 1)} s.met met k=x
      ${at(0, 6.25)} s.met met k=y
      ${at(0, 7)} s.met met k=x
      ${at(1, 5)} s.met met k=y
      `,
    );
  });

  it('after the miss was reported a record is late, and the next day is missed too without another', () => {
    const { engine } = expectTold(
      'schedule s { await g.a daily by 06:00 grace 30m }',
      `
      ${at(0, 1)} b
      ${at(0, 7)} a
      ${at(1, 7)} b
      ${at(2, 5)} a
      ${at(2, 7)} b
      `,
      `
      ${at(0, 6.5)} s.missing missing
      ${at(1, 6.5)} s.missing missing
      ${at(2, 5)} s.met met
      `,
    );
    expect(engine.runners[0]?.counters.tooLate).toBe(1);
  });

  it('follows the clock of its zone', () => {
    const run = new Run(planOf('schedule s { await g.a daily by 06:00 zone "Europe/Paris" }'));
    run.feed(`${at(0, 1)} b\n${at(1, 6)} b`);
    expect(run.told).toEqual([`${at(0, 5)} s.missing missing`, `${at(1, 5)} s.missing missing`]);
  });
});

describe('29: learnt keys', () => {
  it('are judged from the second of two records within a period and grace, and forgotten after their silence', () => {
    expectTold(
      'schedule s { key k learn 40s await g.a every 10s grace 3s }',
      `
      0 a k=x
      13 a k=x
      13 a k=y
      27 a k=y
      36 b
      60 b
      100 a k=x
      110 a k=x
      111 b
      `,
      `
      13 s.met met k=x
      26 s.missing missing k=x
      36 s.missing missing k=x
      46 s.missing missing k=x
      110 s.met met k=x
      `,
    );
  });

  it('are as many as the limit allows: one more forgets the one whose record is oldest', () => {
    expectTold(
      'schedule s { key k learn 1h await g.a every 10s limit 2 }',
      '0 a k=x\n1 a k=y\n2 a k=x\n3 a k=z\n4 a k=y\n5 a k=z\n20 b',
      '2 s.met met k=x\n5 s.met met k=z\n15 s.missing missing k=z',
    );
  });

  it('that are listed nowhere do not count where keys are listed', () => {
    expectTold(`${LISTED}schedule s { key k from hosts await g.a every 10s }`, '0 a k=z\n5 a', '');
  });
});

describe('29: the end of input', () => {
  it('runs no schedule on', () => {
    expectTold('schedule s { await g.a every 10s }', '0 a\nexpire', '0 s.met met');
  });
});

describe('a schedule of a program that another one goes on as', () => {
  it('awaits its first record from then on, as at the first record of an input', () => {
    const before = new Run(planOf('window w { over 5s fire when count(g.a) > 9 }')).feed('100 a');
    const after = new Run(planOf('schedule s { await g.a every 10s grace 3s }'));
    after.engine.restore(before.engine.save(new Set()));
    expect(after.feed('105 b\n114 b').told).toEqual(['113 s.missing missing']);
  });
});
