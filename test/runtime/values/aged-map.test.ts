import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AgedMap } from '../../../src/runtime/values/aged-map.ts';

type Step = { kind: 'set' | 'delete'; key: string } | { kind: 'deleteOldest'; times: number };

const key = fc.integer({ min: 0, max: 40 }).map(String);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('set' as const), key }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), key }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('deleteOldest' as const), times: fc.integer({ min: 1, max: 20 }) }) },
);

describe('a map that knows its oldest key', () => {
  it('has the entries of a map whose keys move to the end when they are set', () => {
    fc.assert(
      // Long enough for the queue to be shortened.
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 100 }), (steps, rounds) => {
        const aged = new AgedMap<object>();
        const model = new Map<string, object>();
        for (let round = 0; round < rounds; round++) {
          for (const one of steps) {
            if (one.kind === 'deleteOldest') {
              for (const oldest of [...model.keys()].slice(0, one.times)) {
                expect(aged.oldest).toBe(oldest);
                for (const map of [aged, model]) map.delete(oldest);
              }
              continue;
            }
            model.delete(one.key);
            if (one.kind === 'delete') aged.delete(one.key);
            else {
              const value = {};
              for (const map of [aged, model]) map.set(one.key, value);
            }
          }
          const [oldest] = model.keys();
          expect([aged.oldest, aged.size]).toEqual([oldest, model.size]);
        }
        expect([...aged]).toEqual([...model]);
      }),
    );
  });

  it('may be emptied from its old end', () => {
    const aged = new AgedMap<number>();
    for (let i = 0; i < 5000; i++) aged.set(String(i % 3000), i);
    const order: string[] = [];
    for (let key = aged.oldest; key !== undefined; key = aged.oldest) {
      order.push(key);
      aged.delete(key);
    }
    expect(order.slice(0, 2)).toEqual(['2000', '2001']);
    expect(order.length).toBe(3000);
    aged.set('x', 1);
    expect([aged.oldest, aged.get('x'), aged.size]).toEqual(['x', 1, 1]);
  });

  it('keeps no more of a key that is set again and again behind an older one than it has entries', () => {
    const aged = new AgedMap<number>();
    aged.set('old', -1);
    for (let i = 0; i < 100_000; i++) aged.set('again', i);
    expect([aged.oldest, aged.size]).toEqual(['old', 2]);
    expect((Reflect.get(aged, 'keys') as string[]).length).toBeLessThan(2000);
  });
});
