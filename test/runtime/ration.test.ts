import { expect, it } from 'vitest';
import { Ration } from '../../src/runtime/ration.ts';

it('a ration is three at once and then one a minute, and is three again after as many minutes of silence', () => {
  let now = 0;
  const ration = new Ration(() => now);
  const taken = (times: number) => Array.from({ length: times }, () => ration.take()).filter(Boolean).length;
  expect(taken(100)).toBe(3);
  now += 59_000;
  expect(taken(100)).toBe(0);
  now += 1_000;
  expect(taken(100)).toBe(1);
  now += 3_600_000;
  expect(taken(100)).toBe(3);
});
