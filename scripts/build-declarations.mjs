/**
 * Writes the declarations of the library to dist/types: src/index.ts, and everything that its declarations refer to.
 */

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** As declarations.json says. */
const EMITTED = resolve('node_modules', '.cache', 'declarations');
const TARGET = resolve('dist', 'types');
const REFERRED = /(\bfrom |\bimport\()(['"])(\.[^'"]*)\.ts\2/g;

const compiler = join('node_modules', 'typescript', 'bin', 'tsc');
rmSync(EMITTED, { recursive: true, force: true });
execFileSync(process.execPath, [compiler, '-p', join('scripts', 'declarations.json')], { stdio: 'inherit' });

rmSync(TARGET, { recursive: true, force: true });
const written = new Set();
write('index');

/** Declarations refer to each other by the names that the compiled scripts would have. */
function write(source) {
  if (written.has(source)) return;
  written.add(source);
  const text = readFileSync(join(EMITTED, `${source}.d.ts`), 'utf8');
  const path = join(TARGET, `${source}.d.ts`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text.replace(REFERRED, '$1$2$3.js$2'));
  for (const [, , , name] of text.matchAll(REFERRED)) write(join(dirname(source), name));
}
