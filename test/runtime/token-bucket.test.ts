import { expect, it } from 'vitest';
import { TokenBucket } from '../../src/runtime/token-bucket.ts';

it('a ration is three at once and then one a minute, and is three again after as many minutes of silence', () => {
  let now = 0;
  const bucket = new TokenBucket(() => now);
  const taken = (times: number) => Array.from({ length: times }, () => bucket.take()).filter(Boolean).length;
  expect(taken(100)).toBe(3);
  now += 59_000;
  expect(taken(100)).toBe(0);
  now += 1_000;
  expect(taken(100)).toBe(1);
  now += 3_600_000;
  expect(taken(100)).toBe(3);
});
