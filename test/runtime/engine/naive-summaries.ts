/** Plain arithmetic over all values, with which summaries are compared. */

import fc from 'fast-check';
import type { SummaryName, SummaryPlan } from '../../../src/dsl/plan.ts';
import type { Value } from '../../../src/runtime/record.ts';

/** What a summary takes of a record. */
export interface Entry {
  time: number;
  value: Value;
  weight: number;
}

export const NAMES: readonly SummaryName[] = [
  'count',
  'sum',
  'avg',
  'min',
  'max',
  'first',
  'last',
  'distinct',
  'list',
  'p50',
  'p95',
  'p99',
];
export const planOf = (fn: SummaryName): SummaryPlan => ({ fn, text: fn, type: 'float', records: [], limit: 3 });

/** The summary of some entries, in order. */
export function naive({ fn, limit }: SummaryPlan, entries: readonly Entry[]): Value | undefined {
  const values = entries.map(({ value }) => value as number);
  const sorted = [...values].sort((a, b) => a - b);
  const sum = values.reduce((total, value) => total + value, 0);
  switch (fn) {
    case 'count':
      return entries.reduce((total, { weight }) => total + weight, 0);
    case 'sum':
      return sum;
    case 'avg':
      return values.length === 0 ? undefined : sum / values.length;
    case 'min':
      return sorted[0];
    case 'max':
      return sorted.at(-1);
    case 'first':
      return values[0];
    case 'last':
      return values.at(-1);
    case 'distinct':
      return new Set(values).size;
    case 'list':
      return values.slice(0, limit);
    default:
      return sorted[Math.max(1, Math.ceil((Number(fn.slice(1)) * sorted.length) / 100)) - 1];
  }
}

export const plan = fc.constantFrom(...NAMES).map(planOf);
export const entry = fc.record({
  step: fc.integer({ min: -3, max: 3 }),
  value: fc.integer({ min: -3, max: 3 }),
  weight: fc.integer({ min: 1, max: 3 }),
});
/**
 * Entries nearly in order of time, the instant at which each arrives, and the time for which the summary is then asked.
 */
export const arrivals = fc.array(fc.tuple(entry, fc.nat(4)), { maxLength: 60 }).map((items) => {
  let time = 0;
  let now = 0;
  return items.map(([{ step, ...rest }, back]) => {
    time += step;
    now = Math.max(now, time);
    return { entry: { time, ...rest }, now, asked: now - back };
  });
});

export const byTime = (entries: readonly Entry[]) => [...entries].sort((a, b) => a.time - b.time);
