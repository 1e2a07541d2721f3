/** Logs beside one that is written all the time: whenever it is looked at, there is more. */

import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../folder.ts';
import { FakeClock } from '../state/fake-clock.ts';
import { SimDisk } from '../state/sim-disk.ts';
import { by, opened, optionsFor, toldBy } from './runs.ts';

const NOW = Date.UTC(2024, 4, 1, 12) * 1000;

it('are read to their end at the start, and told soon, though it goes on to have earlier records', async () => {
  const folder = temporaryFolder();
  const [busy, other] = ['busy.log', 'other.log'].map((name) => join(folder, name)) as [string, string];
  writeFileSync(busy, '');
  writeFileSync(other, '2024-05-01 12:00:00 seen first\n');
  const disk = new SimDisk();
  const clock = new FakeClock(NOW);
  const logs = [busy, other].map((name) => ({ name, files: [name] }));
  const live = await opened(optionsFor(by('one'), disk, { logs, clock }));
  let lines = 0;
  const turn = async () => {
    appendFileSync(busy, `2024-05-01 11:00:00 seen b${lines++}\n`);
    clock.advance(150);
    expect(await live.turn()).toBe(true);
  };
  const others = () => toldBy(disk).filter(([n]) => !n.startsWith('b'));
  for (let turns = 0; turns < 4; turns++) await turn();
  expect(live.trouble).toBe('Logs are still read to their end.');
  for (let turns = 0; turns < 8; turns++) await turn();
  expect(live.trouble).toBeUndefined();
  expect(others()).toEqual([['first', 'one']]);
  appendFileSync(other, '2024-05-01 12:00:01 seen second\n');
  for (let turns = 0; turns < 4; turns++) await turn();
  // Records in order of time, as long as that takes no more than a moment.
  expect(others()).toHaveLength(1);
  for (let turns = 0; turns < 8; turns++) await turn();
  expect(others()).toEqual([
    ['first', 'one'],
    ['second', 'one'],
  ]);
  expect(toldBy(disk)).toHaveLength(lines + 2);
  await live.close();
});
