/** Runs the built program like a user's shell. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd?: string;
  input?: string | Uint8Array;
  env?: Record<string, string>;
}

/** Without colour, and without the environment of the tests' shell. */
export function corr(args: readonly string[], { cwd = ROOT, input = '', env = {} }: RunOptions = {}): Ran {
  const { PATH = '', HOME = '' } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'dist', 'corr.js'), ...args], {
    cwd,
    input,
    env: { PATH, HOME, NO_COLOR: '1', TZ: 'UTC', ...env },
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}

/** Creates a folder with these files. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'corr-test-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}
