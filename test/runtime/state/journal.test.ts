import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Journal, readSegments } from '../../../src/runtime/state/journal.ts';
import { SimDisk } from './sim-disk.ts';

/** A disk whose synchronization ends on request. */
class SlowDisk extends SimDisk {
  private waiting: (() => void)[] = [];
  override syncing = () => new Promise<void>((resolve) => this.waiting.push(resolve));

  async end(count: number): Promise<void> {
    for (const done of this.waiting.splice(0, count)) done();
    // Lets all waiters continue first.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

it('is synchronized and started again in any order: each segment is closed once, and not before it is durable', async () => {
  const action = fc.oneof(
    fc.constantFrom('write' as const, 'sync' as const, 'next' as const),
    fc.nat(2).map((count) => ({ end: count + 1 })),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 30 }), async (actions) => {
      const disk = new SlowDisk();
      const journal = new Journal(disk, '/state', 1);
      const syncs: Promise<void>[] = [];
      for (const one of actions) {
        if (one === 'write') {
          journal.frame.tick(1);
          journal.write(() => {});
        } else if (one === 'sync') syncs.push(journal.sync());
        else if (one === 'next') journal.next();
        else await disk.end(one.end);
      }
      journal.next();
      syncs.push(journal.sync());
      await disk.end(Number.POSITIVE_INFINITY);
      await Promise.all(syncs);
      journal.close();
      expect(disk.opened).toBe(0);
    }),
  );
});

it('is never taken for synchronized once that has failed', async () => {
  const disk = new SimDisk();
  const journal = new Journal(disk, '/state', 1);
  journal.frame.tick(1);
  journal.write(() => {});
  journal.next();
  const { operations } = disk;
  disk.fails = (operation) => (operation === operations + 1 ? 'ENOSPC' : undefined);
  for (let attempt = 0; attempt < 3; attempt++) await expect(journal.sync()).rejects.toThrow('ENOSPC');
  expect(journal.isAhead).toBe(true);
  journal.close();
  expect(disk.opened).toBe(0);
});

it('is not synchronized before the name of its file is', async () => {
  const disk = new SimDisk();
  const journal = new Journal(disk, '/state', 1);
  const { syncFolder } = disk;
  let name = () => {};
  disk.syncFolder = async (folder) => {
    await new Promise<void>((resolve) => (name = resolve));
    await syncFolder.call(disk, folder);
  };
  const done: number[] = [];
  for (const time of [1, 2]) {
    journal.frame.tick(time);
    journal.write(() => {});
    void journal.sync().then(() => done.push(time));
    await new Promise(setImmediate);
  }
  expect(done).toEqual([]);
  name();
  await new Promise(setImmediate);
  expect(disk.after('lost').list('/state')).toEqual(['journal-000000000001']);
  expect(done).toEqual([2]);
});

it('does not pass over a segment that is removed while those before it are read', () => {
  const disk = new SimDisk();
  const journal = new Journal(disk, '/state', 1);
  for (let segment = 1; segment <= 3; segment++) {
    journal.frame.tick(segment);
    journal.write(() => {});
    journal.next();
  }
  const read: number[] = [];
  const readAll = () => {
    for (const { frames } of readSegments(disk, '/state', 0)) {
      read.push([...frames].length);
      journal.trim(3);
    }
  };
  expect(readAll).toThrow("'/state/journal-000000000002' was removed");
  expect(read).toEqual([1]);
  journal.close();
});
