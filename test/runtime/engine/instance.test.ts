/** What an instance owns, compared with a map. */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { TransactionPlan } from '../../../src/dsl/plan.ts';
import { Instance, type Keeper } from '../../../src/runtime/engine/transaction/instance.ts';
import { Machine } from '../../../src/runtime/engine/transaction/machine.ts';
import { planOf } from './harness.ts';

const [rule] = planOf('transaction t { key k start g.a then g.b timeout after 1h }').rules;
const machine = new Machine((rule as TransactionPlan).pattern, []);
const keeper: Keeper = { order: 0, captures: 0, gates: 0, isDated: false, recordLimit: 0, fire: () => {} };

it('owns values in order of binding, however many it gains and loses', () => {
  const ids = fc.array(fc.integer({ min: 0, max: 60 }).map(String), { maxLength: 300 });
  fc.assert(
    fc.property(ids, fc.boolean(), (ids, isRead) => {
      const instance = new Instance(keeper, 0, 'id', 0, 0, machine.initial, []);
      const model = new Map<string, { key: number; id: string; values: never[] }>();
      for (const id of ids) {
        const value = { key: 0, id, values: [] };
        expect(instance.owns(id)).toBe(model.has(id));
        if (model.delete(id)) instance.lose(id);
        else {
          model.set(id, value);
          instance.gain(value);
        }
        if (isRead) expect(instance.owned).toEqual([...model.values()]);
      }
      expect(instance.owned).toEqual([...model.values()]);
    }),
  );
});
