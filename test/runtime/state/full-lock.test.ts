/** A lock on a disk that is full, or becomes read-only. */

import { readdirSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../folder.ts';

/** What the disk refuses. */
let refused: 'writing' | 'removing' | undefined;

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const writeFileSync = (path: string, text: string) => {
    fs.writeFileSync(path, refused === 'writing' ? '' : text);
    if (refused === 'writing') throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
  };
  const rmSync = (path: string, options: object) => {
    if (refused === 'removing') throw Object.assign(new Error('EROFS'), { code: 'EROFS' });
    fs.rmSync(path, options);
  };
  return { ...fs, writeFileSync, rmSync };
});

const { lockFolder } = await import('../../../src/runtime/state/lock.ts');

it('leaves nothing behind where it cannot be written', () => {
  const folder = temporaryFolder();
  refused = 'writing';
  expect(() => lockFolder(folder)).toThrow('ENOSPC');
  expect(readdirSync(folder)).toEqual([]);
});

it('stays where it cannot be removed, and hides no other error', () => {
  const folder = temporaryFolder();
  refused = undefined;
  const lock = lockFolder(folder);
  refused = 'removing';
  if ('release' in lock) lock.release();
  expect(readdirSync(folder)).toEqual(['lock']);
});
