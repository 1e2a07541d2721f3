/** Dead letters whose file people have changed in place. */

import { describe, expect, it } from 'vitest';
import type { Parcel } from '../../../src/runtime/outputs/senders/sender.ts';
import type { SimDisk } from '../state/sim-disk.ts';
import { Accepts, deliver, LETTERS, lettersOf, linesOf, REFUSES, resent, start, turns, withLetters } from './letters.ts';
import { watched } from './runs.ts';

describe('a file that an editor left without its last line end', () => {
  const cut = (disk: SimDisk) => disk.set(LETTERS, disk.bytes(LETTERS).subarray(0, -1));

  it.each(['before the start', 'while it is open'])('%s is handed back whole', async (when) => {
    const disk = await withLetters();
    const count = linesOf(disk).length;
    const taken: Parcel[] = [];
    const accepts = new Accepts(taken);
    if (when === 'before the start') cut(disk);
    const live = await start(
      disk,
      ['hook', 'pager'].map((name) => ({ name, sender: accepts })),
    );
    await turns(live);
    await resent(live, { id: 'none' });
    if (when !== 'before the start') cut(disk);
    const done = watched(live.resend({}));
    for (let turn = 0; turn < 20 && !done.isOver(); turn++) await live.turn();
    expect(await done.change).toEqual({ resent: count, left: [] });
    await deliver(live);
    expect(taken).toHaveLength(count);
  });
});

it('a file that is emptied in place begins again with the next letter', async () => {
  const disk = await withLetters();
  const live = await start(
    disk,
    ['hook', 'pager'].map((name) => ({ name, sender: REFUSES })),
  );
  await turns(live);
  const hooks = lettersOf(disk, 'hook');
  await resent(live, { output: 'hook' });
  disk.set(LETTERS, Buffer.alloc(0));
  await deliver(live);
  expect(linesOf(disk)).toEqual(hooks);
});
