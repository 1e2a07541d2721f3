/** The logs of `run --follow`: files that can grow. */

import { stat } from 'node:fs/promises';
import type { FormatPlan } from '../../dsl/plan.ts';
import { isCompressed, isExport } from '../../runtime/inputs/compression.ts';
import { type SourceSpec, STDIN } from '../../runtime/inputs/paths.ts';
import type { ReportProblem } from '../../runtime/inputs/problem.ts';
import { usageError } from '../exit-code.ts';
import { headOf } from '../file-head.ts';
import { awaited, followedArgument } from '../serve/input-arguments.ts';

/** @throws Failure for what cannot grow (standard input, pipes and compressed files), and for an unknown format. */
export async function followedLogs(logs: readonly string[], formats: readonly FormatPlan[], report: ReportProblem): Promise<SourceSpec[]> {
  if (logs.length === 0) throw usageError('There is no log to follow.', 'Name files, folders or patterns.');
  const args = logs.map((log) => followedArgument(log, formats));
  for (const { path } of args) {
    const why = await whyNot(path);
    if (why) throw usageError(why, 'Remove --follow to read it to its end.');
  }
  return awaited(args, report);
}

async function whyNot(path: string): Promise<string | undefined> {
  if (path === STDIN) return 'Standard input cannot be followed.';
  const stats = await stat(path).catch(() => undefined);
  if (!stats || stats.isDirectory()) return undefined;
  if (!stats.isFile()) return `'${path}' is not a regular file, and cannot be followed.`;
  const head = headOf(path);
  if (isExport(head)) return `'${path}' is an export of the journal, and cannot be followed.`;
  return isCompressed(head) ? `'${path}' is compressed, and cannot be followed.` : undefined;
}
