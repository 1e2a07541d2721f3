/** The indexes of packed instances, compared with plain lists and maps. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DueSlots } from '../../../../src/runtime/engine/packed/due-slots.ts';
import { KeyIndex } from '../../../../src/runtime/engine/packed/key-index.ts';
import { SlotOrder } from '../../../../src/runtime/engine/packed/slot-order.ts';
import { sortSlots } from '../../../../src/runtime/engine/packed/slot-sort.ts';
import { GrowingArray } from '../../../../src/runtime/values/growing-array.ts';

/** Slots are removed and inserted again, some far from the others. */
const slot = fc.oneof(fc.nat(20), fc.nat(5000));
const changes = fc.array(fc.record({ slot, due: fc.oneof(fc.nat(9), fc.constant(Number.POSITIVE_INFINITY)) }), { maxLength: 300 });

describe('slots that are due', () => {
  it('come in order of time, then of opening', () => {
    fc.assert(
      fc.property(changes, fc.nat(5000), (list, shift) => {
        const opened = new GrowingArray(Float64Array);
        opened.reach(5000);
        for (const slot of opened.of.keys()) opened.of[slot] = (slot * 7 + shift) % 5003;
        const dues = new DueSlots(opened);
        const known = new Map<number, number>();
        for (const one of list) {
          const before = known.get(one.slot);
          if (before === undefined) {
            known.set(one.slot, one.due);
            dues.add(one.slot, one.due);
          } else {
            known.delete(one.slot);
            expect(dues.remove(one.slot)).toBe(before);
          }
          expect(dues.due).toBe(Math.min(Number.POSITIVE_INFINITY, ...known.values()));
        }
        const order = [...known].filter(([, due]) => Number.isFinite(due));
        order.sort(([a, due], [b, other]) => due - other || opened.of[a]! - opened.of[b]!);
        const found: [slot: number, due: number][] = [];
        for (let first = dues.first; first !== undefined; first = dues.first) found.push([first, dues.remove(first)]);
        expect(found).toEqual(order);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the order of slots', () => {
  it('is that of appending', () => {
    fc.assert(
      fc.property(fc.array(slot, { maxLength: 300 }), (list) => {
        const order = new SlotOrder();
        let known: number[] = [];
        for (const one of list) {
          if (known.includes(one)) {
            known = known.filter((other) => other !== one);
            order.remove(one);
          } else {
            known.push(one);
            order.append(one);
          }
          expect(order.first).toBe(known[0]);
        }
        expect([...order]).toEqual(known);
      }),
      { numRuns: 300 },
    );
  });
});

describe('slots that are sorted', () => {
  it('are in the order of their numbers', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ number: fc.nat(1000), isTaken: fc.boolean() }), { maxLength: 300 }), (list) => {
        const numbers = Float64Array.from(list, ({ number }) => number);
        const taken = [...list.keys()].filter((slot) => list[slot]?.isTaken);
        const slots = Int32Array.from(taken);
        sortSlots(slots, numbers);
        expect([...slots].sort()).toEqual(taken.sort());
        const sorted = Array.from(slots, (slot) => numbers[slot] as number);
        expect(sorted).toEqual([...sorted].sort((a, b) => a - b));
      }),
      { numRuns: 300 },
    );
  });
});

describe('the index of keys', () => {
  it('finds what was added and not removed, whatever else it holds', () => {
    const ids = fc.array(fc.nat(3000), { maxLength: 4000 });
    fc.assert(
      fc.property(ids, fc.integer(), (list, seed) => {
        const index = new KeyIndex(seed);
        const known = new Map<string, number>();
        for (const [i, number] of list.entries()) {
          const id = `0|n${number}`;
          const slot = known.get(id);
          if (slot === undefined) {
            known.set(id, i);
            index.add(id, i);
          } else {
            known.delete(id);
            index.remove(id, slot);
          }
        }
        for (let number = 0; number <= 3000; number += 7) {
          const id = `0|n${number}`;
          const isIt = (slot: number) => slot === known.get(id);
          expect(index.find(id, isIt)).toBe(known.get(id));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('asks about each of those that may be the one', () => {
    const index = new KeyIndex(0);
    for (const slot of [3, 1, 2]) index.add('same', slot);
    const asked: number[] = [];
    expect(index.find('same', (slot) => asked.push(slot) < 0)).toBeUndefined();
    expect(asked.sort()).toEqual([1, 2, 3]);
    index.remove('same', 1);
    expect(index.find('same', () => true)).not.toBe(1);
  });
});
