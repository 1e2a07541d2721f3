import { readFileSync } from 'node:fs';
import { compile } from '../../dsl/compiler.ts';
import { runTest, type TestResult } from '../../runtime/rule-tests.ts';
import { ExitCode, Failure } from '../exit-code.ts';
import { printHuman } from '../print/human.ts';
import { printTestsGithub, printTestsJson, printTestsJunit, printTestsText, type TestedFile } from '../print/rule-tests.ts';
import { DiskReader, ruleFiles } from '../rule-files.ts';
import { targetsOf } from '../targets.ts';
import { type GlobalOptions, stderr, stdout } from '../terminal.ts';

export interface TestOptions extends GlobalOptions {
  filter?: string;
  format?: string[];
}

const FORMATS = ['text', 'json', 'junit', 'github'] as const;

/** `corr test`: the tests of each file, on the program that the file is. */
export function test(paths: readonly string[], options: TestOptions): ExitCode {
  const { files, broken } = runFiles(ruleFiles(paths), options);
  const out = stdout(options);
  for (const target of targetsOf(options.format, FORMATS, 'text', out.write)) {
    if (target.format === 'text') printTestsText(files, target.write, target.file === undefined ? out.palette : undefined);
    else if (target.format === 'json') printTestsJson(files, target.write);
    else if (target.format === 'junit') printTestsJunit(files, target.write);
    else printTestsGithub(files, target.write);
    target.close();
  }
  if (broken) return ExitCode.rules;
  const results = files.flatMap((file) => file.results);
  if (results.length === 0)
    throw new Failure(ExitCode.findings, 'No test was found.', 'Tests stand in rule files: test "what it shows" { log … expect … }.');
  return results.some(({ failures }) => failures.length > 0) ? ExitCode.findings : ExitCode.fine;
}

/** Files that do not compile are told of; the tests of the others run all the same. */
function runFiles(paths: readonly string[], options: TestOptions): { files: TestedFile[]; broken: boolean } {
  const { write, palette, columns } = stderr(options);
  let broken = false;
  const files = paths.map((path): TestedFile => {
    const compiled = compile(new DiskReader(), [path]);
    const { plan, tests } = compiled;
    if (!plan) {
      broken = true;
      printHuman(compiled, write, { palette, ...(columns === undefined ? {} : { columns }) });
      return { path, plan: undefined, results: [] };
    }
    const wanted = tests.filter(({ name }) => name.includes(options.filter ?? ''));
    return { path, plan, results: wanted.map((one): TestResult => runTest(plan, one, readLog)) };
  });
  return { files, broken };
}

function readLog(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
