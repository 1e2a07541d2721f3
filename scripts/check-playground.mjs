/**
 * Checks the types of the playground, with the declarations of a browser. What it imports of `src` is only read: the
 * compiler has checked it with the rest.
 */

import { resolve, sep } from 'node:path';
import ts from 'typescript';

const FOLDER = resolve('playground');
const host = {
  getCanonicalFileName: (path) => path,
  getCurrentDirectory: () => process.cwd(),
  getNewLine: () => '\n',
};

const { config, error } = ts.readConfigFile(resolve(FOLDER, 'tsconfig.json'), ts.sys.readFile);
const { options, fileNames, errors } = ts.parseJsonConfigFileContent(config, ts.sys, FOLDER);
const program = ts.createProgram(fileNames, { ...options, incremental: false, tsBuildInfoFile: undefined });
const own = program.getSourceFiles().filter(({ fileName }) => resolve(fileName).startsWith(FOLDER + sep));
if (own.length === 0) throw new Error('The playground has no files.');
const found = [
  ...(error ? [error] : []),
  ...errors,
  ...program.getOptionsDiagnostics(),
  ...program.getGlobalDiagnostics(),
  ...own.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
];
process.stdout.write(ts.formatDiagnostics(found, host));
if (found.length > 0) process.exitCode = 1;
