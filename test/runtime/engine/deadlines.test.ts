import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Deadlines, type Subject } from '../../../src/runtime/engine/deadlines.ts';

class Waiting implements Subject {
  due = Number.POSITIVE_INFINITY;
  place = -1;

  constructor(
    readonly rule: number,
    readonly opened: number,
  ) {}

  fire(): void {}
}

describe('deadlines', () => {
  it('come in order of time, then rule, then opening, however they are moved, dropped and set again', () => {
    const change = fc.record({ subject: fc.nat(11), due: fc.oneof(fc.nat(9), fc.constant(Number.POSITIVE_INFINITY)), taken: fc.boolean() });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 200 }), (changes) => {
        const subjects = Array.from({ length: 12 }, (_, i) => new Waiting(i % 3, Math.floor(i / 3)));
        const deadlines = new Deadlines();
        const first = () =>
          [...subjects]
            .filter(({ due }) => Number.isFinite(due))
            .sort((a, b) => a.due - b.due || a.rule - b.rule || a.opened - b.opened)[0];
        for (const { subject, due, taken } of changes) {
          const one = subjects[subject] as Waiting;
          one.due = due;
          deadlines.update(one);
          if (taken) expect(deadlines.peek()).toBe(first());
        }
        for (let next = deadlines.peek(); next; next = deadlines.peek()) {
          expect(next).toBe(first());
          next.due = Number.POSITIVE_INFINITY;
          deadlines.update(next);
        }
        expect(first()).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });
});
