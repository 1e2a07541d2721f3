import type { Plan } from '../../dsl/plan.ts';
import { readFile, readStream } from '../../runtime/inputs/file.ts';
import { READ_LIMITS } from '../../runtime/inputs/limits.ts';
import { STDIN } from '../../runtime/inputs/paths.ts';
import { STANDARD_INPUT } from '../../runtime/inputs/problem.ts';
import { Replay } from '../../runtime/live/replay.ts';
import { terminalText } from '../../runtime/outputs/escape.ts';
import { FrameSplitter } from '../../runtime/state/frame-splitter.ts';
import { durationOption, periodOf } from '../arguments.ts';
import { ExitCode, Failure, usageError } from '../exit-code.ts';
import { loadRules } from '../loading.ts';
import { splitArguments, zoneOption } from '../run/inputs.ts';
import { Meter, type Metered, totalBytes } from '../run/meter.ts';
import { paramsOf } from '../run/params.ts';
import { InputProblems } from '../run/problems.ts';
import { type OutputOptions, RunOutput } from '../run/run-output.ts';
import { whereOption } from '../run/where.ts';
import { whileListening } from '../signals.ts';
import { standardInput } from '../standard-input.ts';
import { drained, stderr, stdout } from '../terminal.ts';

interface ReplayCommandOptions extends OutputOptions {
  param?: string[];
  where?: string;
  since?: string;
  until?: string;
  lines?: string;
  lateness: string;
  late: 'deliver' | 'drop';
  maxSkew: string;
  atEnd: 'keep' | 'open' | 'expire';
}

const NOTHING = `corr: No input is left to replay.
  The journal of a server begins anew at each checkpoint, and when it stops: what came before is only in its state.
  Record input beside the server with corr capture -o FILE, or in time with corr capture --state FOLDER -o FILE.
`;

/** `corr replay`: runs rules over the captured input of a live run. */
export async function replay(inputs: readonly string[], options: ReplayCommandOptions): Promise<ExitCode> {
  const { rules, logs: captures } = splitArguments(inputs);
  if (captures.length === 0) throw usageError('There is no capture to replay.', 'Name it after the rules.');
  zoneOption(options.zone);
  const { plan, ruleFiles } = await loadRules({ paths: rules }, options);
  return new Replaying(plan, ruleFiles, captures, options).run();
}

class Replaying implements Metered {
  bytes = 0;
  private readonly err;
  private readonly problems: InputProblems;
  private readonly replay: Replay;
  private readonly output: RunOutput;
  private isStopped = false;

  constructor(
    plan: Plan,
    ruleFiles: ReadonlySet<string>,
    private readonly captures: readonly string[],
    private readonly options: ReplayCommandOptions,
  ) {
    this.err = stderr(options);
    this.problems = new InputProblems(this.err.write);
    this.replay = new Replay(plan, {
      ...replayOptions(plan, options),
      onOutcome: (outcome) => this.output.take(outcome),
      onFault: (error, place) => this.output.fault(error, place),
    });
    this.output = new RunOutput(plan, this.replay.sources, options, stdout(options), this.err, [...ruleFiles, ...captures]);
  }

  get open(): number {
    return this.replay.open;
  }

  async run(): Promise<ExitCode> {
    const { replay, options, captures } = this;
    const meter = new Meter(this, this.err, totalBytes(captures));
    const stop = () => {
      this.isStopped = true;
    };
    const signal = await whileListening(stop, meter, async () => {
      for (const path of captures) if (!this.isStopped) await this.take(path, meter);
    });
    meter.clear();
    if (replay.sources.length === 0 && !this.isStopped && !this.problems.unreadable) this.err.write(NOTHING);
    for (const { name, format } of replay.unused) {
      this.say(`'${name}' was captured as '${format}', a format that these rules have no records of. Name them to corr capture.`);
    }
    if (options.atEnd !== 'keep') replay.end(options.atEnd);
    const code = this.output.end(replay.counters);
    if (code === ExitCode.bug) return code;
    return signal ?? this.problems.exitCode(code);
  }

  /** @throws Failure if it is not a capture. */
  private async take(path: string, meter: Meter): Promise<void> {
    const splitter = new FrameSplitter();
    this.replay.begin();
    for await (const chunk of this.chunksOf(path)) {
      this.bytes += chunk.length;
      splitter.feed(chunk);
      for (let frame = splitter.next(); frame; frame = splitter.next()) this.takeFrame(frame, path);
      meter.tick();
      await drained();
      if (this.isStopped) return;
    }
    if (splitter.isJournal) this.tellTorn(path, splitter.left);
    else if (!this.problems.unreadable) throw new Failure(ExitCode.input, `'${path}' is not a capture.`, 'Read logs with corr run.');
  }

  private chunksOf(path: string): AsyncIterable<Uint8Array> {
    const { report } = this.problems;
    const told: typeof report = (problem) => report({ ...problem, help: problem.help.replace('corr run', 'corr replay') });
    return path === STDIN ? readStream(standardInput(), STANDARD_INPUT, READ_LIMITS, told) : readFile(path, READ_LIMITS, told);
  }

  /** The replay reports an error in a single entry; a frame with unknown entries was written by another version. */
  private takeFrame(frame: Buffer, path: string): void {
    try {
      this.replay.take(frame);
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      throw new Failure(
        ExitCode.input,
        `'${path}' has something that this version does not know: ${what}`,
        'It may come from a newer corr.',
      );
    }
  }

  private tellTorn(path: string, bytes: number): void {
    if (bytes === 0) return;
    this.problems.report({
      code: 'cut-off',
      severity: 'error',
      path,
      message: `The last ${bytes} bytes of '${path}' are damaged, or were cut off, and are left out.`,
      help: 'What comes before them was replayed. Is it still being written or copied?',
    });
  }

  private say(text: string): void {
    this.err.write(`corr: ${terminalText(text)}\n`);
  }
}

function replayOptions(plan: Plan, options: ReplayCommandOptions) {
  return {
    ...periodOf(options),
    params: paramsOf(options.param, plan),
    lateness: durationOption(options.lateness, '--lateness'),
    late: options.late,
    maxSkew: durationOption(options.maxSkew, '--max-skew'),
    ...(options.lines === undefined ? {} : { lines: linesOption(options.lines) }),
    ...(options.where === undefined ? {} : { where: whereOption(options.where, plan) }),
  };
}

/** `17`, `100-200`. @throws Failure if it is neither. */
function linesOption(text: string): [first: number, last: number] {
  const [, first, last = first] = /^(\d{1,15})(?:-(\d{1,15}))?$/.exec(text) ?? [];
  if (first === undefined || Number(first) > Number(last))
    throw usageError(`'${text}' is not a valid range of lines.`, 'Write it as 17 or 100-200.');
  return [Number(first), Number(last)];
}
