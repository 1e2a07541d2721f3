/** `after STEP.FIELD`: how long it takes is in a record. */

import { describe, expect, it } from 'vitest';
import { expectTold, planOf, Run, seconds } from './harness.ts';

const LEASE = 'transaction t { key k start g.a then g.b + as x then g.c failure "over" after x.took timeout after 1h }';

describe('a time that a record tells', () => {
  it('counts from this record, and is over at its last instant', () => {
    expectTold(
      LEASE,
      '0 a k=1\n0 a k=2\n2 b k=1 took=5\n2 b k=2 took=5\n7 c k=1\n8 c k=2',
      '7 t.success complete k=1\n7 t.failure "over" after k=2',
    );
  });

  it('is that of the last record which the step took, whatever those before told', () => {
    expectTold(
      LEASE,
      '0 a k=1\n0 a k=2\n1 b k=1 took=5\n1 b k=2 took=500\n4 b k=1 took=20\n4 b k=2 took=3\n30 d',
      '7 t.failure "over" after k=2\n24 t.failure "over" after k=1',
    );
  });

  it('never passes if the record does not tell it, and is none if it is negative', () => {
    expectTold(
      LEASE,
      '0 a k=1\n0 a k=2\n1 b k=1\n2 b k=1 took=3\n3 b k=1\n3 b k=2 took=-2\n4000 d',
      '3 t.failure "over" after k=2\n3600 t.timeout after k=1',
    );
  });

  it('is one of silence with `idle`, from its record on', () => {
    expectTold(
      'transaction t { key k start g.a as x then g.b + then g.c abandoned "still" after x.took idle timeout after 1h }',
      '0 a k=1 took=5\n0 a k=2\n4 b k=1\n8 b k=1\n20 d\n21 end',
      '13 t.abandoned "still" idle k=1',
    );
  });

  it('counts from the instant of a late record, so that nothing ends before what it was given', () => {
    const run = expectTold(LEASE, '0 a k=1\n100 d\n20 b k=1 took=30\n140 d', '130 t.failure "over" after k=1');
    expect(run.outcomes[0]?.reason).toBe('after x.took has passed: 30s');
  });

  it('limits warnings and `before`, and outlasts a restart', () => {
    expectTold(
      'transaction t { key k start g.a as x then g.b as y then g.c warning "half" after x.took before y failure "over" after y.took timeout after 1h }',
      '0 a k=1 took=5\nrestart\n0 a k=2 took=5\n4 b k=2 took=9\nrestart\n6 b k=1\n20 d',
      '5 t.warning "half" after k=1\n13 t.failure "over" after k=2',
    );
  });

  it('is the same for instances that are packed', () => {
    const log = Array.from({ length: 40 }, (_, i) => `${i} a k=${i}\n${i} b k=${i} took=${(i * 7) % 30}`).join('\n');
    const runs = [1, 10_000].map((initial) => new Run(planOf(LEASE), { unpacked: { initial, most: initial } }).feed(`${log}\n200 d`));
    const ends = runs.map(({ outcomes }) => outcomes.map(({ id, end }) => `${id} ${seconds(end)}`));
    expect(ends[0]).toHaveLength(40);
    expect(ends[0]).toEqual(ends[1]);
  });
});
