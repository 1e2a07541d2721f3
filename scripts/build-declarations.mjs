/**
 * Writes the declarations of the library to dist/types: src/index.ts, and everything that its declarations refer to.
 */

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

rmSync(TARGET, { recursive: true, force: true });
const written = new Set();
write(join(SOURCE, 'index.ts'));

/** Declarations refer to each other by the names that the compiled scripts would have. */
function write(source) {
  if (written.has(source)) return;
  written.add(source);
  const { diagnostics } = program.emit(program.getSourceFile(source), put, undefined, true);
  if (diagnostics.length > 0) throw new Error(ts.formatDiagnostics(diagnostics, ts.createCompilerHost(options)));

  function put(path, text) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text.replace(REFERRED, '$1$2$3.js$2'));
    for (const [, , , name] of text.matchAll(REFERRED)) write(resolve(dirname(source), `${name}.ts`));
  }
}
