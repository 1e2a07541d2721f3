import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Queue } from '../../../src/runtime/values/queue.ts';

/** A number is added; null takes one. */
const steps = fc.array(fc.option(fc.nat()), { maxLength: 60 });

it('gives items in the order in which they were added, and undefined when it is empty', () => {
  const property = fc.property(steps, (all) => {
    const queue = new Queue<number>();
    const array: number[] = [];
    for (const step of all) {
      if (step === null) expect(queue.take()).toBe(array.shift());
      else {
        queue.add(step);
        array.push(step);
      }
      expect(queue.first).toBe(array[0]);
    }
  });
  fc.assert(property);
});
