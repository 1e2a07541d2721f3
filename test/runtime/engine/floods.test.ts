/** No log stops the engine, however many records of one kind arrive at once. */

import { expect, it } from 'vitest';
import type { RulePlan } from '../../../src/dsl/plan.ts';
import { countUnexpected, MOST_AWAITED, newCounters, OTHERS_AWAITED } from '../../../src/runtime/engine/counting.ts';
import { planOf, Run } from './harness.ts';

/** More than the maximum number of arguments in one call. */
const MANY = 150_000;

it('all records that are held for one value come right after the one that binds it', () => {
  const plan = planOf('transaction t { key k hold 2s start g.a then g.b * then g.c timeout after 1h emit { n = count(g.b) } }');
  const run = new Run(plan);
  const record = plan.records.findIndex(({ name }) => name === 'g.b');
  const values = (plan.records[record]?.fields ?? []).map(({ name }) => (name === 'k' ? '1' : undefined));
  for (let line = 1; line <= MANY; line++) run.engine.accept(0, [{ record, time: 0, weight: 1, values, source: 0, line }]);
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
