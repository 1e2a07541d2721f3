/** Builds the playground: one self-contained page for any file server. */

import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { licencesText } from './parts.mjs';
import { validators } from './validators.mjs';

const OUT = join('docs', 'playground');

/** Pattern libraries and examples are bundled. */
const files = {
  name: 'files',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^corr:files$/ }, ({ path }) => ({ path, namespace: 'corr' }));
    onLoad({ filter: /.*/, namespace: 'corr' }, () => ({
      contents: `export const libraries = ${JSON.stringify(libraries())};\nexport const examples = ${JSON.stringify(examples())};`,
    }));
  },
};

function libraries() {
  return Object.fromEntries(
    readdirSync('std')
      .sort()
      .map((file) => [`std/${file}`, readFileSync(join('std', file), 'utf8')]),
  );
}

/** Examples with a single log: the page has only one. */
function examples() {
  return readdirSync('examples')
    .sort()
    .flatMap((name) => {
      const inside = readdirSync(join('examples', name));
      const text = (file) => readFileSync(join('examples', name, file), 'utf8');
      const logs = inside.filter((file) => /\.(?:log|jsonl)$/.test(file));
      const rules = inside.find((file) => file.endsWith('.corr'));
      if (logs.length !== 1 || rules === undefined) return [];
      const title = existsSync(join('examples', name, 'README.md')) ? /^# (.*)$/m.exec(text('README.md'))?.[1] : undefined;
      const others = inside.filter((file) => /\.(?:csv|txt)$/.test(file));
      return [
        {
          name,
          title: title ?? name,
          rules: text(rules),
          log: text(logs[0]),
          files: Object.fromEntries(others.map((file) => [file, text(file)])),
        },
      ];
    });
}

mkdirSync(OUT, { recursive: true });
const { metafile } = await build({
  entryPoints: { playground: 'playground/main.ts', worker: 'playground/worker.ts' },
  outdir: OUT,
  bundle: true,
  metafile: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  plugins: [files, validators],
  alias: { 'node:buffer': './playground/shims/buffer.ts' },
  inject: ['playground/shims/buffer.ts'],
  logLevel: 'warning',
});
for (const file of ['index.html', 'playground.css']) copyFileSync(join('playground', file), join(OUT, file));
writeFileSync(join(OUT, 'licences.txt'), licencesText(metafile));
