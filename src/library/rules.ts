/** Rules for programs that use Corr as a library: compiled from files or texts, and tested. */

import { compile } from '../dsl/compiler.ts';
import type { Diagnostic } from '../dsl/diagnostic.ts';
import type { Plan } from '../dsl/plan.ts';
import type { TestPlan } from '../dsl/test-plan.ts';
import { runTest } from '../runtime/rule-tests.ts';
import { DiskReader, filesBelow, readBytes, statsOf } from './disk-reader.ts';

/** What is said of a rule file, and where. */
export interface PlacedDiagnostic extends Diagnostic {
  /** From 1, as is the column, which counts UTF-16 units. */
  line: number;
  column: number;
}

/** What some rule files come to. */
export interface CompiledRules {
  /** Undefined exactly when a diagnostic is an error. It is plain JSON, and {@link loadPlan} takes it back. */
  plan: Plan | undefined;
  /** The `test` blocks of the files that were named, for {@link runTests}. */
  tests: TestPlan[];
  /** In order of files, then of places. */
  diagnostics: PlacedDiagnostic[];
}

/**
 * Compiles rule files, and all that they import, as one program; a folder stands for all rule files below it, and
 * `std/…` for the pattern libraries of this package. Mistakes in rules are diagnostics, as is a file that is not there.
 * `texts` stand in for files, by their paths.
 * @throws Error of the system when a folder may not be read.
 */
export function compileRules(paths: readonly string[], texts: ReadonlyMap<string, string> = new Map()): CompiledRules {
  const entries = paths.flatMap((path) => (!texts.has(path) && statsOf(path)?.isDirectory() ? filesBelow(path) : [path]));
  const { plan, tests, diagnostics, sources } = compile(new DiskReader(texts), entries);
  const placed = diagnostics.map((one) => ({ ...one, ...(sources.get(one.file)?.positionOf(one.start) ?? { line: 1, column: 1 }) }));
  return { plan, tests, diagnostics: placed };
}

/** What came of one `test` block. */
export interface TestResult {
  name: string;
  /** Where it stands. */
  file: string;
  line: number;
  /** Empty: it passed. */
  failures: TestFailure[];
}

/** What did not hold, and the statement as it was written. */
export interface TestFailure {
  line: number;
  text: string;
  message: string;
}

/** Runs `test` blocks on the plan that they were compiled with. What is wrong is a failure, never thrown. */
export function runTests(plan: Plan, tests: readonly TestPlan[]): TestResult[] {
  return tests.map((test) => {
    const failures = runTest(plan, test, readBytes).failures.map(({ line, text, message }) => ({ line, text, message }));
    const { file, line } = test.origin;
    return { name: test.name, file, line, failures };
  });
}
