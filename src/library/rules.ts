/** Rules for programs that use Corr as a library: compilation from files or texts, and tests. */

import { compile } from '../dsl/compiler.ts';
import type { Diagnostic } from '../dsl/diagnostic.ts';
import type { Plan } from '../dsl/plan.ts';
import type { TestPlan } from '../dsl/test-plan.ts';
import { runTest } from '../runtime/rule-tests.ts';
import { DiskReader, filesBelow, readBytes, statsOf } from './disk-reader.ts';

/** A diagnostic with its position in a rule file. */
export interface PlacedDiagnostic extends Diagnostic {
  /** Counted from 1, like the column, which is in UTF-16 units. */
  line: number;
  column: number;
}

/** The result of compiling rule files. */
export interface CompiledRules {
  /** Undefined if and only if a diagnostic is an error. It is plain JSON, which {@link loadPlan} accepts. */
  plan: Plan | undefined;
  /** The `test` blocks of the named files, for {@link runTests}. */
  tests: TestPlan[];
  /** Sorted by file, then by position. */
  diagnostics: PlacedDiagnostic[];
}

/**
 * Compiles rule files and all their imports as one program; a folder stands for all rule files below it, and `std/…`
 * for the pattern libraries of this package. Errors in rules are diagnostics, and so are a missing file and a folder
 * without rules.
 * @param texts replacements for files, by path
 * @throws Error of the system if a folder is not readable
 */
export function compileRules(paths: readonly string[], texts: ReadonlyMap<string, string> = new Map()): CompiledRules {
  const entries = paths.flatMap((path) => {
    const below = !texts.has(path) && statsOf(path)?.isDirectory() ? filesBelow(path) : [];
    // The compiler reports what is no file.
    return below.length > 0 ? below : [path];
  });
  const { plan, tests, diagnostics, sources } = compile(new DiskReader(texts), entries);
  const placed = diagnostics.map((one) => ({ ...one, ...(sources.get(one.file)?.positionOf(one.start) ?? { line: 1, column: 1 }) }));
  return { plan, tests, diagnostics: placed };
}

/** The result of one `test` block. */
export interface TestResult {
  name: string;
  /** The file that contains it. */
  file: string;
  line: number;
  /** Empty if it passed. */
  failures: TestFailure[];
}

/** What failed, and the text of the statement. */
export interface TestFailure {
  line: number;
  text: string;
  message: string;
}

/** Runs `test` blocks on the plan that they were compiled with. Errors are returned as failures, never thrown. */
export function runTests(plan: Plan, tests: readonly TestPlan[]): TestResult[] {
  return tests.map((test) => {
    const failures = runTest(plan, test, readBytes).failures.map(({ line, text, message }) => ({ line, text, message }));
    const { file, line } = test.origin;
    return { name: test.name, file, line, failures };
  });
}
