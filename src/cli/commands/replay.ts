import { readFileSync } from 'node:fs';
import type { Plan } from '../../dsl/plan.ts';
import { Replay } from '../../runtime/live/replay.ts';
import { terminalText } from '../../runtime/outputs/escape.ts';
import { isJournal } from '../../runtime/state/journal.ts';
import { durationOption, momentOption } from '../arguments.ts';
import { ExitCode, Failure } from '../exit-code.ts';
import { loadPlan } from '../loading.ts';
import { partArguments, zoneOption } from '../run/inputs.ts';
import { paramsOf } from '../run/params.ts';
import { Telling, type TellingOptions } from '../run/telling.ts';
import { endQuietlyOnBrokenPipe, stderr, stdout } from '../terminal.ts';

export interface ReplayCommandOptions extends TellingOptions {
  param?: string[];
  since?: string;
  until?: string;
  lines?: string;
  lateness: string;
  late: 'deliver' | 'drop';
  maxSkew: string;
  atEnd: 'keep' | 'open' | 'expire';
}

/** `corr replay`: rules over what a live run took in. */
export async function replay(inputs: readonly string[], options: ReplayCommandOptions): Promise<ExitCode> {
  endQuietlyOnBrokenPipe();
  const { rules, logs: captures } = partArguments(inputs, false);
  if (captures.length === 0) throw new Failure(ExitCode.usage, 'There is no capture to replay.', 'Name it behind the rules.');
  zoneOption(options.zone);
  const plan = await loadPlan({ paths: rules }, options);
  const err = stderr(options);
  const replayed = new Replay(plan, {
    ...replayOptions(plan, options),
    onOutcome: (outcome) => telling.take(outcome),
    onFault: (error, place) => telling.fault(error, place),
  });
  const telling = new Telling(plan, replayed.sources, options, stdout(options), err);
  for (const path of captures) {
    const torn = replayed.take(captureAt(path));
    if (torn > 0) err.write(`corr: the last ${torn} bytes of '${terminalText(path)}' are damaged, or were cut off, and are left out.\n`);
  }
  if (options.atEnd !== 'keep') replayed.end(options.atEnd);
  return telling.end(replayed.counters);
}

function replayOptions(plan: Plan, options: ReplayCommandOptions) {
  const now = Date.now() * 1000;
  return {
    params: paramsOf(options.param, plan),
    lateness: durationOption(options.lateness, '--lateness'),
    late: options.late,
    maxSkew: durationOption(options.maxSkew, '--max-skew'),
    ...(options.since === undefined ? {} : { since: momentOption(options.since, '--since', now) }),
    ...(options.until === undefined ? {} : { until: momentOption(options.until, '--until', now) }),
    ...(options.lines === undefined ? {} : { wants: linesOption(options.lines) }),
  };
}

/** `17`, `100-200`. @throws Failure when it is neither. */
function linesOption(text: string): ({ line }: { line: number }) => boolean {
  const [, first, last = first] = /^(\d{1,15})(?:-(\d{1,15}))?$/.exec(text) ?? [];
  if (first === undefined) throw new Failure(ExitCode.usage, `'${text}' is no range of lines.`, 'Write it as 17 or 100-200.');
  return ({ line }) => line >= Number(first) && line <= Number(last);
}

/** @throws Failure for a file that cannot be read, or is no capture. */
function captureAt(path: string): Buffer {
  const bytes = readCapture(path);
  if (isJournal(bytes)) return bytes;
  throw new Failure(ExitCode.input, `'${path}' is no capture.`, 'Logs are read by corr run.');
}

function readCapture(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Failure(ExitCode.input, `'${path}' cannot be read: ${(error as Error).message}.`, 'Name a capture, or a journal.');
  }
}
