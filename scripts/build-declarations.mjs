/** Writes the declarations of the library into dist/types: src/index.ts, and what its declarations refer to. */

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

const SOURCE = resolve('src');
const TARGET = resolve('dist', 'types');
const REFERRED = /(\bfrom |\bimport\()(['"])(\.[^'"]*)\.ts\2/g;

const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, '.');
Object.assign(options, { noEmit: false, incremental: false, tsBuildInfoFile: undefined, declaration: true, emitDeclarationOnly: true });
Object.assign(options, { stripInternal: true, rootDir: SOURCE, outDir: TARGET });
const program = ts.createProgram([join(SOURCE, 'index.ts'), join(SOURCE, 'validators.d.ts')], options);

const texts = new Map();
const { diagnostics } = program.emit(undefined, (path, text) => texts.set(resolve(path), text));
const mistakes = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
if (mistakes.length > 0) throw new Error(ts.formatDiagnostics(mistakes, ts.createCompilerHost(options)));

rmSync(TARGET, { recursive: true, force: true });
const written = new Set();
write(join(TARGET, 'index.d.ts'));

/** A file stands beside those that it refers to, which are named as the scripts that they declare would be. */
function write(path) {
  if (written.has(path)) return;
  written.add(path);
  const text = texts.get(path);
  if (text === undefined) throw new Error(`There is no declaration '${path}'.`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text.replace(REFERRED, '$1$2$3.js$2'));
  for (const [, , , name] of text.matchAll(REFERRED)) write(resolve(dirname(path), `${name}.d.ts`));
}
