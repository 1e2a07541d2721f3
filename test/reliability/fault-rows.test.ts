import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FAULTS } from './fault-rows.ts';

it('the tests that the table of faults names are where it says', () => {
  const isThere = ({ file, test }: { file: string; test: string }) => existsSync(file) && readFileSync(file, 'utf8').includes(test);
  expect(FAULTS.filter(({ proof }) => !proof || !isThere(proof))).toEqual([]);
});
