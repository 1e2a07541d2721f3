/** Puts the temporary folders of all tests, for whatever projects of them, into one, and removes it after the last of them. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string | undefined;

export function setup(): void {
  if (folder !== undefined) return;
  folder = mkdtempSync(join(tmpdir(), 'corr-tests-'));
  process.env['TMPDIR'] = folder;
}

export function teardown(): void {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
