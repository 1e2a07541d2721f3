/** What a checkpoint holds is written while the run goes on, and must not change with it. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../folder.ts';
import { SimDisk } from '../state/sim-disk.ts';
import { opened, optionsFor, VISITS, visits } from './runs.ts';

const folder = temporaryFolder();

it('what was taken for a checkpoint stays as it was, whatever comes before it is written', async () => {
  const log = join(folder, 'app.log');
  writeFileSync(log, visits(40));
  const live = await opened(optionsFor(VISITS, new SimDisk(), { logs: [{ name: log, files: [log] }], pace: { turn: 250 } }));
  for (let isMore = true; isMore; ) {
    const taken = live.rules.save(1);
    const text = JSON.stringify(taken);
    isMore = await live.turn();
    expect(JSON.parse(JSON.stringify(taken))).toEqual(JSON.parse(text));
  }
  await live.close();
});
