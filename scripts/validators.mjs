/**
 * `import validate from './x.schema.json?validate'` is the code that ajv makes of a schema, made when the program is
 * built: a running program compiles no schema, and makes no code of strings.
 */

import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';

const ASKED = /\.schema\.json\?validate$/;

function pathOf(specifier, folder) {
  return resolve(folder, specifier.slice(0, -'?validate'.length));
}

function codeOf(path) {
  const ajv = new Ajv({
    allErrors: true,
    // Of an error, what else could have stood there.
    verbose: true,
    discriminator: true,
    allowUnionTypes: true,
    strict: false,
    code: { source: true, esm: true },
  });
  return standalone.default(ajv, ajv.compile(JSON.parse(readFileSync(path, 'utf8'))));
}

/** For esbuild. */
export const validators = {
  name: 'validators',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: ASKED }, ({ path, resolveDir }) => ({ path: pathOf(path, resolveDir), namespace: 'validator' }));
    onLoad({ filter: /.*/, namespace: 'validator' }, ({ path }) => ({ contents: codeOf(path), resolveDir: dirname(path) }));
  },
};

const VIRTUAL = '\0validator:';

/** For vitest, which runs it in Node: what ajv calls by `require` must be there. */
export const validatorsOfTests = {
  name: 'validators',
  enforce: 'pre',
  resolveId: (id, importer) => (ASKED.test(id) ? `${VIRTUAL}${pathOf(id, dirname(importer)).replace(/\.json$/, '')}` : undefined),
  load(id) {
    if (!id.startsWith(VIRTUAL)) return undefined;
    const prelude = `import { createRequire } from 'node:module'; const require = createRequire(${JSON.stringify(import.meta.url)});`;
    return `${prelude}${codeOf(`${id.slice(VIRTUAL.length)}.json`)}`;
  },
};
