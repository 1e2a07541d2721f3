import { statsOf } from '../../library/disk-reader.ts';
import { draft } from '../draft/draft.ts';
import { readSamples } from '../draft/sample.ts';
import { ExitCode, Failure, usageError } from '../exit-code.ts';
import { openLogs, type ReadingOptions } from '../run/inputs.ts';
import { InputProblems } from '../run/problems.ts';
import { writeWhole } from '../targets.ts';
import { type GlobalOptions, stderr, stdout } from '../terminal.ts';

interface DraftCommandOptions extends GlobalOptions, ReadingOptions {
  output?: string;
  program?: string;
  format?: string;
  minCount: number;
  most: number;
  limit: number;
}

/** `corr draft`: a first program for logs, which compiles without findings and has passing tests. */
export async function draftRules(logs: readonly string[], options: DraftCommandOptions): Promise<ExitCode> {
  const { format, program, output } = options;
  // It may have been improved since.
  if (output !== undefined && statsOf(output)?.isFile())
    throw usageError(`'${output}' already exists.`, 'Name another file, or move it away.');
  const problems = new InputProblems(stderr(options).write);
  const { cursors } = await openLogs(logs, [], options, problems.report, format);
  const samples = await readSamples(cursors, { most: options.limit, program });
  if (samples.length === 0) {
    if (problems.unreadable) return ExitCode.input;
    const help = program === undefined ? 'Name a log with some lines.' : 'corr decode shows which programs there are, as field app.';
    throw new Failure(ExitCode.input, 'There is no line to draft from.', help);
  }
  const text = draft(samples, { least: options.minCount, most: options.most });
  if (output === undefined) stdout(options).write(text);
  else writeWhole(output, text);
  return problems.exitCode();
}
