import { statSync } from 'node:fs';
import type { Plan } from '../../dsl/plan.ts';
import { terminalText } from '../../runtime/outputs/escape.ts';
import { Pipeline } from '../../runtime/pipeline.ts';
import { durationOption, momentOption } from '../arguments.ts';
import { ExitCode, Failure } from '../exit-code.ts';
import { loadPlan } from '../loading.ts';
import { openLogs, partArguments } from '../run/inputs.ts';
import { Meter } from '../run/meter.ts';
import { paramsOf } from '../run/params.ts';
import { InputProblems } from '../run/problems.ts';
import { Telling, type TellingOptions } from '../run/telling.ts';
import { endQuietlyOnBrokenPipe, type Stream, stderr, stdout } from '../terminal.ts';

export interface RunOptions extends TellingOptions {
  expression?: string[];
  param?: string[];
  records: string;
  since?: string;
  until?: string;
  year?: number;
  lateness: string;
  late: 'deliver' | 'drop';
  atEnd: 'open' | 'expire';
  dryRun?: boolean;
}

/** `corr run`: what became of every transaction. */
export async function run(inputs: readonly string[], options: RunOptions): Promise<ExitCode> {
  endQuietlyOnBrokenPipe();
  const { rules, logs } = partArguments(inputs, options.expression !== undefined);
  const plan = await loadPlan({ paths: rules, inline: options.expression ?? [] }, options);
  const job = new Run(plan, options);
  return job.run(logs);
}

class Run {
  private readonly err: Stream;
  private readonly out: Stream;
  private readonly problems: InputProblems;

  constructor(
    private readonly plan: Plan,
    private readonly options: RunOptions,
  ) {
    this.err = stderr(options);
    this.out = stdout(options);
    this.problems = new InputProblems(this.err.write);
  }

  async run(logs: readonly string[]): Promise<ExitCode> {
    const { plan, options } = this;
    const { zone, year } = options;
    const { cursors, files } = await openLogs(logs, plan.formats, { zone, year }, this.problems.report);
    if (options.dryRun) {
      for (const { info } of cursors) this.out.write(`${terminalText(info.name)}: ${info.format.name}\n`);
      return this.exitCode();
    }
    const telling = new Telling(plan, files, options, this.out, this.err);
    const pipeline = new Pipeline(plan, {
      ...this.pipelineOptions(),
      onOutcome: (outcome) => telling.take(outcome),
      onRead: () => meter.tick(),
      onFault: (error, { source, line }) => telling.fault(error, `${files[source]}:${line}`),
    });
    const meter = new Meter(pipeline, this.err, totalBytes(files));
    const signal = await whileListening(pipeline, meter, () => pipeline.run(cursors));
    meter.clear();
    const code = telling.end(pipeline.counters);
    return code === ExitCode.bug ? code : (signal ?? this.exitCode(code));
  }

  private pipelineOptions() {
    const { options, plan } = this;
    const now = Date.now() * 1000;
    return {
      params: paramsOf(options.param, plan),
      lateness: durationOption(options.lateness, '--lateness'),
      late: options.late,
      atEnd: options.atEnd,
      recordLimit: recordLimit(options.records),
      ...(process.env['CORR_KERNEL'] === 'js' ? { kernel: 'js' as const } : {}),
      ...(options.since === undefined ? {} : { since: momentOption(options.since, '--since', now) }),
      ...(options.until === undefined ? {} : { until: momentOption(options.until, '--until', now) }),
    };
  }

  private exitCode(code: ExitCode = ExitCode.fine): ExitCode {
    return this.problems.unreadable ? ExitCode.input : code;
  }
}

/** `--records N`. @throws Failure when it is no number, nor `all`. */
function recordLimit(text: string): number {
  if (text === 'all') return Number.POSITIVE_INFINITY;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Failure(ExitCode.usage, `'${text}' is no number of records.`, "Write a number, or 'all'.");
}

/** Runs until the end, or until the first signal: then what was read so far is summed up. A second signal ends at once. */
async function whileListening(pipeline: Pipeline, meter: Meter, work: () => Promise<void>): Promise<ExitCode | undefined> {
  let ended: ExitCode | undefined;
  const stop = (code: ExitCode) => () => {
    if (ended !== undefined) process.exit(code);
    ended = code;
    pipeline.stop();
  };
  const onInterrupt = stop(ExitCode.interrupted);
  const onTerminate = stop(ExitCode.terminated);
  const onAsked = () => meter.say();
  process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate).on('SIGUSR1', onAsked);
  try {
    await work();
    return ended;
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate).off('SIGUSR1', onAsked);
  }
}

/** Undefined where one of the files can be read but once, or is compressed: its size says little. */
function totalBytes(files: readonly string[]): number | undefined {
  let total = 0;
  for (const file of files) {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (!stat?.isFile() || file.endsWith('.gz')) return undefined;
    total += stat.size;
  }
  return total;
}
