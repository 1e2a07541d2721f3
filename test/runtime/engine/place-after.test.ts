import fc from 'fast-check';
import { expect, it } from 'vitest';
import { placeAfter } from '../../../src/runtime/engine/timeline.ts';

it('is the position after all times up to the given one', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(40)), fc.nat(10), fc.nat(41), (times, head, time) => {
      times.sort((a, b) => a - b);
      const from = Math.min(head, times.length);
      expect(placeAfter(times, from, time)).toBe(from + times.slice(from).filter((one) => one <= time).length);
    }),
  );
});
