/** Manually ended transactions stay ended, whatever crashes when. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Live } from '../../../src/runtime/live.ts';
import { openTransactions } from '../../../src/runtime/trace/open-transactions.ts';
import { temporaryFolder } from '../../folder.ts';
import { OUTCOMES, SimDisk } from '../state/sim-disk.ts';
import { OUT, opened, optionsFor, VISITS } from './runs.ts';

const folder = temporaryFolder();
const log = join(folder, 'app.log');
writeFileSync(log, ['open a', 'open b', 'use b x', 'open c'].map((text, i) => `2024-05-01 12:00:0${i} ${text}\n`).join(''));

const start = (disk: SimDisk) => opened(optionsFor(VISITS, disk, { logs: [{ name: log, files: [log] }] }));
const openIn = (live: Live, rule?: string) => [...openTransactions(live.rules.running.intake.engine, rule)];
const keysIn = (live: Live) => openIn(live).map(({ keys }) => keys[0]?.values[0]?.[0]);

it('lists what is open, and what it waits for', async () => {
  const live = await start(new SimDisk());
  while (await live.turn());
  expect(keysIn(live)).toEqual(['a', 'b', 'c']);
  expect(openIn(live, 'busy')).toEqual([]);
  const [, b] = openIn(live, 'visit');
  const begin = Date.UTC(2024, 4, 1, 12, 0, 1) * 1000;
  expect(b).toMatchObject({ rule: 'visit', begin, lastStep: 'use', awaited: ['app.used', 'app.closed'], recordCount: 2 });
  expect(b?.due).toEqual({ at: begin + 31_000_000, text: 'timeout "stalled"' });
  expect(b?.captures.get('use')?.get('what')).toBe('x');
  await live.close();
});

it.each(OUTCOMES)('ends them for good, also when what was not synchronized is %s', async (outcome) => {
  const disk = new SimDisk();
  const live = await start(disk);
  while (await live.turn());
  const [a, , c] = openIn(live);
  const done = live.expire([c?.id ?? '', a?.id ?? '', 'nobody']);
  await live.turn();
  await done;
  const told = disk.text(OUT);
  expect(
    told
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toMatchObject([
    { outcome: 'abandoned', code: 'expired', key: { id: 'a' }, end: '2024-05-01T12:00:03Z', awaited: ['app.used', 'app.closed'] },
    { outcome: 'abandoned', code: 'expired', key: { id: 'c' } },
  ]);

  const found = disk.after(outcome);
  const again = await start(found);
  while (await again.turn());
  expect(found.text(OUT)).toBe(told);
  expect(keysIn(again)).toEqual(['b']);
  expect(again.status().summary.imbalances).toEqual([]);
  await again.close();
});
