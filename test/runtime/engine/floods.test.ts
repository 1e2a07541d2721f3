/** No log stops the engine, however many records of one kind arrive at once. */

import { expect, it, vi } from 'vitest';
import type { Plan, RulePlan } from '../../../src/dsl/plan.ts';
import { countUnexpected, MOST_AWAITED, newCounters, OTHERS_AWAITED } from '../../../src/runtime/engine/counting.ts';
import { planOf, Run } from './harness.ts';

/** More than the maximum number of arguments in one call. */
const MANY = 150_000;

/** Delivers records of one name, each with its `k`. */
function deliver(run: Run, plan: Plan, name: string, keys: readonly string[], time: number): void {
  const record = plan.records.findIndex((one) => one.name === name);
  const fields = plan.records[record]?.fields ?? [];
  for (const [line, k] of keys.entries()) {
    const values = fields.map((field) => (field.name === 'k' ? k : undefined));
    run.engine.accept(time, [{ record, time, weight: 1, values, source: 0, line }]);
  }
}

it('all records that are held for one value come right after the one that binds it', () => {
  const plan = planOf('transaction t { key k hold 2s start g.a then g.b * then g.c timeout after 1h emit { n = count(g.b) } }');
  const run = new Run(plan);
  deliver(run, plan, 'g.b', new Array<string>(MANY).fill('1'), 0);
  expect(run.feed('0 a k=1\n0 c k=1').told).toEqual([`0 t.success complete k=1 n=${MANY}`]);
});

it('unexpected records are counted by what was awaited, of which so many are told apart', () => {
  const [rule] = planOf('transaction t { key k start g.a then g.b timeout after 1h }').rules;
  const counters = newCounters(rule as RulePlan);
  for (let awaited = 0; awaited < MOST_AWAITED + 10; awaited++) countUnexpected(counters, `${awaited}`, 2);
  countUnexpected(counters, '0', 1);
  const { unexpected } = counters;
  expect(unexpected.size).toBe(MOST_AWAITED + 1);
  expect([unexpected.get('0'), unexpected.get(OTHERS_AWAITED)]).toEqual([3, 20]);
});

it('a new key of a schedule does not look through those known for the oldest, which it replaces', () => {
  const plan = planOf('schedule s { key k learn 1h await g.a every 10s grace 2s limit 3 }');
  const run = new Run(plan);
  deliver(run, plan, 'g.a', ['1', '2', '3', '1'], 0);
  const values = vi.spyOn(Map.prototype, 'values');
  deliver(run, plan, 'g.a', ['4', '5'], 1_000_000);
  const looks = values.mock.calls.length;
  values.mockRestore();
  expect(looks).toBe(0);
  run.feed('2 a k=1\n3 a k=4\n4 a k=5\n5 a k=3');
  expect(run.told).toEqual(['0 s.met met k=1', '2 s.met met k=1', '3 s.met met k=4', '4 s.met met k=5']);
});
