/** Runs the built program. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../folder.ts';
import { WarmProgram } from './warm.ts';

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

const PROGRAM = join(ROOT, 'dist', 'corr.js');
let warm: WarmProgram | undefined;

/**
 * Without colour, and without the environment of the tests' shell. A run without input, and without options for Node,
 * shares a process with others.
 */
export function corr(args: readonly string[], { cwd = ROOT, input, env = {} }: RunOptions = {}): Ran {
  const { PATH = '', HOME = '' } = process.env;
  const whole = { PATH, HOME, NO_COLOR: '1', TZ: 'UTC', ...env };
  if (input === undefined && env['NODE_OPTIONS'] === undefined) {
    warm ??= new WarmProgram(PROGRAM);
    const { isSpent, ...ran } = warm.run(args, cwd, whole);
    if (isSpent) warm = undefined;
    return ran;
  }
  const options = { cwd, input: input ?? '', env: whole, encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], options);
  return { code: status, stdout, stderr };
}

/** Creates a folder with these files. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}
