import { expect, it } from 'vitest';
import type { OutputSet } from '../../../src/runtime/live/rules.ts';
import { isFull } from '../../../src/runtime/state/disk.ts';
import { Crash, SimDisk } from '../state/sim-disk.ts';
import { by, NOBODY, OUT, opened, optionsFor } from './runs.ts';
import { ScriptedReceiver } from './scripted-receiver.ts';

const OTHER = '/out/others.ndjson';
const CHANGED: OutputSet = { outputs: [{ format: 'ndjson', path: OTHER }], deliveries: [{ name: 'hook', sender: NOBODY }] };

/** Outputs are changed; there is no room for the file of a new one at first, datagrams come, and a crash follows. */
async function reported(crash: number): Promise<{ all: string[]; isOver: boolean }> {
  const disk = new SimDisk();
  const receiver = new ScriptedReceiver('udp://127.0.0.1:514', 'udp');
  const live = await opened(optionsFor(by('first'), disk, { receivers: [{ receiver, format: 'line' }] }));
  await live.reception.listen();
  await live.turn();
  void live.reload(by('second'), CHANGED);
  const { create } = disk;
  let isFullNow = true;
  disk.create = (path) => {
    const isRefused = isFullNow && path.includes('outbox-hook');
    if (!isRefused) return create.call(disk, path);
    isFullNow = false;
    throw Object.assign(new Error('full'), { code: 'ENOSPC' });
  };
  await live.turn().catch((error: unknown) => expect(isFull(error)).toBe(true));
  expect(isFullNow).toBe(false);
  disk.crashAt = disk.operations + crash;
  let isOver = true;
  for (let n = 0; n < 3; n++) {
    void receiver.send(`2024-05-01 12:00:00 seen ${n}`, '192.0.2.1:514');
    await live.turn().catch((error: unknown) => {
      if (!(error instanceof Crash)) throw error;
      isOver = false;
    });
  }
  const after = disk.after('kept');
  const again = await opened(optionsFor(by('second'), after, CHANGED));
  await again.turn();
  await again.close();
  const lines = [OUT, OTHER].flatMap((path) => after.text(path).split('\n').slice(0, -1));
  return { all: lines.map((line) => (JSON.parse(line) as { key: { n: string } }).key.n), isOver };
}

it('nothing is reported to new outputs before a checkpoint knows them, although the disk was full and datagrams come', async () => {
  for (let crash = 1, isOver = false; !isOver; crash++) {
    const found = await reported(crash);
    expect(new Set(found.all).size, `crash at ${crash}`).toBe(found.all.length);
    isOver = found.isOver;
    if (isOver) expect(found.all).toEqual(['0', '1', '2']);
  }
});

it('a run that gives up during a switch for which there is no room leaves no file open', async () => {
  const disk = new SimDisk();
  const live = await opened(optionsFor(by('first'), disk));
  let isFullNow = false;
  disk.fails = () => (isFullNow ? 'ENOSPC' : undefined);
  const { create } = disk;
  disk.create = (path) => {
    isFullNow ||= path.includes('outbox-hook');
    return create.call(disk, path);
  };
  void live.reload(by('second'), CHANGED);
  await expect(live.turn()).rejects.toMatchObject({ code: 'ENOSPC' });
  await live.abandon();
  expect([isFullNow, disk.opened]).toEqual([true, 0]);
});
