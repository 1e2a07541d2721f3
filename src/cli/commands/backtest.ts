import { terminalText } from '../../runtime/outputs/escape.ts';
import { counted } from '../../runtime/outputs/figures.ts';
import { Pipeline } from '../../runtime/pipeline.ts';
import { durationOption } from '../arguments.ts';
import { Counts, type Difference, differences, readExpected, writeExpected } from '../backtest/expected.ts';
import { ExitCode } from '../exit-code.ts';
import { loadRules } from '../loading.ts';
import { openLogs, type ReadingOptions, splitArguments } from '../run/inputs.ts';
import { paramsOf } from '../run/params.ts';
import { InputProblems } from '../run/problems.ts';
import { claimOutputs } from '../targets.ts';
import { type GlobalOptions, stderr, stdout } from '../terminal.ts';

interface BacktestOptions extends GlobalOptions, ReadingOptions {
  expect: string;
  update?: boolean;
  lateness: string;
  param?: string[];
}

/** `corr backtest`: whether rules still produce the outcomes they produced on a corpus. */
export async function backtest(inputs: readonly string[], options: BacktestOptions): Promise<ExitCode> {
  const { rules, logs } = splitArguments(inputs);
  const { plan, ruleFiles } = await loadRules({ paths: rules }, options);
  const expected = options.update ? [] : readExpected(options.expect);
  const problems = new InputProblems(stderr(options).write);
  const { cursors, files } = await openLogs(logs, plan.formats, options, problems.report);
  if (options.update) claimOutputs([options.expect], [...ruleFiles, ...files]);
  const counts = new Counts();
  const params = paramsOf(options.param, plan);
  const lateness = durationOption(options.lateness, '--lateness');
  await new Pipeline(plan, { params, lateness, onOutcome: (outcome) => counts.add(outcome) }).run(cursors);
  if (problems.unreadable) return ExitCode.input;
  if (options.update) {
    writeExpected(options.expect, counts.list());
    return ExitCode.fine;
  }
  const found = differences(expected, counts.list());
  printDifferences(found, options);
  return found.length === 0 ? ExitCode.fine : ExitCode.findings;
}

function printDifferences(found: readonly Difference[], options: GlobalOptions): void {
  const { write, palette } = stdout(options);
  for (const { kind, expected, found: now } of found) {
    const name = kind.name === undefined ? '' : ` "${terminalText(kind.name)}"`;
    write(
      `${palette.bold(`${terminalText(kind.rule)}.${terminalText(kind.outcome)}${name}`)}: ${palette.red(`expected ${expected}`)}, ${palette.green(`found ${now}`)}\n`,
    );
  }
  stderr(options).write(
    found.length === 0 ? 'as expected\n' : `${counted(found.length, 'difference')}; if that is right, --update writes what was found\n`,
  );
}
