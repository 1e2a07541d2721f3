/** Revisions of the program, each built in a folder of its own. */

import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface Revision {
  name: string;
  /** The built program. */
  program: string;
  remove(): void;
}

/** What stands for the working tree as it is. */
const HERE = '.';
const LOCK = 'package-lock.json';

/** Checks a revision out below a folder, and builds it; with the packages of the working tree where they are the same. */
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

/** @throws Error when the program fails; it has said why */
function run(folder: string, program: string, args: readonly string[]): string {
  return execFileSync(program, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}
