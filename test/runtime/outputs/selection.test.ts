import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { selectionFor } from '../../../src/cli/serve/selections.ts';
import { Selection } from '../../../src/runtime/outputs/selection.ts';
import type { Outcome } from '../../../src/runtime/record.ts';
import { outcomeOf, PLAN } from './sample.ts';

const ENVIRONMENT = { records: PLAN.records, params: new Map(), tables: PLAN.tables };
const MINUTE = 60_000_000;

function selectionOf(where: string | undefined, by: readonly string[]): Selection {
  const selection = new Selection({ oncePer: MINUTE, by, ...(where === undefined ? {} : { where }) }, selectionFor);
  selection.begin(PLAN, ENVIRONMENT);
  return selection;
}

const order = (value: string) => ({ keys: [{ name: 'order', parts: ['order'], values: [[value]] }] });

interface Given {
  end: number;
  word: Outcome['outcome'];
  order: string;
}

const outcomes = fc
  .array(
    fc.record({
      wait: fc.nat(MINUTE / 2),
      word: fc.constantFrom<Outcome['outcome']>('success', 'failure'),
      order: fc.constantFrom('a', 'A', 'b', '"', 'null'),
    }),
    { maxLength: 60 },
  )
  .map((all) => {
    let end = 0;
    return all.map(({ wait, ...rest }): Given => {
      end += wait;
      return { end, ...rest };
    });
  });

/** The last report of each equal outcome is searched for from the beginning each time. */
function expected(given: readonly Given[]): (number | undefined)[] {
  const told: (number | undefined)[] = [];
  for (const [index, { end, word, order: key }] of given.entries()) {
    const alike = (one: Given) => one.word === word && one.order.toLowerCase() === key.toLowerCase();
    const last = given.slice(0, index).findLastIndex((one, at) => alike(one) && told[at] !== undefined);
    const isDue = last < 0 || end - given[last]!.end >= MINUTE;
    told.push(isDue ? given.slice(last + 1, index).filter(alike).length : undefined);
  }
  return told;
}

const take = (selection: Selection, { end, word, order: key }: Given) =>
  selection.take(outcomeOf({ outcome: word, end, ...order(key) }))?.heldBack;

describe('once per', () => {
  it('tells the first of those that are the same, the next that is due, and how many were between', () => {
    fc.assert(
      fc.property(outcomes, (given) => {
        const selection = selectionOf(undefined, ['lower(order)']);
        const told = expected(given);
        expect(given.map((one) => take(selection, one))).toEqual(told);
        expect(selection.heldBack).toBe(told.filter((one) => one === undefined).length);
      }),
    );
  });

  it('continues without a difference after it was saved and restored', () => {
    fc.assert(
      fc.property(outcomes, fc.nat(60), (given, stop) => {
        const before = selectionOf(undefined, ['lower(order)']);
        for (const one of given.slice(0, stop)) take(before, one);
        const after = selectionOf(undefined, ['lower(order)']);
        after.restore(JSON.parse(JSON.stringify(before.save())));
        expect(given.slice(stop).map((one) => take(after, one))).toEqual(expected(given).slice(stop));
      }),
    );
  });

  it('counts no outcome that is not wanted', () => {
    const selection = selectionOf('outcome == failure', []);
    expect(take(selection, { end: 0, word: 'success', order: 'a' })).toBeUndefined();
    expect(take(selection, { end: 1, word: 'failure', order: 'a' })).toBe(0);
    expect(selection.heldBack).toBe(0);
  });

  it('adds to what the rule itself has held back', () => {
    const selection = selectionOf(undefined, []);
    const tell = (end: number, heldBack: number) => selection.take(outcomeOf({ end, heldBack }))?.heldBack;
    expect([tell(0, 0), tell(1, 2), tell(MINUTE, 3)]).toEqual([0, undefined, 6]);
  });
});
