import { compile } from '../../dsl/compiler.ts';
import type { Plan } from '../../dsl/plan.ts';
import type { TestPlan } from '../../dsl/test-plan.ts';
import { DiskReader, readBytes } from '../../library/disk-reader.ts';
import { Coverage } from '../../runtime/rule-tests/coverage.ts';
import { mutantsOf } from '../../runtime/rule-tests/mutants.ts';
import { explainTest, runTest } from '../../runtime/rule-tests.ts';
import { ExitCode, Failure, failureOf, failureText, usageError } from '../exit-code.ts';
import { belowText, percentOf, printTallyJson, printTallyText, type Tally, type TallyKind } from '../print/coverage.ts';
import { GatheredFindings } from '../print/findings.ts';
import { printHuman } from '../print/human.ts';
import { printTestsGithub, printTestsJson, printTestsJunit, printTestsText, type TestedFile } from '../print/rule-tests.ts';
import { ruleFiles } from '../rule-files.ts';
import { claimTargets, specsOf, type Target, targetOf } from '../targets.ts';
import { type GlobalOptions, stderr, stdout } from '../terminal.ts';
import { againOnChange } from '../watching.ts';

interface TestOptions extends GlobalOptions {
  filter?: string;
  format?: string[];
  coverage?: boolean;
  mutate?: boolean;
  /** The minimum in per cent, of what tests reach or of the mutants they notice. */
  threshold?: number;
  watch?: boolean;
}

const FORMATS = ['text', 'json', 'junit', 'github'] as const;
type Format = (typeof FORMATS)[number];

/** `corr test`: runs the tests of each file against the program that the file is. */
export async function test(paths: readonly string[], options: TestOptions): Promise<ExitCode> {
  if (options.threshold !== undefined && !options.coverage && !options.mutate) {
    throw usageError('--threshold needs something to measure.', 'Add --coverage or --mutate.');
  }
  if (!options.watch) return new TestRun(options).run(ruleFiles(paths));
  return againOnChange(() => {
    const run = new TestRun(options);
    try {
      run.run(ruleFiles(paths));
    } catch (error) {
      const failure = failureOf(error);
      if (!failure) throw error;
      stderr(options).write(failureText(failure));
    }
    stderr(options).write('watching for changes, Ctrl-C ends\n');
    return [...paths, ...run.read];
  });
}

class TestRun {
  /** Files that the tests depend on. */
  readonly read = new Set<string>();
  /** All tests, whatever is asked for. */
  private readonly names: string[] = [];
  private readonly errors = new GatheredFindings();
  private readonly files: TestedFile[] = [];
  private readonly tallies = new Map<TallyKind, Tally[]>();
  private readonly specs;

  /** @throws Failure for an unknown format. */
  constructor(private readonly options: TestOptions) {
    this.specs = specsOf(options.format, FORMATS, 'text');
  }

  /** @throws Failure if there is no test. */
  run(paths: readonly string[]): ExitCode {
    for (const path of paths) this.runFile(path);
    claimTargets(this.specs, this.read);
    for (const target of this.specs.map((spec) => targetOf(spec, stdout(this.options).write))) {
      this.print(target);
      target.close();
    }
    if (this.errors.diagnostics.length > 0) {
      printHuman(this.errors, stderr(this.options));
      return ExitCode.rules;
    }
    const results = this.files.flatMap((file) => file.results);
    if (results.length === 0) throw this.noTest();
    const failed = results.some(({ failures }) => failures.length > 0);
    return failed || this.isBelowThreshold() ? ExitCode.findings : ExitCode.fine;
  }

  private noTest(): Failure {
    const { filter } = this.options;
    if (filter === undefined || this.names.length === 0)
      return new Failure(ExitCode.findings, 'No test was found.', 'Write tests in rule files: test "what it shows" { log … expect … }.');
    return new Failure(ExitCode.findings, `No test has '${filter}' in its name.`, `One that there is: '${this.names[0]}'.`);
  }

  /** A file that does not compile is reported; the tests of the other files still run. */
  private runFile(path: string): void {
    const reader = new DiskReader();
    const compiled = compile(reader, [path]);
    for (const file of reader.asked) this.read.add(file);
    const { plan } = compiled;
    if (!plan) {
      this.errors.add({ ...compiled, diagnostics: compiled.diagnostics.filter(({ severity }) => severity === 'error') });
      this.files.push({ path, plan, results: [] });
      return;
    }
    this.names.push(...compiled.tests.map(({ name }) => name));
    const tests = compiled.tests.filter(({ name }) => name.includes(this.options.filter ?? ''));
    const coverage = new Coverage(plan, path);
    const results = tests.map((one) => {
      const result = explainTest(
        plan,
        one,
        (log) => this.readLog(log),
        (engine) => coverage.watch(engine),
      );
      coverage.finish(result.outcomes);
      return result;
    });
    this.files.push({ path, plan, results });
    if (this.options.coverage)
      this.tally('coverage', { path, total: coverage.result.length, missed: coverage.result.filter(({ reached }) => !reached) });
    if (this.options.mutate && results.every(({ failures }) => failures.length === 0))
      this.tally('mutants', this.mutate(path, plan, tests));
  }

  private tally(kind: TallyKind, tally: Tally): void {
    this.tallies.set(kind, [...(this.tallies.get(kind) ?? []), tally]);
  }

  /** Which mutations of the plan no test notices. */
  private mutate(path: string, plan: Plan, tests: readonly TestPlan[]): Tally {
    let total = 0;
    const missed: { kind: string; text: string; line: number }[] = [];
    for (const { text, line, plan: mutant } of mutantsOf(plan, path)) {
      total++;
      const isNoticed = tests.some((one) => runTest(mutant, one, (log) => this.readLog(log)).failures.length > 0);
      if (!isNoticed) missed.push({ kind: 'fault', text, line });
    }
    return { path, total, missed };
  }

  private print({ format, write, file }: Target<Format>): void {
    const { palette } = stdout(this.options);
    const { files, errors, tallies } = this;
    if (format === 'text') printTestsText(files, write, file === undefined ? palette : undefined);
    else if (format === 'json') printTestsJson(files, errors, write);
    else if (format === 'junit') printTestsJunit(files, errors, write);
    else printTestsGithub(files, errors, write);
    for (const [kind, list] of tallies) {
      if (format === 'text') printTallyText(kind, list, write, file === undefined ? palette : undefined);
      else if (format === 'json') printTallyJson(kind, list, write);
    }
  }

  /** Also says so. */
  private isBelowThreshold(): boolean {
    const { threshold = 0 } = this.options;
    const shares = Array.from(this.tallies, ([kind, tallies]) => ({ kind, percent: percentOf(tallies) }));
    const below = shares.filter(({ percent }) => percent < threshold);
    for (const { kind, percent } of below) stderr(this.options).write(belowText(kind, percent, threshold));
    return below.length > 0;
  }

  private readLog(path: string): Uint8Array | undefined {
    this.read.add(path);
    return readBytes(path);
  }
}
