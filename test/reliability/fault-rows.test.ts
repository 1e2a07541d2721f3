import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FAULTS } from './fault-rows.ts';

it('the tests that the table of faults names are where it says', () => {
  expect(FAULTS.map(({ proof }) => proof?.file).filter((file) => file === undefined || !existsSync(file))).toEqual([]);
});
