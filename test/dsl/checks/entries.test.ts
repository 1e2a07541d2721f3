import { expect, it } from 'vitest';
import { Entries } from '../../../src/dsl/checks/entries.ts';
import type { TriggerPlan } from '../../../src/dsl/plan.ts';

const COMPARISONS = {
  gt: (x: number, y: number) => x > y,
  ge: (x: number, y: number) => x >= y,
  lt: (x: number, y: number) => x < y,
  le: (x: number, y: number) => x <= y,
  eq: (x: number, y: number) => x === y,
  ne: (x: number, y: number) => x !== y,
};
const NAMES = Object.keys(COMPARISONS) as (keyof typeof COMPARISONS)[];
const CONSTANTS = [1, 2, 3];
/** A number at each constant, between them, and beyond. */
const NUMBERS = [0.5, 1, 1.5, 2, 2.5, 3, 3.5];

function entry(fn: keyof typeof COMPARISONS, value: number): TriggerPlan[number] {
  const args = [{ op: 'field', name: 'n' } as const, { op: 'const', value } as const];
  return { record: 0, where: { op: 'call', fn, args } };
}

it('one comparison follows from another if each number that meets the other meets it', () => {
  for (const wide of NAMES) {
    for (const a of CONSTANTS) {
      const entries = new Entries<string>();
      entries.add(entry(wide, a), wide);
      for (const narrow of NAMES) {
        for (const b of CONSTANTS) {
          const follows = NUMBERS.every((n) => !COMPARISONS[narrow](n, b) || COMPARISONS[wide](n, a));
          expect(entries.wider(entry(narrow, b)), `n ${wide} ${a}, as n ${narrow} ${b}`).toEqual(follows ? [wide] : []);
        }
      }
    }
  }
});
