import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExactSum } from '../../../src/runtime/values/exact-sum.ts';

const number = fc.oneof(
  fc.double({ noNaN: true, min: -(2 ** 959), max: 2 ** 959 }),
  fc.integer(),
  fc.constantFrom(0.1, 1, 2 ** 53, 2 ** -1074, 1e16, -1e16, 1e-16),
);

function sumOf(values: readonly number[]): ExactSum {
  const sum = new ExactSum();
  for (const value of values) sum.add(value);
  return sum;
}

const bits = new DataView(new ArrayBuffer(8));

/** The double as an integer multiple of 2^-1074. */
function units(value: number): bigint {
  bits.setFloat64(0, value);
  const word = bits.getBigUint64(0);
  const exponent = (word >> 52n) & 0x7ffn;
  const fraction = word & ((1n << 52n) - 1n);
  const size = exponent === 0n ? fraction : (fraction | (1n << 52n)) << (exponent - 1n);
  return word >> 63n === 1n ? -size : size;
}

/** The double nearest to an integer multiple of 2^-1074; of two, the even one. */
function nearest(sum: bigint): number {
  const size = sum < 0n ? -sum : sum;
  const excess = BigInt(Math.max(0, size.toString(2).length - 53));
  const half = excess === 0n ? 0n : 1n << (excess - 1n);
  const rest = size & ((1n << excess) - 1n);
  let cut = size >> excess;
  if (rest > half || (excess > 0n && rest === half && (cut & 1n) === 1n)) cut += 1n;
  const scaled = Number(cut) * 2 ** (Number(excess) - 1074);
  return (sum < 0n ? -scaled : scaled) + 0;
}

describe('a sum', () => {
  it('is the double nearest to the true one', () => {
    fc.assert(
      fc.property(fc.array(number, { maxLength: 40 }), (values) => {
        expect(sumOf(values).value).toBe(nearest(values.reduce((sum, value) => sum + units(value), 0n)));
      }),
      { numRuns: 3000 },
    );
  });

  it('keeps no trace of removed values', () => {
    fc.assert(
      fc.property(fc.array(number, { maxLength: 20 }), fc.array(number, { maxLength: 20 }), (kept, removed) => {
        const sum = sumOf([...removed, ...kept]);
        for (const value of removed) sum.remove(value);
        expect(sum.value).toBe(sumOf(kept).value);
      }),
    );
  });

  it('is missing while a value is in it that is too large, or no number', () => {
    const sum = sumOf([1, Number.MAX_VALUE, Number.NaN]);
    expect(sum.value).toBeUndefined();
    sum.remove(Number.MAX_VALUE);
    sum.remove(Number.NaN);
    expect(sum.value).toBe(1);
  });

  it('survives saving and restoring, through JSON', () => {
    fc.assert(
      fc.property(fc.array(number, { maxLength: 20 }), number, (values, after) => {
        const sum = sumOf(values);
        const restored = new ExactSum();
        restored.restore(JSON.parse(JSON.stringify(sum.save())));
        sum.add(after);
        restored.add(after);
        expect(restored.save()).toEqual(JSON.parse(JSON.stringify(sum.save())));
      }),
    );
  });
});
