import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Value } from '../../../src/runtime/record.ts';
import { compareText, compareValues, sameValue } from '../../../src/runtime/values/equality.ts';

const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Value>('', 'a', 0, 1, true, false),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(fc.constantFrom('a', '__proto__'), tie('value')), { maxLength: 2 }).map((pairs) => new Map(pairs)),
  ),
}));

/** A text that is equal if and only if the values are. */
function canonical(of: Value): string {
  if (Array.isArray(of)) return `[${of.map(canonical).join()}]`;
  if (typeof of !== 'object') return `${typeof of} ${of}`;
  return `{${[...of].map(([name, item]) => `${name}=${canonical(item)}`).sort().join()}}`; // biome-ignore format: one chain
}

describe('equality', () => {
  it('goes by content, whatever the order of a map', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(sameValue(a, b)).toBe(canonical(a) === canonical(b));
      }),
      { numRuns: 1000 },
    );
  });

  it('tells a missing value from all others', () => {
    expect(sameValue(undefined, undefined)).toBe(true);
    for (const one of ['', 0, false, [], new Map()]) expect(sameValue(undefined, one)).toBe(false);
  });
});

describe('the order of text', () => {
  it('goes by code point', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        const points = (text: string) => Array.from(text, (one) => one.codePointAt(0) ?? 0);
        const [left, right] = [points(a), points(b)];
        const at = left.findIndex((point, i) => point !== right[i]);
        const expected = at < 0 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? -1);
        expect(Math.sign(compareText(a, b))).toBe(Math.sign(expected));
      }),
      { numRuns: 1000 },
    );
  });

  it('is no order for values of different kinds', () => {
    expect(compareValues('1', 1)).toBeUndefined();
    expect(compareValues([1], [2])).toBeUndefined();
    expect(compareValues(false, true)).toBe(-1);
  });
});
