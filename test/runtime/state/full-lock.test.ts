/** A lock on a disk that is full. */

import { readdirSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../folder.ts';

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const writeFileSync = (path: string) => {
    fs.writeFileSync(path, '');
    throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
  };
  return { ...fs, writeFileSync };
});

const { lockFolder } = await import('../../../src/runtime/state/lock.ts');

it('leaves nothing behind where it cannot be written', () => {
  const folder = temporaryFolder();
  expect(() => lockFolder(folder)).toThrow('ENOSPC');
  expect(readdirSync(folder)).toEqual([]);
});
