/** Runs a TypeScript file of the project with Node: `node scripts/run.mjs FILE [ARGUMENTS]`. */

import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { validators } from './validators.mjs';

const [file, ...rest] = process.argv.slice(2);
if (file === undefined) throw new Error('usage: node scripts/run.mjs FILE [ARGUMENTS]');
// Inside the project, so that packages resolve.
const folder = mkdtempSync(join('node_modules', '.run-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const outfile = join(folder, 'script.mjs');
await build({
  entryPoints: [file],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  plugins: [validators],
});
process.argv = [process.argv[0], resolve(file), ...rest];
await import(pathToFileURL(resolve(outfile)).href);
