import { statSync } from 'node:fs';
import { OUTCOME_WORDS, type OutcomeWord, type Plan } from '../../dsl/plan.ts';
import { CsvSink } from '../../runtime/outputs/csv.ts';
import { terminalText } from '../../runtime/outputs/escape.ts';
import { JsonSink, NdjsonSink } from '../../runtime/outputs/ndjson.ts';
import type { Sink, Write } from '../../runtime/outputs/sink.ts';
import { TableSink } from '../../runtime/outputs/table.ts';
import { Pipeline } from '../../runtime/pipeline.ts';
import { PERIODS, Statistics } from '../../runtime/report/statistics.ts';
import { summaryJson } from '../../runtime/report/summary-json.ts';
import { summaryText } from '../../runtime/report/summary-text.ts';
import { Totals } from '../../runtime/report/totals.ts';
import { durationOption, momentOption } from '../arguments.ts';
import { ExitCode, Failure } from '../exit-code.ts';
import { loadPlan } from '../loading.ts';
import { type InputOptions, openLogs, partArguments } from '../run/inputs.ts';
import { Meter } from '../run/meter.ts';
import { paramsOf } from '../run/params.ts';
import { InputProblems } from '../run/problems.ts';
import { type Target, targetsOf } from '../targets.ts';
import { endQuietlyOnBrokenPipe, type GlobalOptions, type Stream, stderr, stdout } from '../terminal.ts';

export interface RunOptions extends GlobalOptions {
  expression?: string[];
  param?: string[];
  format?: string[];
  summary?: string[];
  stats?: string[];
  records: string;
  failOn?: string;
  since?: string;
  until?: string;
  year?: number;
  zone: string;
  lateness: string;
  late: 'deliver' | 'drop';
  atEnd: 'open' | 'expire';
  dryRun?: boolean;
}

const FORMATS = ['text', 'ndjson', 'json', 'csv'] as const;
const SUMMARIES = ['text', 'json', 'none'] as const;

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
  private readonly failOn: ReadonlySet<OutcomeWord>;
  private failed = false;
  private faults = 0;

  constructor(
    private readonly plan: Plan,
    private readonly options: RunOptions,
  ) {
    this.err = stderr(options);
    this.out = stdout(options);
    this.problems = new InputProblems(this.err.write);
    this.failOn = new Set(
      (options.failOn ?? '')
        .split(',')
        .filter((word) => word !== '')
        .map(outcomeWord),
    );
  }

  async run(logs: readonly string[]): Promise<ExitCode> {
    const { plan, options } = this;
    const { cursors, files } = await openLogs(logs, plan.formats, this.inputOptions(), this.problems.report);
    if (options.dryRun) {
      for (const { info } of cursors) this.out.write(`${terminalText(info.name)}: ${info.format.name}\n`);
      return this.exitCode();
    }
    const targets = targetsOf(options.format, FORMATS, this.out.isTerminal ? 'text' : 'ndjson', this.out.write);
    const sinks = targets.map((target) => this.sinkOf(target, files));
    const totals = new Totals(plan, files);
    const periods = options.stats === undefined ? [] : targetsOf(options.stats, PERIODS, 'hourly', this.out.write);
    const statistics = periods.map(({ format, write }) => this.statisticsTo(format, write));
    const pipeline = new Pipeline(plan, {
      ...this.pipelineOptions(),
      onOutcome: (outcome) => {
        totals.add(outcome);
        for (const counting of statistics) counting.add(outcome);
        if (this.failOn.has(outcome.outcome)) this.failed = true;
        if (outcome.told) for (const sink of sinks) sink.outcome(outcome);
      },
      onRead: () => meter.tick(),
      onFault: (error, { source, line }) => this.reportFault(error, `${files[source]}:${line}`),
    });
    const meter = new Meter(pipeline, this.err, totalBytes(files));
    const signal = await whileListening(pipeline, meter, () => pipeline.run(cursors));
    meter.clear();
    for (const sink of sinks) sink.end();
    for (const counting of statistics) counting.close();
    for (const target of [...targets, ...periods]) target.close();
    const summary = totals.summarize(pipeline.counters);
    this.summarize(summary);
    if (summary.imbalances.length > 0 || this.faults > 0) return ExitCode.bug;
    return signal ?? this.exitCode();
  }

  private inputOptions(): InputOptions {
    const { zone, year } = this.options;
    return { zone, ...(year === undefined ? {} : { year }) };
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

  private sinkOf({ format, write, file }: Target<(typeof FORMATS)[number]>, sources: readonly string[]): Sink {
    const { plan, out } = this;
    switch (format) {
      case 'ndjson':
        return new NdjsonSink(plan, { sources, write });
      case 'json':
        return new JsonSink(plan, { sources, write });
      case 'csv':
        return new CsvSink(plan, { sources, write });
      case 'text': {
        if (file !== undefined) return new TableSink(plan, { sources, write });
        return new TableSink(plan, { sources, write, palette: out.palette, columns: out.columns });
      }
    }
  }

  private statisticsTo(period: (typeof PERIODS)[number], write: Write): Statistics {
    return new Statistics(this.plan, { period, zone: this.options.zone, tell: (line) => write(`${line}\n`) });
  }

  private summarize(summary: ReturnType<Totals['summarize']>): void {
    const { write, palette, columns } = this.err;
    for (const target of targetsOf(this.options.summary, SUMMARIES, 'text', write)) {
      if (target.format === 'json') target.write(`${summaryJson(summary)}\n`);
      else if (target.format === 'text' && target.file !== undefined) target.write(summaryText(summary));
      else if (target.format === 'text') target.write(`\n${summaryText(summary, { palette, columns })}`);
      target.close();
    }
  }

  /** A mistake of ours at one record costs that record, not the run; the first is told whole. */
  private reportFault(error: unknown, place: string): void {
    this.faults++;
    if (this.faults > 1) return;
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.err.write(
      `corr: a mistake of the program itself at ${terminalText(place)}; the record was passed over.\n${detail}\nPlease report it.\n`,
    );
  }

  private exitCode(): ExitCode {
    if (this.problems.unreadable) return ExitCode.input;
    return this.failed ? ExitCode.findings : ExitCode.fine;
  }
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

function outcomeWord(text: string): OutcomeWord {
  const word = OUTCOME_WORDS.find((one) => one === text.trim());
  if (word === undefined) throw new Failure(ExitCode.usage, `There is no outcome '${text}'.`, `They are ${OUTCOME_WORDS.join(', ')}.`);
  return word;
}

function recordLimit(text: string): number {
  if (text === 'all') return Number.POSITIVE_INFINITY;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Failure(ExitCode.usage, `'${text}' is no number of records.`, "Write a number, or 'all'.");
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
