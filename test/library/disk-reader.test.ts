import { chmodSync, mkdirSync, symlinkSync, truncateSync } from 'node:fs';
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
  expect([...readableFilesBelow(folder.at('team'))].flat()).toEqual([path]);
  expect([...readableFilesBelow(folder.at('gone'))].flat()).toEqual([]);
});

it('finds the same files in steps of one folder each', () => {
  const paths = ['a.corr', 'b/c.corr', 'b/d/e.corr', 'b/d/f.corr', 'b.corr', 'g/h.corr'].map((name) => folder.file(`tree/${name}`));
  for (const other of ['notes.txt', '.git/i.corr', 'b/node_modules/j.corr', 'b/._c.corr']) folder.file(`tree/${other}`);
  // As Emacs makes while a changed file is not saved.
  symlinkSync('me@host.17:1714557600', folder.at('tree/b/.#c.corr'));
  const steps = [...readableFilesBelow(folder.at('tree'))];
  expect(steps.map((files) => files.length).sort()).toEqual([1, 1, 2, 2]);
  expect(steps.flat().sort()).toEqual(paths.sort());
  expect(filesBelow(folder.at('tree')).sort()).toEqual(paths);
});
