import { readdirSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { systemDisk } from '../../../src/runtime/state/system-disk.ts';
import { temporaryFolder } from '../../folder.ts';

it('makes a folder and those above it, for its owner alone, and once', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'a', 'b');
  systemDisk.makeFolder(path);
  systemDisk.makeFolder(path);
  expect(statSync(path).mode & 0o777).toBe(0o700);
});

it.runIf(process.platform === 'linux')('is refused a folder where none can be', () => {
  expect(() => systemDisk.makeFolder('/proc/corr/state')).toThrow('ENOENT');
});

it.runIf(process.platform === 'linux')('closes a file as soon as it is synchronized', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'a');
  const isOpen = () =>
    readdirSync('/proc/self/fd').some((descriptor) => {
      try {
        return readlinkSync(`/proc/self/fd/${descriptor}`) === path;
      } catch {
        return false;
      }
    });
  const file = systemDisk.create(path);
  const syncs = Promise.all([file.sync(), file.sync()]);
  file.close();
  expect(isOpen()).toBe(true);
  await syncs;
  expect(isOpen()).toBe(false);
});
