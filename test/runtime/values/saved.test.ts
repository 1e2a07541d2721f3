import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Value } from '../../../src/runtime/record.ts';
import { canonicalText } from '../../../src/runtime/values/canonical.ts';
import { sameValue } from '../../../src/runtime/values/equality.ts';
import { restoreValue, saveValue } from '../../../src/runtime/values/saved.ts';

const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string({ unit: 'binary' }),
    fc.constantFrom<Value>('', '1', 'true', '[]', '"', 0, 1, true, Number.POSITIVE_INFINITY),
    fc.double({ noNaN: true }).map((number) => number + 0),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(fc.constantFrom('a', 'b', '__proto__', 'map'), tie('value')), { maxLength: 3 }).map((pairs) => new Map(pairs)),
  ),
}));

describe('a saved value', () => {
  it('is the same after JSON', () => {
    fc.assert(
      fc.property(value, (one) => {
        expect(restoreValue(JSON.parse(JSON.stringify(saveValue(one))))).toEqual(one);
      }),
    );
    expect(restoreValue(JSON.parse(JSON.stringify(saveValue(undefined))))).toBeUndefined();
  });
});

describe('the canonical text of a value', () => {
  it('is equal exactly when values are the same', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(canonicalText(a) === canonicalText(b)).toBe(sameValue(a, b));
        expect(canonicalText(a)).toBe(canonicalText(a instanceof Map ? new Map([...a].reverse()) : a));
      }),
      { numRuns: 1000 },
    );
  });
});
