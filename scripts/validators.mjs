/**
 * `import validate from './x.schema.json?validate'` imports code that ajv generates from a schema at build time: a
 * running program compiles no schema, and evaluates no strings as code.
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
    // Errors include the alternatives that would have been valid.
    verbose: true,
    discriminator: true,
    allowUnionTypes: true,
    strict: false,
    code: { source: true, esm: true },
  });
  return standalone.default(ajv, ajv.compile(JSON.parse(readFileSync(path, 'utf8'))));
}

/** The plugin for esbuild. */
export const validators = {
  name: 'validators',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: ASKED }, ({ path, resolveDir }) => ({ path: pathOf(path, resolveDir), namespace: 'validator' }));
    onLoad({ filter: /.*/, namespace: 'validator' }, ({ path }) => ({ contents: codeOf(path), resolveDir: dirname(path) }));
  },
};

const VIRTUAL = '\0validator:';

/** For vitest, which runs the code in Node: the modules that ajv requires must be available. */
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
