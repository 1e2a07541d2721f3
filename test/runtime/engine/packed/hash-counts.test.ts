import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HashCounts } from '../../../../src/runtime/engine/packed/hash-counts.ts';

/** Many have a half, or the slot of the hash table, in common. */
const half = fc.oneof(fc.constantFrom(0, -1, 64, 128, 2 ** 31 - 1, -(2 ** 31)), fc.integer());
const hashes = fc.array(fc.tuple(half, half), { maxLength: 300 });

describe('counts of hashes', () => {
  it('are those of a Map, also after they were saved and after they were cleared', () => {
    fc.assert(
      fc.property(hashes, hashes, hashes, (before, first, then) => {
        const counts = new HashCounts(7);
        for (const hash of before) counts.count(...hash);
        counts.clear();
        const map = new Map<string, number>();
        const restored = new HashCounts(7);
        const check = (counted: HashCounts, [high, low]: [number, number]) => {
          const key = `${high} ${low}`;
          expect(counted.count(high, low)).toBe(map.get(key) ?? 0);
          map.set(key, (map.get(key) ?? 0) + 1);
        };
        const often = Array.from({ length: 300 }, () => first[0] ?? ([1, 2] satisfies [number, number]));
        for (const hash of [...often, ...first]) check(counts, hash);
        restored.restore(JSON.parse(JSON.stringify(counts.save())));
        for (const hash of then) check(restored, hash);
      }),
    );
  });

  it('take little time for many hashes with one half in common', () => {
    const hashes = [(i: number) => [i, 0], (i: number) => [0, i], (i: number) => [i << 16, i << 16]] as const;
    for (const hash of hashes) {
      const counts = new HashCounts(7);
      let met = 0;
      for (let i = 0; i < 60_000; i++) {
        const [high = 0, low = 0] = hash(i);
        met += counts.count(high, low);
      }
      expect(met).toBe(0);
    }
  });
});
