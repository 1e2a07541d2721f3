/** Creates files that must not exist yet. */

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { unwritable, usageError } from '../exit-code.ts';

/**
 * Writes none of the files if one of them exists.
 * @throws Failure then, or if one cannot be written
 */
export function writeNew(files: ReadonlyMap<string, string | Uint8Array>): void {
  const there = [...files.keys()].filter((path) => existsSync(path));
  if (there.length > 0)
    throw usageError(
      `'${there.join("', '")}' already ${there.length === 1 ? 'exists' : 'exist'}.`,
      `Name another folder, or move ${there.length === 1 ? 'it' : 'them'} away.`,
    );
  for (const [path, content] of files) {
    try {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content, { flag: 'wx' });
    } catch (error) {
      throw unwritable(path, error, 'Name a folder that you may write to.');
    }
  }
}
