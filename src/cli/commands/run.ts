import { randomInt } from 'node:crypto';
import type { Plan } from '../../dsl/plan.ts';
import type { RunCounters } from '../../runtime/counters.ts';
import { RuleIntake } from '../../runtime/intake.ts';
import { terminalText } from '../../runtime/outputs/escape.ts';
import { Pipeline, Reading } from '../../runtime/pipeline.ts';
import type { Location } from '../../runtime/record.ts';
import { systemClock } from '../../runtime/state/system-clock.ts';
import { usefulWorkers } from '../../runtime/workers/lanes.ts';
import type { WrittenOutcome } from '../../runtime/workers/packed-outcomes.ts';
import { WorkerEngines } from '../../runtime/workers/worker-engines.ts';
import { durationOption, periodOf } from '../arguments.ts';
import { KERNEL_VARIABLE } from '../config/settings.ts';
import { ExitCode, usageError } from '../exit-code.ts';
import { loadRules } from '../loading.ts';
import { AskedFields, missingFieldText, noteFirst } from '../run/asked-fields.ts';
import { areFiles, dateOption, lineOption, openLogs, type ReadingOptions, splitArguments, zoneOption } from '../run/inputs.ts';
import { Meter, totalBytes } from '../run/meter.ts';
import { paramsOf } from '../run/params.ts';
import { InputProblems } from '../run/problems.ts';
import { type OutputOptions, RunOutput } from '../run/run-output.ts';
import { YoungGeneration } from '../run/young-generation.ts';
import { whileListening } from '../signals.ts';
import { drained, type Stream, stderr, stdout } from '../terminal.ts';
import { startRules } from '../threads.ts';

interface RunOptions extends OutputOptions, ReadingOptions {
  expression?: string[];
  follow?: boolean;
  param?: string[];
  records: string;
  since?: string;
  until?: string;
  lateness: string;
  late: 'deliver' | 'drop';
  atEnd: 'open' | 'expire';
  workers: number;
  dryRun?: boolean;
}

type RulesOptions = ReturnType<Run['rulesOptions']>;

/** The number of records of each log that are searched for fields. */
const LOOKED_AT = 1000;

/** `corr run`: the outcome of every transaction. */
export async function run(inputs: readonly string[], options: RunOptions): Promise<ExitCode> {
  const { rules, logs } = splitArguments(inputs, options.expression !== undefined);
  const { plan, ruleFiles } = await loadRules({ paths: rules, inline: options.expression ?? [] }, options);
  const job = new Run(plan, ruleFiles, options);
  return options.follow && !options.dryRun ? job.follow(logs) : job.run(logs);
}

class Run {
  private readonly err: Stream;
  private readonly out: Stream;
  private readonly problems: InputProblems;

  constructor(
    private readonly plan: Plan,
    private readonly ruleFiles: ReadonlySet<string>,
    private readonly options: RunOptions,
  ) {
    this.err = stderr(options);
    this.out = stdout(options);
    this.problems = new InputProblems(this.err.write);
  }

  async run(logs: readonly string[]): Promise<ExitCode> {
    const { plan, options } = this;
    const { cursors, files } = await openLogs(logs, plan.formats, options, this.problems.report);
    if (options.dryRun) {
      for (const { info } of cursors) {
        const read = info.files.map(({ index }) => files[index]).join(', ');
        this.out.write(`${terminalText(read)}: ${info.format.name}\n`);
      }
      return this.problems.exitCode();
    }
    // The options are read before the output empties its files.
    const rules = this.rulesOptions();
    const output = new RunOutput(plan, files, options, this.out, this.err, [...this.ruleFiles, ...files]);
    const reading = this.reading(rules, output, files, () => {
      meter.tick();
      return drained();
    });
    const meter = new Meter(reading, this.err, totalBytes(files));
    const signal = await whileListening(
      () => reading.stop(),
      meter,
      () => reading.run(cursors),
    );
    meter.clear();
    const { counters } = reading;
    const remarks = output.isSummedUp ? await this.missingFields(logs, counters) : [];
    return this.ended(output.end(counters, remarks), signal);
  }

  /** Reads the beginnings of the logs again, if something in them does not match what the rules expect. */
  private async missingFields(logs: readonly string[], counters: RunCounters): Promise<string[]> {
    const { plan, options } = this;
    const asked = new AskedFields(plan);
    if (!asked.areSuspected(counters) || !areFiles(logs, plan.formats)) return [];
    const { cursors } = await openLogs(logs, plan.formats, options, () => {});
    await noteFirst(asked, cursors, LOOKED_AT);
    const read = counters.read > asked.read ? asked.read : undefined;
    return asked.missing(counters).map((field) => {
      const { message, next } = missingFieldText(field, read);
      return next === undefined ? message : `${message}. ${next}`;
    });
  }

  /** Evaluates the rules in this thread, or in workers. */
  private reading(rules: RulesOptions, output: RunOutput, sources: readonly string[], onRead: () => Promise<void>): Reading {
    const { plan, options } = this;
    const onFault = (error: unknown, { source, line }: Location) => output.fault(error, `${sources[source]}:${line}`);
    const kernel = process.env[KERNEL_VARIABLE] === 'js' ? { kernel: 'js' as const } : {};
    const reading = { ...rules, ...kernel, atEnd: options.atEnd, onRead, onFault };
    const workers = this.workers();
    const onRuleFault = (error: unknown, rule: string) => output.fault(error, `rule '${rule}'`);
    if (workers === 0) {
      const youngGeneration = new YoungGeneration();
      const afterRead = () => {
        youngGeneration.limit();
        return onRead();
      };
      return new Pipeline(plan, { ...reading, onRead: afterRead, onOutcome: (outcome) => output.take(outcome), onRuleFault });
    }
    const setup = { ...rules, plan, workers, sinks: output.sinkPlans, sources };
    const onOutcome = (outcome: WrittenOutcome) => output.takeWritten(outcome);
    const engines = new WorkerEngines(setup, { start: startRules, onOutcome, drained, onFault, onRuleFault });
    return new Reading(new RuleIntake(plan, reading, engines), reading);
  }

  /** The number of useful threads: at most as many as were asked for. */
  private workers(): number {
    const asked = this.options.workers;
    const useful = usefulWorkers(this.plan, asked);
    if (useful < asked) this.err.write(`corr: the keys of the rules part them for ${useful} of ${asked} workers.\n`);
    return useful;
  }

  /** Runs until a signal: there is no end of input. */
  async follow(logs: readonly string[]): Promise<ExitCode> {
    const { plan, options, out, err, problems } = this;
    const { zone, year, date, maxLine, workers } = options;
    if (workers > 0) err.write('corr: --workers has no effect with --follow: one thread runs the rules.\n');
    // A run that reads logs to their end loads no code for live runs.
    const { Following } = await import('../../runtime/live/following.ts');
    const { followedLogs } = await import('../run/follow.ts');
    const sources = await followedLogs(logs, plan.formats, problems.report);
    const following = new Following(plan, {
      ...this.rulesOptions(),
      logs: sources,
      time: { zone: zoneOption(zone), ...dateOption(year, date) },
      maxLine: lineOption(maxLine),
      clock: systemClock,
      report: problems.report,
      onOutcome: (outcome) => output.take(outcome),
      onFault: (error, place) => output.fault(error, place),
      onTurn: () => output.flush(),
      note: (text) => err.write(`corr: ${text}\n`),
    });
    const read = [...this.ruleFiles, ...sources.flatMap(({ files }) => files)];
    const output = new RunOutput(plan, following.rules.sources, options, out, err, read);
    const stop = new AbortController();
    const signal = await whileListening(
      () => stop.abort(),
      new Meter(following, err, undefined),
      () => following.run(stop.signal),
    );
    following.rules.end(options.atEnd);
    return this.ended(output.end(following.rules.counters), signal);
  }

  private rulesOptions() {
    const { options, plan } = this;
    return {
      ...periodOf(options),
      params: paramsOf(options.param, plan),
      lateness: durationOption(options.lateness, '--lateness'),
      hashSeed: randomInt(2 ** 31),
      late: options.late,
      recordLimit: recordLimit(options.records),
    };
  }

  private ended(code: ExitCode, signal: ExitCode | undefined): ExitCode {
    return code === ExitCode.bug ? code : (signal ?? this.problems.exitCode(code));
  }
}

/** `--records N`. @throws Failure if it is neither a number nor `all`. */
function recordLimit(text: string): number {
  if (text === 'all') return Number.POSITIVE_INFINITY;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw usageError(`'${text}' is not a valid number of records.`, "Write a number, or 'all'.");
}
