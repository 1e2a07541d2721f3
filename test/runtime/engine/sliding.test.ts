/** Summaries, growing and sliding, compared with plain arithmetic over all values. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sliding } from '../../../src/runtime/engine/summaries/sliding.ts';
import { createAccumulator } from '../../../src/runtime/engine/summaries/summaries.ts';
import type { Value } from '../../../src/runtime/record.ts';
import { arrivals, byTime, type Entry, entry, NAMES, naive, plan, planOf } from './naive-summaries.ts';

describe('a sliding summary', () => {
  it('is that of the entries in (instant - D, t], in order of time, however they came', () => {
    fc.assert(
      fc.property(plan, fc.integer({ min: 1, max: 10 }), arrivals, (summary, span, items) => {
        const sliding = new Sliding(summary, span);
        const all: Entry[] = [];
        for (const { entry, now, asked } of items) {
          sliding.add(entry.time, entry);
          all.push(entry);
          const live = byTime(all.filter(({ time }) => time > now - span));
          expect(sliding.at(asked, now)).toEqual(
            naive(
              summary,
              live.filter(({ time }) => time <= asked),
            ),
          );
          expect(sliding.result()).toEqual(naive(summary, live));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('continues from saved state without a difference', () => {
    fc.assert(
      fc.property(plan, arrivals, fc.nat(60), (summary, items, place) => {
        const whole = new Sliding(summary, 5);
        let parts = new Sliding(summary, 5);
        for (const [i, { entry, now, asked }] of items.entries()) {
          if (i === place) {
            const saved = JSON.stringify(parts.save());
            parts = new Sliding(summary, 5);
            parts.restore(JSON.parse(saved));
          }
          whole.add(entry.time, entry);
          parts.add(entry.time, entry);
          expect(parts.at(asked, now)).toEqual(whole.at(asked, now));
        }
      }),
    );
  });

  it('starts again when it is reset', () => {
    const sliding = new Sliding(planOf('max'), 5);
    sliding.add(0, { value: 9, weight: 1 });
    sliding.forget();
    sliding.add(1, { value: 1, weight: 1 });
    expect(sliding.result()).toBe(1);
  });

  it('takes little time for a long run of ever smaller values, each of which was the greatest once', () => {
    const sliding = new Sliding(planOf('max'), 50_000);
    for (let time = 0; time < 200_000; time++) {
      sliding.add(time, { value: -time, weight: 1 });
      sliding.advance(time);
    }
    expect(sliding.result()).toBe(-150_000);
  });
});

describe('a look back', () => {
  /** Counts its evaluations. */
  class Watched implements Entry {
    static looks = 0;
    readonly weight = 1;

    constructor(
      readonly time: number,
      private readonly hidden: number,
    ) {}

    get value(): number {
      Watched.looks++;
      return this.hidden;
    }
  }

  it.each<[string, (i: number, count: number) => number]>([
    ['oldest first', (i) => i],
    ['newest first', (i, count) => count - 1 - i],
    ['the later half first', (i, count) => (i + count / 2) % count],
    ['from two sources, one of which lags behind', (i, count) => (i >> 1) + (i % 2 === 0 ? count / 2 : 0)],
  ])('looks at few entries for each of many that is asked of when it comes: %s', (_, timeOf) => {
    const count = 3000;
    for (const summary of NAMES.filter((name) => name !== 'list').map(planOf)) {
      const sliding = new Sliding(summary, count);
      const all: Entry[] = [];
      Watched.looks = 0;
      for (let i = 0; i < count; i++) {
        const time = timeOf(i, count);
        const value = (time * 7919) % 100;
        all.push({ time, value, weight: 1 });
        sliding.add(time, new Watched(time, value));
        const found = sliding.at(time, count - 1);
        if (i % 100 === 99) expect(found).toEqual(naive(summary, byTime(all.filter((one) => one.time <= time))));
      }
      expect(Watched.looks).toBeLessThan(8 * count);
    }
  });
});

describe('a growing summary', () => {
  it('is that of all values, before and after it was saved', () => {
    fc.assert(
      fc.property(plan, fc.array(entry), fc.array(entry), (summary, before, after) => {
        const total = createAccumulator(summary);
        for (const { value, weight } of before) total.add(value, weight);
        const restored = createAccumulator(summary);
        restored.restore(JSON.parse(JSON.stringify(total.save())));
        for (const { value, weight } of after) restored.add(value, weight);
        const entries = [...before, ...after].map(({ value, weight }) => ({ time: 0, value, weight }));
        expect(restored.result()).toEqual(naive(summary, entries));
      }),
    );
  });

  it('of durations is whole microseconds, and a whole sum beyond 2^53 is missing', () => {
    const average = createAccumulator({ ...planOf('avg'), type: 'duration' });
    for (const value of [1, 2, 2]) average.add(value, 1);
    expect(average.result()).toBe(2);
    const sum = createAccumulator({ ...planOf('sum'), type: 'int' });
    sum.add(Number.MAX_SAFE_INTEGER, 1);
    expect(sum.result()).toBe(Number.MAX_SAFE_INTEGER);
    sum.add(1, 1);
    expect(sum.result()).toBeUndefined();
  });

  it('has an order for text and for addresses', () => {
    const least = (type: 'text' | 'ip', values: Value[]) => {
      const total = createAccumulator({ ...planOf('min'), type });
      for (const value of values) total.add(value, 1);
      return total.result();
    };
    expect(least('text', ['b', 'a', 'c'])).toBe('a');
    expect(least('text', ['9.0.0.1', '10.0.0.1'])).toBe('10.0.0.1');
    expect(least('ip', ['10.0.0.1', '9.0.0.1'])).toBe('9.0.0.1');
  });

  it('tells values of different kinds apart', () => {
    const distinct = createAccumulator(planOf('distinct'));
    for (const value of ['1', 1, true, 'true', ['1'], [1], new Map([['a', 1]]), new Map([['a', 1]])]) distinct.add(value, 1);
    expect(distinct.result()).toBe(7);
  });
});
