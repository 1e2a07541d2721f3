import { expect, it } from 'vitest';
import { tally } from './flooded.ts';

it('numbers that are told twice and beyond those sent hide no loss, and make none', () => {
  expect(tally([0, 1, 2, 1, 2], 1)).toEqual({ told: 5, lost: 0, twice: 2, strange: 2 });
  expect(tally([0, 3, 3], 2)).toEqual({ told: 3, lost: 1, twice: 1, strange: 1 });
});
