import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { systemDisk } from '../../../src/runtime/state/system-disk.ts';

it('makes a folder and those above it, for its owner alone, and once', () => {
  const folder = mkdtempSync(join(tmpdir(), 'corr-disk-'));
  const path = join(folder, 'a', 'b');
  systemDisk.makeFolder(path);
  systemDisk.makeFolder(path);
  expect(statSync(path).mode & 0o777).toBe(0o700);
  rmSync(folder, { recursive: true });
});

it.runIf(process.platform === 'linux')('is refused a folder where none can be', () => {
  expect(() => systemDisk.makeFolder('/proc/corr/state')).toThrow('ENOENT');
});
