/** A rule continues from the state of another one with the same layout: `--on-change migrate`. */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { EngineOptions } from '../../../src/runtime/engine/engine.ts';
import { expectBalance, planOf, Run } from './harness.ts';
import { log } from './programs.ts';

/** Runs a log with one program, and continues with another log and a program whose rules have the same layouts. */
function migrated(from: string, log: string, to: string, more: string, params?: EngineOptions['params']): string[] {
  const [before, after] = [planOf(from), planOf(to)];
  expect(after.rules.map(({ layout }) => layout)).toEqual(before.rules.map(({ layout }) => layout));
  const run = new Run(after, params ? { params } : {});
  run.engine.restore(JSON.parse(JSON.stringify(new Run(before).feed(log).engine.save())));
  return run.feed(more).told;
}

it('values of ended transactions linger as long as they were to, though those of later ones linger for less', () => {
  const rule = (linger: string) => `transaction t { key k start g.a then g.b timeout after 1h linger ${linger} on orphan report }`;
  const more = '10 a k=2\n10 b k=2\n12 b k=2\n14 b k=2\n59 b k=1\n61 b k=1';
  expect(migrated(rule('60s'), '0 a k=1\n1 b k=1', rule('3s'), more)).toEqual(['10 t.success complete k=2', '14 t.orphan orphan k=2']);
});

it.each(['after 5s', 'by 00:00'])("an ending '%s' that counts since a step now ends what had taken that step before", (clock) => {
  const rule = (ending: string) => `transaction t { key k start g.a then g.c as x then g.b timeout ${ending} timeout after 2d }`;
  const told = migrated(rule('after 1h before x'), '86380 a k=1\n86390 c k=1', rule(`${clock} since x`), '200000 d');
  expect(told).toEqual([clock === 'by 00:00' ? '86400 t.timeout by k=1' : '86395 t.timeout after k=1']);
});

it('a within that runs lasts as long as it does now', () => {
  const rule = (within: string) => `transaction t { key k start g.a then g.b within ${within} }`;
  const told = migrated(rule('9s'), '0 a k=1\n1 d', rule('3s'), '8 b k=1');
  expect(told).toEqual(['3 t.timeout within k=1']);
});

it('a schedule awaits the keys that are listed now, and no others', () => {
  const rules = 'param hosts: list(text) = ["x", "y"]\nschedule s { key k from hosts await g.a every 10s grace 3s }';
  const told = migrated(rules, '0 d\n5 a k=x', rules, '8 a k=y\n27 d', new Map([['hosts', ['y', 'z']]]));
  expect(told).toEqual(['8 s.met met k=y', '18 s.missing missing k=z', '21 s.missing missing k=y']);
});

it.each([
  ['transaction t { key k start g.a then g.b timeout after 1h', '20 t.evicted limit k=1|20 t.evicted limit k=2|20 t.evicted limit k=3'],
  ['window t { key k over 1h open when count(g.a) >= 1', '20 t.open limit k=1|20 t.open limit k=2|20 t.open limit k=3'],
])('a lower limit holds from the next one on that opens: %s', (rule, told) => {
  const opened = '1 a k=1\n2 a k=2\n3 a k=3\n4 a k=4';
  expect(migrated(`${rule} }`, opened, `${rule} limit 2 }`, '20 a k=5').slice(0, 3)).toEqual(told.split('|'));
});

it('a lower limit of learnt keys holds from the next one on, too', () => {
  const rule = 'schedule t { key k learn 1h await g.a every 10s grace 2s';
  const opened = '1 a k=1\n1 a k=2\n1 a k=3\n4 a k=1\n4 a k=2\n4 a k=3';
  expect(migrated(`${rule} }`, opened, `${rule} limit 2 }`, '5 a k=4\n60 d').join()).not.toMatch(/k=[12]/);
});

/** Rules with the same layout. */
const ALIKE: readonly (readonly string[])[] = [
  [
    'transaction t { key k key j start g.a as x then g.b within 3s then g.c as y then g.d timeout after 9s before y timeout after 20s linger 5s report timeout once per 9s by k }',
    'transaction t { key k key j hold 2s start g.a as x then g.b within 1s then g.c as y then g.d timeout by 00:00 since y timeout after 20s on restart overlap on orphan report }',
    'transaction t { key k key j hold 1s start g.a as x then g.b within 4s then g.c as y then g.d timeout after 4s since y timeout after 5s idle on restart overtake limit 2 linger 1s all }',
    'transaction t { key k key j start g.a as x then g.b within 2s then g.c as y then g.d timeout after 3s before y timeout after 4s on restart ignore on conflict take limit 3 report timeout once per 1s }',
  ],
  [
    'transaction t { key every l key k start g.a then no g.b for 3s then g.c timeout after 9s on unexpected fail "odd" }',
    'transaction t { key every l key k hold 2s start g.a then no g.b for 1s then g.c timeout after 4s release k on g.a }',
  ],
  [
    'window t { key k over 5s open when count(g.a) >= 2 emit { n = list(g.a.n) } }',
    'window t { key k over 9s open when count(g.a) >= 1 for 1s close when count(g.a) < 1 for 2s emit { n = list(g.a.n) } limit 1 }',
    'window t { key k over 2s open when count(g.a) > 3 close when count(g.a) < 2 emit { n = list(g.a.n) } report begin once per 6s }',
  ],
  [
    'window t { key k over every 5s emit { n = count(g.a) } }',
    'window t { key k over every 3s zone "Europe/Paris" emit { n = count(g.a) } limit 1 }',
  ],
  [
    'window t { key k over session 3s emit { n = count(g.a) } }',
    'window t { key k over session 1s max 2s emit { n = count(g.a) } limit 1 }',
  ],
  [
    'window t { key k over 5s fire on g.a when count(g.a, 3s) >= 2 }',
    'window t { key k over 2s fire on g.a when count(g.a, 3s) >= 1 forget limit 1 }',
  ],
  ['schedule t { key k learn 9s await g.a every 5s grace 2s }', 'schedule t { key k learn 20s await g.a every 2s limit 1 }'],
];

it.each(ALIKE)('goes on by any other, and the counts add up: %s', (...rules) => {
  const plans = rules.map(planOf);
  expect(new Set(plans.map(({ rules: [rule] }) => rule?.layout)).size).toBe(1);
  const change = fc.record({
    at: fc.nat(40),
    to: fc.constantFrom(...plans),
    unpacked: fc.constantFrom({ initial: 0, most: 0 }, { initial: 9, most: 9 }),
  });
  fc.assert(
    fc.property(log, fc.constantFrom(...plans), fc.array(change, { maxLength: 3 }), (lines, first, changes) => {
      let run = new Run(first);
      const ids: string[] = [];
      for (const [i, line] of [...lines, 'end'].entries()) {
        for (const { to, unpacked } of changes.filter(({ at }) => at === i)) {
          ids.push(...run.outcomes.map(({ id }) => id));
          const state = JSON.stringify(run.engine.save());
          run = new Run(to, { unpacked });
          run.engine.restore(JSON.parse(state));
        }
        run.feed(line);
        expectBalance(run);
      }
      for (const { counters } of run.engine.runners) expect(counters.live).toBe(0);
      ids.push(...run.outcomes.map(({ id }) => id));
      expect(new Set(ids).size).toBe(ids.length);
    }),
    { numRuns: 150 },
  );
});
