import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { Parcel } from '../../../src/runtime/outputs/senders/sender.ts';
import { DiskOutbox, removeOutboxes } from '../../../src/runtime/state/outbox.ts';
import { SimDisk } from './sim-disk.ts';

const never = new AbortController().signal;
const lineOf = (id: number) => JSON.stringify({ id: `o${id}` });

const undamaged = (text: string): never => {
  throw new Error(`Damaged: ${text}`);
};

function outboxOn(disk: SimDisk, limits = { most: 1000, file: 40 }, onDamaged: (text: string) => void = undamaged): DiskOutbox {
  return new DiskOutbox(disk, '/state', 'hook', onDamaged, limits);
}

async function next(outbox: DiskOutbox) {
  const parcel = await outbox.next(never);
  if (!parcel) throw new Error('There is no parcel.');
  return parcel;
}

describe('an outbox', () => {
  it('hands out what was added in its order, each once', async () => {
    const outbox = outboxOn(new SimDisk());
    for (let id = 0; id < 3; id++) outbox.add(lineOf(id));
    outbox.flush();
    expect([(await next(outbox)).id, (await next(outbox)).id, (await next(outbox)).id]).toEqual(['o0', 'o1', 'o2']);
  });

  it('waits for what is added later, and until it is told to stop', async () => {
    const outbox = outboxOn(new SimDisk());
    const later = next(outbox);
    outbox.add(lineOf(1));
    outbox.flush();
    expect((await later).line).toBe(lineOf(1));
    const stop = new AbortController();
    const none = outbox.next(stop.signal);
    stop.abort();
    expect(await none).toBeUndefined();
  });

  it('wakes all who wait, and leaves no listener on a long-lived signal', async () => {
    const outbox = outboxOn(new SimDisk(), { most: 1000, file: 1000 });
    const { signal } = new AbortController();
    for (let round = 0; round < 3; round++) {
      const waiting = [outbox.next(signal), outbox.next(signal)];
      for (const id of [2 * round, 2 * round + 1]) outbox.add(lineOf(id));
      outbox.flush();
      expect((await Promise.all(waiting)).map((parcel) => parcel?.id)).toEqual([`o${2 * round}`, `o${2 * round + 1}`]);
    }
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('hands out again everything from the first that was not settled', async () => {
    const disk = new SimDisk();
    const outbox = outboxOn(disk);
    for (let id = 0; id < 4; id++) outbox.add(lineOf(id));
    outbox.flush();
    const parcels = [await next(outbox), await next(outbox), await next(outbox)];
    // The second is still unsettled when the third is settled.
    outbox.settle(parcels[0]!);
    outbox.settle(parcels[2]!);
    const saved = outbox.save();
    const again = outboxOn(disk);
    expect(again.restore(saved)).toBe(true);
    expect([(await next(again)).id, (await next(again)).id, (await next(again)).id]).toEqual(['o1', 'o2', 'o3']);
  });

  it('accepts no more than its limit', async () => {
    const outbox = outboxOn(new SimDisk(), { most: 20, file: 1000 });
    const taken: boolean[] = [];
    for (let id = 0; id < 5; id++) {
      taken.push(outbox.add(lineOf(id)));
      outbox.flush();
    }
    expect(taken).toEqual([true, true, false, false, false]);
    outbox.settle(await next(outbox));
    expect(outbox.add(lineOf(5))).toBe(true);
  });
});

describe('an outbox whose oldest parcel stays out', () => {
  it('hands out only so much more than the oldest that is not settled', async () => {
    const outbox = outboxOn(new SimDisk(), { most: 1000, file: lineOf(0).length + 2 });
    const addOne = (id: number) => {
      outbox.add(lineOf(id));
      outbox.flush();
      return next(outbox);
    };
    const [oldest, overtaking] = [await addOne(0), await addOne(1)];
    outbox.settle(overtaking);
    let held: Parcel | undefined;
    const later = addOne(2).then((parcel) => {
      held = parcel;
    });
    await new Promise(setImmediate);
    expect(held).toBeUndefined();
    outbox.settle(oldest);
    await later;
    expect(held?.id).toBe('o2');
  });
});

describe('the files of an outbox', () => {
  it('begins another file when one is dealt with, and keeps the last as long as the older checkpoint needs it', async () => {
    const disk = new SimDisk();
    const outbox = outboxOn(disk);
    const names = () => disk.list('/state').map((name) => name.slice(-1));
    for (let round = 0; round < 3; round++) {
      for (let id = 0; id < 5; id++) outbox.add(lineOf(id));
      outbox.flush();
      for (let id = 0; id < 5; id++) outbox.settle(await next(outbox));
      outbox.save();
    }
    expect(names()).toEqual(['0', '1', '2', '3']);
    outbox.trim(2);
    expect(names()).toEqual(['2', '3']);
  });

  it('are removed unless they belong to an outbox that stays, whatever their names are', () => {
    const disk = new SimDisk();
    const files = ['outbox-pager-000000', 'outbox-a%2Fb-000003', 'outbox-100%-000000', 'outbox-%zz-000001', 'lock'];
    for (const file of files) disk.create(`/state/${file}`).close();
    removeOutboxes(disk, '/state', new Set(['a/b']));
    expect(disk.list('/state')).toEqual(['lock', 'outbox-a%2Fb-000003']);
  });

  it('begins no other file while the disk has no room for it, and leaves nothing of it', async () => {
    const disk = new SimDisk();
    const outbox = outboxOn(disk);
    for (let id = 0; id < 6; id++) outbox.add(lineOf(id));
    outbox.flush();
    for (let id = 0; id < 4; id++) outbox.settle(await next(outbox));
    const { operations } = disk;
    disk.fails = (operation) => (operation === operations + 3 ? 'ENOSPC' : undefined);
    const saved = outbox.save();
    expect([saved.serial, disk.list('/state').length]).toEqual([0, 1]);
    expect((await next(outbox)).id).toBe('o4');
    outbox.rewind();
    expect([outbox.save().serial, (await next(outbox)).id, (await next(outbox)).id]).toEqual([1, 'o4', 'o5']);
  });

  it('begins another file even if something is always under way, and loses and repeats nothing', () => {
    const disk = new SimDisk();
    let outbox = outboxOn(disk);
    let out: Parcel[] = [];
    const settled: string[] = [];
    const settle = (parcels: readonly Parcel[]) => {
      for (const parcel of parcels) {
        outbox.settle(parcel);
        settled.push(parcel.id);
      }
    };
    for (let round = 0; round < 20; round++) {
      for (let i = 0; i < 5; i++) outbox.add(lineOf(5 * round + i));
      outbox.flush();
      for (let parcel = outbox.take(); parcel; parcel = outbox.take()) out.push(parcel);
      settle(out.splice(0, out.length - 1));
      const saved = outbox.save();
      outbox.trim(saved.serial);
      for (const name of disk.list('/state')) expect(disk.stats(`/state/${name}`)?.size).toBeLessThan(130);
      if (round % 4 !== 3) continue;
      // After a crash: the checkpoint, and a file unknown to it.
      const stale = disk.create(`/state/outbox-hook-${String(saved.serial + 1).padStart(6, '0')}`);
      stale.write(Buffer.from(`${lineOf(-1)}\n`), 0);
      outbox = outboxOn(disk);
      expect(outbox.restore(saved)).toBe(true);
      out = [];
    }
    expect(settled).toEqual(Array.from({ length: 99 }, (_, id) => `o${id}`));
  });
});

describe('an outbox on a disk that damages it', () => {
  it('hands out what is around lines that the disk has damaged, tells of each, and never meets them again', async () => {
    const disk = new SimDisk();
    const damaged: string[] = [];
    const outbox = outboxOn(disk, { most: 1000, file: 1000 }, (text) => damaged.push(text));
    for (let id = 0; id < 5; id++) outbox.add(lineOf(id));
    outbox.flush();
    const file = disk.open(`/state/${disk.list('/state')[0]}`);
    const { length } = `${lineOf(0)}\n`;
    file?.write(Buffer.from([0xff]), 1);
    file?.write(Buffer.from('x'), 3 * length - 1);
    expect((await next(outbox)).id).toBe('o1');
    const last = await next(outbox);
    expect([last.id, damaged]).toEqual(['o4', [lineOf(0).replace('"', '\ufffd'), `${lineOf(2)}x${lineOf(3)}`]]);
    outbox.settle(last);
    outbox.rewind();
    const saved = outbox.save();
    expect([(await next(outbox)).id, saved.settled]).toEqual(['o1', length]);
  });

  it('hands out what comes after nothing but damage', async () => {
    const disk = new SimDisk();
    const damaged: string[] = [];
    const outbox = outboxOn(disk, { most: 10_000_000, file: 10_000_000 }, (text) => damaged.push(text));
    for (let line = 0; line < 3; line++) outbox.add('x'.repeat(300_000));
    outbox.add(lineOf(1));
    outbox.flush();
    expect([(await next(outbox)).id, damaged.length]).toEqual(['o1', 3]);
  });
});
