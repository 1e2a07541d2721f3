/** Lets garbage survive as a run does, with a limit to the young generation or without; prints its size in bytes. */

import { getHeapSpaceStatistics } from 'node:v8';
import { YoungGeneration } from '../../../src/cli/run/young-generation.ts';

const isLimited = process.argv[2] === 'limited';
const young = new YoungGeneration();
const recent: object[] = [];
for (let at = 0; at < 6_000_000; at++) {
  recent[at % 300_000] = { at };
  if (isLimited && at % 10_000 === 0) young.limit();
}
process.stdout.write(`${getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size}`);
