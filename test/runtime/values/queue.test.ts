import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Queue } from '../../../src/runtime/values/queue.ts';

it('gives back what it was given, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat())), (steps) => {
      const queue = new Queue<number>();
      const list: number[] = [];
      for (const step of steps) {
        expect(queue.first).toBe(list[0]);
        if (step === null) expect(queue.take()).toBe(list.shift());
        else {
          queue.add(step);
          list.push(step);
        }
      }
    }),
  );
});
