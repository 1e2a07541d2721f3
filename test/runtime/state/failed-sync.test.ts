/** What Linux does where written bytes cannot be stored: it says so once, and the next attempt succeeds. */

import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../folder.ts';

const syncs = vi.hoisted(() => [] as ((error: Error | null) => void)[]);
vi.mock('node:fs', async (original) => ({
  ...(await original<typeof import('node:fs')>()),
  fdatasync: (_: number, done: (error: Error | null) => void) => void syncs.push(done),
}));

const { systemDisk } = await import('../../../src/runtime/state/system-disk.ts');
const folder = temporaryFolder();

/** Ends the one synchronization in progress. */
async function end(error: Error | null): Promise<void> {
  await new Promise(setImmediate);
  expect(syncs).toHaveLength(1);
  syncs.shift()?.(error);
  await new Promise(setImmediate);
}

it('is one synchronization at a time, and no success after a failure', async () => {
  const file = systemDisk.create(join(folder, 'a'));
  const results: string[] = [];
  const sync = (name: string) =>
    file.sync().then(
      () => results.push(name),
      ({ message }: Error) => results.push(`${name}: ${message}`),
    );
  void sync('first');
  await new Promise(setImmediate);
  void sync('second');
  void sync('third');
  await end(null);
  expect(results).toEqual(['first']);
  await end(new Error('EIO'));
  expect(results).toEqual(['first', 'second: EIO', 'third: EIO']);
  await sync('fourth');
  expect(results.at(-1)).toBe('fourth: EIO');
  expect(syncs).toEqual([]);
  file.close();
});
