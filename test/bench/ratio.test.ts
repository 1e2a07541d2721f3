import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ratioOf, verdict } from '../../bench/ratio.ts';

/** Times from a machine whose speed drifts between pairs, and jitters within each. */
const noisy = (pairs: number, factor: number) =>
  fc
    .array(fc.record({ drift: fc.double({ min: 1, max: 3, noNaN: true }), a: jitter(), b: jitter() }), {
      minLength: pairs,
      maxLength: pairs,
    })
    .map((all) =>
      ratioOf(
        all.map(({ drift, a }) => drift * a),
        all.map(({ drift, b }) => drift * b * factor),
      ),
    );
const jitter = () => fc.double({ min: 0.95, max: 1.05, noNaN: true });

describe('the ratio of two', () => {
  it('has its median between its bounds, and these among the ratios', () => {
    expect(ratioOf([1, 1, 1, 1, 1, 1], [6, 1, 5, 2, 4, 3])).toEqual({ median: 3.5, low: 1, high: 6 });
    expect(ratioOf(Array(10).fill(2), [2, 4, 6, 8, 10, 12, 14, 16, 18, 20])).toEqual({ median: 5.5, low: 2, high: 9 });
    expect(() => ratioOf([1, 1, 1, 1, 1], [1, 1, 1, 1, 1])).toThrow('fewer than 6');
  });

  it('reports a difference that is greater than the noise', () => {
    const tells = (factor: number, told: string) =>
      fc.assert(
        fc.property(noisy(10, factor), (ratio) => {
          expect(verdict(ratio)).toBe(told);
        }),
      );
    tells(1.2, 'slower');
    tells(0.8, 'faster');
  });

  it('reports none where there is none, except one time in twenty', () => {
    const ratios = fc.sample(noisy(10, 1), { numRuns: 400, seed: 20260301 });
    const wrong = ratios.filter((ratio) => verdict(ratio) !== 'no difference beyond the noise');
    expect(wrong.length).toBeLessThan(400 / 20);
  });
});
