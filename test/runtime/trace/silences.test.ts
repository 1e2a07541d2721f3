/** Windows that were silent, and the moment when each came closest. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Silences } from '../../../src/runtime/trace/silences.ts';
import { planOf, Run } from '../engine/harness.ts';

/** `rule key second: why`, for keys `k` that are wanted. */
function silencesOf(rules: string, log: string, wanted = (_key: unknown): boolean => true): string[] {
  const run: Run = new Run(planOf(rules));
  const silences = new Silences(run.engine.environment, (_rule, keys) => wanted(keys[0]?.values[0]?.[0]));
  run.engine.observer = silences;
  run.feed(log);
  for (const outcome of run.outcomes) silences.onOutcome(outcome);
  return silences.list.map(({ rule, keys, at, why, place }) => {
    const where = place ? `, line ${place.line}` : '';
    return `${rule} ${keys[0]?.values[0]} ${at / 1_000_000}: ${why}${where}`;
  });
}

describe('a window that never', () => {
  it.each([
    ['began', 'open when count(g.a) >= 3', 'count(g.a) >= 3 does not hold (count(g.a) is 2), line 2'],
    ['fired', 'fire when count(g.a) >= 3', 'count(g.a) >= 3 does not hold (count(g.a) is 2), line 2'],
    ['fell below', 'fire when sum(g.a.n) < 1', 'sum(g.a.n) < 1 does not hold (sum(g.a.n) is 1), line 1'],
    ['rose above, said in reverse', 'open when 3 <= count(g.a)', '3 <= count(g.a) does not hold (count(g.a) is 2), line 2'],
    ['met the second of two', 'fire when sum(g.a.n) >= 1 and count(g.a) > 7', 'count(g.a) > 7 does not hold (count(g.a) is 2), line 2'],
    ['met what is not compared', 'fire when first(g.a.s) == "x"', 'first(g.a.s) == "x" does not hold (first(g.a.s) is missing), line 4'],
  ])('%s is told as it came closest', (_, condition, why) => {
    const log = '1 a k=1 n=1\n2 a k=1 n=1\n20 a k=1 n=1\n40 a k=1 n=2\nend';
    expect(silencesOf(`window w { key k over 5s ${condition} }`, log)).toEqual([expect.stringMatching(/^w 1 \d+: /)]);
    expect(silencesOf(`window w { key k over 5s ${condition} }`, log)[0]?.replace(/^w 1 \d+: /, '')).toBe(why);
  });

  it('held for long enough is told when it had held longest', () => {
    const log = '1 a k=1\n2 a k=1\n4 b k=2\n100 b k=2\nend';
    expect(silencesOf('window w { key k over 3s open when count(g.a) >= 2 for 1m close when count(g.a) < 1 }', log)).toEqual([
      'w 1 2: count(g.a) >= 2 held, but not for long enough',
    ]);
  });

  it('had an outcome is not silent, and neither is one of another key', () => {
    const rules = 'window w { key k over 5s open when count(g.a) >= 2 }';
    const log = '1 a k=1\n2 a k=1\n3 a k=2\n9 a k=1\nend';
    expect(silencesOf(rules, log)).toEqual(['w 2 3: count(g.a) >= 2 does not hold (count(g.a) is 1), line 3']);
    expect(silencesOf(rules, log, (key) => key === '1')).toEqual([]);
  });

  it('began is told with the greatest count that it had, and when it had it first', () => {
    const second = fc.integer({ min: 0, max: 60 });
    const record = fc.record({ at: second, key: fc.constantFrom('1', '2', '3') });
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 40 }), (records) => {
        const inOrder = records.toSorted((a, b) => a.at - b.at);
        const log = [...inOrder.map(({ at, key }) => `${at} a k=${key}`), 'end'].join('\n');
        const expected = new Map<string, { count: number; at: number }>();
        for (const [i, { at, key }] of inOrder.entries()) {
          const count = inOrder.slice(0, i + 1).filter((one) => one.key === key && one.at > at - 10).length;
          if (count > (expected.get(key)?.count ?? 0)) expected.set(key, { count, at });
        }
        const told = silencesOf('window w { key k over 10s open when count(g.a) >= 50 }', log).map((text) => text.replace(/, line .*/, ''));
        expect(told.toSorted()).toEqual(
          Array.from(
            expected,
            ([key, { count, at }]) => `w ${key} ${at}: count(g.a) >= 50 does not hold (count(g.a) is ${count})`,
          ).toSorted(),
        );
      }),
    );
  });
});
