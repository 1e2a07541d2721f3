/** What was delivered while nothing comes in: a crash must not deliver it again. */

import { expect, it } from 'vitest';
import type { Live } from '../../../src/runtime/live.ts';
import type { Parcel } from '../../../src/runtime/outputs/senders/sender.ts';
import { temporaryFolder } from '../../folder.ts';
import { FakeClock } from '../state/fake-clock.ts';
import { SimDisk } from '../state/sim-disk.ts';
import { Accepts } from './letters.ts';
import { opened, optionsFor, VISITS, visits, writeLog } from './runs.ts';

const folder = temporaryFolder();

async function turns(live: Live, count = 50): Promise<void> {
  for (let i = 0; i < count; i++) {
    await live.turn();
    await new Promise(setImmediate);
  }
}

/** Until nothing is open, and a checkpoint has everything. */
async function silence(live: Live, clock: FakeClock): Promise<void> {
  for (let i = 0; i < 200 && (i < 3 || live.status().journal > 0); i++) {
    clock.advance(1000);
    await turns(live, 5);
  }
}

it('a destination that takes what it is owed while nothing comes in is not sent it again after a crash', async () => {
  const log = `${folder}/app.log`;
  writeLog(log, visits(6));
  const disk = new SimDisk();
  const clock = new FakeClock();
  const to = (taken: Parcel[]) => [{ name: 'hook', sender: new Accepts(taken) }];
  const withLog = { clock, logs: [{ name: log, files: [log] }], pace: { checkpoint: 1000 } };
  const taken: Parcel[] = [];
  const live = await opened(optionsFor(VISITS, disk, { ...withLog, deliveries: to(taken) }));
  await turns(live);
  await silence(live, clock);

  live.rules.deliveries.start({ clock, note: () => {}, fail: () => {} });
  await turns(live);
  expect(taken.length).toBeGreaterThan(3);
  expect(live.status()).toMatchObject({ journal: 0, outputs: [{ waiting: 0 }] });
  clock.advance(1000);
  await turns(live);
  const crashed = disk.after('lost');
  await live.close();

  const again: Parcel[] = [];
  const next = await opened(optionsFor(VISITS, crashed, { ...withLog, deliveries: to(again) }));
  next.rules.deliveries.start({ clock, note: () => {}, fail: () => {} });
  await turns(next);
  await next.close();
  expect(again).toEqual([]);
});
