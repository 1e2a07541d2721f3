/** Builds the program once before all tests, for whatever projects of them: many run it like a user. */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const IS_BUILT = 'CORR_TESTS_BUILT';

export function setup(): void {
  if (process.env[IS_BUILT] === `${process.pid}`) return;
  process.env[IS_BUILT] = `${process.pid}`;
  const root = join(import.meta.dirname, '..');
  execFileSync(process.execPath, [join(root, 'scripts', 'build.mjs')], { cwd: root, stdio: 'inherit' });
}
