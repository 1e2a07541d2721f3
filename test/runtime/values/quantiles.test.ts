import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Quantiles } from '../../../src/runtime/values/quantiles.ts';

const PERCENTS = [1, 50, 95, 99, 100];

/** Nearest rank over the values themselves. */
function exact(values: readonly number[], percent: number): number | undefined {
  const sorted = values.map((value) => value + 0).sort((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil((percent * sorted.length) / 100)) - 1];
}

function sketchOf(values: readonly number[]): Quantiles {
  const sketch = new Quantiles();
  for (const value of values) sketch.add(value);
  return sketch;
}

const answers = (sketch: Quantiles) => PERCENTS.map((percent) => sketch.percentile(percent));
const few = fc.array(fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(7)), { maxLength: 200 });
const many = fc.array(fc.oneof(fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 })), {
  minLength: 600,
  maxLength: 1500,
});

describe('percentiles', () => {
  it('are exact while few values are held', () => {
    fc.assert(
      fc.property(few, (values) => {
        expect(answers(sketchOf(values))).toEqual(PERCENTS.map((percent) => exact(values, percent)));
      }),
    );
  });

  it('are within 0.4 % of the true value, on the side of zero, when many are', () => {
    fc.assert(
      fc.property(many, (values) => {
        for (const percent of PERCENTS) {
          const truth = exact(values, percent) ?? 0;
          const answer = sketchOf(values).percentile(percent) ?? Number.NaN;
          expect(Math.abs(answer)).toBeLessThanOrEqual(Math.abs(truth));
          expect(Math.abs(truth - answer)).toBeLessThanOrEqual(Math.abs(truth) / 256 + Number.MIN_VALUE * 2 ** 45);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('leave whole numbers whole', () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeInteger(), { minLength: 600, maxLength: 800 }), (values) => {
        for (const answer of answers(sketchOf(values))) expect(Number.isSafeInteger(answer)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
});

describe('a sketch', () => {
  it('forgets what is removed', () => {
    fc.assert(
      fc.property(fc.oneof(few, many), few, (kept, removed) => {
        const sketch = sketchOf([...removed, ...kept]);
        const rest = sketchOf([...removed, ...kept]);
        for (const value of removed) sketch.remove(value);
        for (const value of [...kept, ...removed]) rest.remove(value);
        expect(rest.percentile(50)).toBeUndefined();
        if (kept.length + removed.length < 500) expect(answers(sketch)).toEqual(answers(sketchOf(kept)));
      }),
      { numRuns: 30 },
    );
  });

  it('survives saving and restoring, through JSON', () => {
    fc.assert(
      fc.property(fc.oneof(few, many), few, (before, after) => {
        const sketch = sketchOf(before);
        const restored = new Quantiles();
        restored.restore(JSON.parse(JSON.stringify(sketch.save())));
        for (const value of after) {
          sketch.add(value);
          restored.add(value);
        }
        expect(restored.save()).toEqual(JSON.parse(JSON.stringify(sketch.save())));
      }),
      { numRuns: 30 },
    );
  });

  it('skips what is no number, and takes back only what is held', () => {
    const sketch = sketchOf([Number.NaN, Number.POSITIVE_INFINITY, 3]);
    sketch.remove(4);
    expect(sketch.percentile(50)).toBe(3);
    sketch.remove(3);
    expect(sketch.percentile(50)).toBeUndefined();
  });
});
