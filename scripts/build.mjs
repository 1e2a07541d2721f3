/** Bundles the program and the library into dist/. Commands are separate chunks, loaded on demand. */

import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { licencesText, partsList } from './parts.mjs';
import { validators } from './validators.mjs';

/** For commander, which runs subcommands with it that are programs of their own: there are none, and each command would load it. */
const withoutChildProcess = {
  name: 'without-child-process',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /[\\/]commander[\\/]/.test(importer) ? { path: 'nothing', namespace: 'nothing' } : undefined,
    );
    onLoad({ filter: /^nothing$/, namespace: 'nothing' }, () => ({ contents: '' }));
  },
};

const { outputFiles, metafile } = await build({
  entryPoints: {
    corr: 'src/cli/main.ts',
    index: 'src/index.ts',
    worker: 'src/runtime/workers/thread.ts',
    receiver: 'src/runtime/inputs/net/thread/thread.ts',
  },
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  write: false,
  metafile: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  // Names are kept, so that stack traces are readable.
  minifyWhitespace: true,
  legalComments: 'none',
  // Some libraries are CommonJS and `require` modules of Node.
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  logLevel: 'warning',
  plugins: [validators, withoutChildProcess],
});

// Writes only files that changed, and deletes old ones last: a program that runs meanwhile finds all its chunks.
const built = new Set(outputFiles.map(({ path }) => relative('dist', path)));
for (const { path, contents } of outputFiles) {
  if (existsSync(path) && readFileSync(path).equals(contents)) continue;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents);
}
chmodSync(join('dist', 'corr.js'), 0o755);
writeFileSync(join('dist', 'parts.cdx.json'), partsList(metafile));
writeFileSync(join('dist', 'licences.txt'), licencesText(metafile));
for (const path of readdirSync('dist', { recursive: true })) {
  if (path.endsWith('.js') && !built.has(path)) rmSync(join('dist', path), { force: true });
}
