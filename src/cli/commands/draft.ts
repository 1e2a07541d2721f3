import { basename } from 'node:path';
import { draft } from '../draft/draft.ts';
import { readSample } from '../draft/sample.ts';
import { ExitCode, Failure } from '../exit-code.ts';
import { openLogs } from '../run/inputs.ts';
import { InputProblems } from '../run/problems.ts';
import { writeWhole } from '../targets.ts';
import { type GlobalOptions, stderr, stdout } from '../terminal.ts';

export interface DraftCommandOptions extends GlobalOptions {
  output?: string;
  program?: string;
  format?: string;
  minCount: number;
  most: number;
  limit: number;
  year?: number;
  zone: string;
}

/** `corr draft`: a first program for a log, checked and with tests that pass. */
export async function draftRules(logs: readonly string[], options: DraftCommandOptions): Promise<ExitCode> {
  const problems = new InputProblems(stderr(options).write);
  const { zone, year, format } = options;
  const { cursors, files } = await openLogs(logs, [], { zone, year, format }, problems.report);
  const sample = await readSample(cursors, options.limit, options.program);
  if (!sample) {
    if (problems.unreadable) return ExitCode.input;
    const help =
      options.program === undefined ? 'Name a log with some lines.' : 'corr decode shows which programs there are, as field app.';
    throw new Failure(ExitCode.input, 'There is no line to draft from.', help);
  }
  const name = options.program ?? basename(files[0] ?? 'app').replace(/[.].*$/, '');
  const text = draft(sample, { name, least: Math.max(1, options.minCount), most: options.most });
  if (options.output === undefined) stdout(options).write(text);
  else writeWhole(options.output, text, 'wx');
  return problems.unreadable ? ExitCode.input : ExitCode.fine;
}
