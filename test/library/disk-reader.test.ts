import { truncateSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DiskReader } from '../../src/library/disk-reader.ts';
import { Folder } from '../runtime/inputs/folder.ts';

const MIB = 1024 * 1024;
const folder = new Folder();

it('reads files of values with as many lines as a table may have, and nothing that fits into no text', () => {
  const path = folder.file('owners.csv');
  truncateSync(path, 20 * MIB);
  expect(new DiskReader().read(path)).toHaveLength(20 * MIB);
  truncateSync(path, 600 * MIB);
  expect(new DiskReader().read(path)).toBeUndefined();
});
