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

/** All that are wider, in their order. */
function widerIn(entries: Entries<string>, than: TriggerPlan[number]): string[] {
  const found: string[] = [];
  for (let next = entries.firstWider(than, () => true); next !== undefined; next = entries.firstWider(than, (one) => !found.includes(one)))
    found.push(next);
  return found;
}

it('one comparison follows from another if each number that meets the other meets it', () => {
  for (const wide of NAMES) {
    for (const a of CONSTANTS) {
      const entries = new Entries<string>();
      entries.add(entry(wide, a), wide);
      for (const narrow of NAMES) {
        for (const b of CONSTANTS) {
          const follows = NUMBERS.every((n) => !COMPARISONS[narrow](n, b) || COMPARISONS[wide](n, a));
          expect(widerIn(entries, entry(narrow, b)), `n ${wide} ${a}, as n ${narrow} ${b}`).toEqual(follows ? [wide] : []);
        }
      }
    }
  }
});

it('of several conditions each must follow, and entries are told in the order in which they were added', () => {
  const both = (...parts: TriggerPlan): TriggerPlan[number] => ({
    record: 0,
    where: { op: 'call', fn: 'and', args: parts.flatMap(({ where }) => where ?? []) },
  });
  const entries = new Entries<string>();
  entries.add(entry('gt', 1), 'n > 1');
  entries.add(both(entry('ne', 3), entry('eq', 2)), 'n != 3 and n == 2');
  entries.add({ record: 0 }, 'any');
  entries.add(both(entry('le', 2), entry('gt', 2)), 'n <= 2 and n > 2');
  entries.add(entry('eq', 2), 'n == 2');
  expect(widerIn(entries, entry('eq', 2))).toEqual(['n > 1', 'n != 3 and n == 2', 'any', 'n == 2']);
  expect(widerIn(entries, { record: 0 })).toEqual(['any']);
  expect(widerIn(entries, { ...entry('eq', 2), record: 1 })).toEqual([]);
});
