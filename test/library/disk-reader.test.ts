import { chmodSync, mkdirSync, truncateSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { DiskReader, filesBelow, readableFilesBelow } from '../../src/library/disk-reader.ts';
import { Folder } from '../runtime/inputs/folder.ts';

const MIB = 1024 * 1024;
const folder = new Folder();

it('reads value files with as many lines as a table may have, and refuses what is too long for a string', () => {
  const path = folder.file('owners.csv');
  truncateSync(path, 20 * MIB);
  expect(new DiskReader().read(path)).toHaveLength(20 * MIB);
  truncateSync(path, 600 * MIB);
  expect(new DiskReader().read(path)).toBeUndefined();
});

it.skipIf(process.getuid?.() === 0)('finds what is below a folder beside what is closed, where that is wanted', () => {
  const path = folder.file('team/b.corr');
  const locked = folder.at('team/a');
  mkdirSync(locked);
  chmodSync(locked, 0);
  onTestFinished(() => chmodSync(locked, 0o700));
  expect(() => filesBelow(folder.at('team'))).toThrow('EACCES');
  expect(readableFilesBelow(folder.at('team'))).toEqual([path]);
  expect(readableFilesBelow(folder.at('gone'))).toEqual([]);
});
