/** One tick ends thousands of transactions: their outcomes are written piece by piece, and do not pile up in memory. */

import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type DiskFile, isFull } from '../../../src/runtime/state/disk.ts';
import { temporaryFolder } from '../../folder.ts';
import { SimDisk } from '../state/sim-disk.ts';
import { NOBODY, OUT, opened, optionsFor, planOfText, writeLog } from './runs.ts';

const PLAN = planOfText(`
records app from line {
  opened = "{*} open {id}"
  closed = "{*} close {id}"
}
transaction visit {
  key id
  start app.opened
  then  app.closed within 30s
}
`);

const COUNT = 600;
const LONG = 'x'.repeat(3000);
const log = join(temporaryFolder(), 'app.log');
const OPENED = Array.from({ length: COUNT }, (_, id) => `2024-05-01 12:00:00 open ${LONG}${id}\n`).join('');
writeLog(log, `${OPENED}2024-05-01 13:00:00 open last\n`);

const MIB = 1024 ** 2;

/** Runs to the end, on a disk that has room again once turns have failed. Returns the disk, and the size of each write to a file. */
async function run(isRefused: (bytes: number) => boolean = () => false): Promise<{ disk: SimDisk; writes: Map<string, number[]> }> {
  const disk = new SimDisk();
  const writes = new Map<string, number[]>();
  let hasRoom = false;
  const { create } = disk;
  disk.create = (path) => {
    const file = create.call(disk, path);
    const written = file.write;
    const write: DiskFile['write'] = (bytes, position) => {
      writes.set(path, [...(writes.get(path) ?? []), bytes.length]);
      if (!hasRoom && isRefused(bytes.length)) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
      return written.call(file, bytes, position);
    };
    return Object.assign(file, { write });
  };
  const deliveries = [{ name: 'hook', sender: NOBODY }];
  const live = await opened(optionsFor(PLAN, disk, { logs: [{ name: log, files: [log] }], deliveries, pace: { turn: 64 * MIB } }));
  for (let isBusy = true; isBusy; ) {
    isBusy = await live.turn().catch((error: unknown) => {
      expect(isFull(error)).toBe(true);
      hasRoom = true;
      return true;
    });
  }
  await live.close();
  expect(live.rules.summary.imbalances).toEqual([]);
  return { disk, writes };
}

const files = [OUT, '/state/outbox-hook-000000'];

it('writes what ends at once in pieces', async () => {
  const { disk, writes } = await run();
  for (const path of files) {
    expect(disk.text(path).split('\n')).toHaveLength(COUNT + 1);
    expect(disk.bytes(path).length).toBeGreaterThan(3 * MIB);
    expect(Math.max(...(writes.get(path) ?? []))).toBeLessThan(1.1 * MIB);
  }
});

it('keeps what a full disk refuses, and does not try it again for each outcome', async () => {
  const { disk: undisturbed } = await run();
  const { disk, writes } = await run((bytes) => bytes > MIB / 2);
  for (const path of files) {
    expect(disk.text(path)).toBe(undisturbed.text(path));
    expect(writes.get(path)?.length).toBeLessThan(10);
  }
});
