/** Revisions of the program, each built in its own folder. */

import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface Revision {
  name: string;
  /** The path of the built program. */
  program: string;
  remove(): void;
}

/** Stands for the current working tree. */
const HERE = '.';
const LOCK = 'package-lock.json';

/**
 * Checks out a revision below a folder, and builds it; reuses the packages of the working tree if they are the same.
 */
export function build(name: string, folder: string): Revision {
  if (name === HERE) {
    run(HERE, 'node', ['scripts/build.mjs']);
    return { name: 'working tree', program: resolve('dist/corr.js'), remove: () => {} };
  }
  const commit = run(HERE, 'git', ['rev-parse', '--verify', `${name}^{commit}`]).trim();
  run(HERE, 'git', ['worktree', 'add', '--quiet', '--detach', folder, commit]);
  const remove = () => void run(HERE, 'git', ['worktree', 'remove', '--force', folder]);
  try {
    if (readFileSync(join(folder, LOCK), 'utf8') === readFileSync(LOCK, 'utf8'))
      symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
    else run(folder, 'npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts']);
    run(folder, 'node', ['scripts/build.mjs']);
  } catch (error) {
    remove();
    throw error;
  }
  return { name: `${name} (${commit.slice(0, 7)})`, program: join(folder, 'dist', 'corr.js'), remove };
}

/** @throws Error if the program fails; it has reported why */
function run(folder: string, program: string, args: readonly string[]): string {
  return execFileSync(program, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}
