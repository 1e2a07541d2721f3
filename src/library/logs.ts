/** Runs rules over log files, from their first record to their last. */

import { randomInt } from 'node:crypto';
import type { Plan } from '../dsl/plan.ts';
import { given } from '../given.ts';
import { formatNamed } from '../runtime/decode/detect.ts';
import { dateOf } from '../runtime/decode/stamps/calendar.ts';
import { openInputs } from '../runtime/inputs/open.ts';
import { expandInputs, type InputArgument } from '../runtime/inputs/paths.ts';
import type { InputProblem } from '../runtime/inputs/problem.ts';
import { Pipeline } from '../runtime/pipeline.ts';
import type { Summary } from '../runtime/report/summary.ts';
import { Totals } from '../runtime/report/totals.ts';
import { checkAtEnd, checkFunction, checkOptions, noFormat, type RunOptions } from './options.ts';
import { reporter } from './reported-outcome.ts';

/** Options of a run over logs. */
export interface LogOptions extends RunOptions {
  /** Called for problems with a log, for example that it does not exist: the others are still read. */
  onProblem: (problem: InputProblem) => void;
  /**
   * What happens to transactions that are open at the end: by default they are reported as such; with `expire` their
   * deadlines pass.
   */
  atEnd?: 'open' | 'expire';
  /** Stops the run after what has been read. */
  signal?: AbortSignal;
}

/**
 * Runs rules over logs: files, folders or patterns, compressed or not, `-` for standard input. Records of all logs are
 * merged by time. Resolves to the results once all is read.
 * @throws RangeError for an unknown zone, format or param, or an impossible value of an option or param; TypeError for what
 * is no function or no Map; anything that `onOutcome` throws
 */
export async function runLogs(plan: Plan, logs: readonly (string | InputArgument)[], options: LogOptions): Promise<Summary> {
  checkOptions(plan, options);
  checkFunction('onProblem', options.onProblem);
  checkAtEnd(options.atEnd ?? 'open');
  const { onProblem, onOutcome, zone = 'UTC', year, date, maxLine, signal, ...others } = options;
  const args = logs.map((log) => (typeof log === 'string' ? { path: log } : log));
  for (const { format } of args) if (format !== undefined && !formatNamed(format, plan.formats)) throw noFormat(format);
  const { sources, problems } = await expandInputs(args);
  for (const problem of problems) onProblem(problem);
  const time = { received: Date.now() * 1000, zone, year, ...(date === undefined ? {} : dateOf(date)) };
  const limits = given({ maxLine });
  const inputs = { ...time, limits, formats: plan.formats, stdin: standardInput(), report: onProblem };
  const { files, cursors } = await openInputs(sources, inputs);
  const totals = new Totals(plan, files);
  const pipeline = new Pipeline(plan, {
    ...others,
    hashSeed: randomInt(2 ** 31),
    onOutcome: reporter(plan, files, totals, onOutcome),
    onRead: () => {
      if (signal?.aborted) pipeline.stop();
    },
  });
  await pipeline.run(cursors);
  return totals.summarize(pipeline.counters);
}

/** Opened only when it is read: a program that does not ask for it can use it itself. */
async function* standardInput(): AsyncGenerator<Uint8Array> {
  yield* process.stdin;
}
