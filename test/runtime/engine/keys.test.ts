import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ids } from '../../../src/runtime/engine/ids.ts';
import { keyValue } from '../../../src/runtime/engine/key-value.ts';
import { RecentKeys } from '../../../src/runtime/engine/recent-keys.ts';
import type { Value } from '../../../src/runtime/record.ts';
import { sameValue } from '../../../src/runtime/values/equality.ts';

const part = fc.oneof(
  fc.constantFrom<Value>('', '1', 'A', 'a', '|', '|t1:1', 'a|t1:b', 1, 12, 2, true, ['1'], new Map([['a', '1']])),
  fc.string({ maxLength: 4 }),
);
const tuple = fc.array(part, { minLength: 1, maxLength: 3 });

describe('a key value', () => {
  it('has a text that is equal exactly when the values are', () => {
    fc.assert(
      fc.property(fc.nat(2), tuple, fc.nat(2), tuple, (key, values, otherKey, others) => {
        const plan = { parts: [] };
        const same = key === otherKey && sameValue(values, others);
        expect(keyValue(key, plan, values).id === keyValue(otherKey, plan, others).id).toBe(same);
      }),
      { numRuns: 2000 },
    );
  });

  it('is the same, found among those that came last or made anew', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(part, part), { maxLength: 20 }), fc.boolean(), (tuples, isHost) => {
        const canonical = isHost ? { canonical: 'host' as const } : {};
        const plan = { parts: [{ name: 'a', type: 'text' as const, ...canonical }] };
        const recent = new RecentKeys();
        for (const values of tuples) expect(recent.of(1, plan).of(values)).toEqual(keyValue(1, plan, [...values]));
      }),
    );
  });

  it('has names of hosts in lower case', () => {
    const plan = {
      parts: [
        { name: 'host', type: 'text' as const, canonical: 'host' as const },
        { name: 'user', type: 'text' as const },
      ],
    };
    expect(keyValue(0, plan, ['GW.Example', 'Bob']).values).toEqual(['gw.example', 'Bob']);
  });
});

describe('ids', () => {
  it('are told apart by rule, key, time, instant and number', () => {
    const ids = new Ids('t', 0);
    const seen = [
      ids.next('k', 1, 1),
      ids.next('k', 1, 1),
      ids.next('k', 1, 2),
      ids.next('k', 2, 2),
      ids.next('l', 2, 2),
      new Ids('u', 0).next('k', 1, 1),
    ];
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('are the same for the same input, also after they were saved', () => {
    const [whole, parts, restored] = [new Ids('t', 0), new Ids('t', 0), new Ids('t', 0)];
    const first = [whole.next('k', 1, 1), whole.next('k', 1, 1)];
    expect(parts.next('k', 1, 1)).toBe(first[0]);
    restored.restore(JSON.parse(JSON.stringify(parts.save())));
    expect(restored.next('k', 1, 1)).toBe(first[1]);
  });

  it('are 64 bits, spread well enough that 200,000 texts do not meet', () => {
    const seen = new Set<string>();
    const ids = new Ids('t', 0);
    for (let i = 0; i < 200_000; i++) seen.add(ids.next(`0|t3:${i % 1000}`, i, i));
    expect(seen.size).toBe(200_000);
    for (const id of seen) expect(/^[0-9a-f]{16}$/.test(id)).toBe(true);
  });
});
