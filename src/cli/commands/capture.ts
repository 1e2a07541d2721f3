import { rename } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { FormatPlan } from '../../dsl/plan.ts';
import { given } from '../../given.ts';
import type { SourceSpec } from '../../runtime/inputs/paths.ts';
import { Capture } from '../../runtime/live/capture.ts';
import { withRoom } from '../../runtime/live/room.ts';
import { terminalText } from '../../runtime/outputs/escape.ts';
import { counted, shortBytes } from '../../runtime/outputs/figures.ts';
import { entriesOf, recordsOf } from '../../runtime/state/entry.ts';
import { FrameFile } from '../../runtime/state/frame-file.ts';
import { readSegments, segmentsIn } from '../../runtime/state/journal.ts';
import { systemClock } from '../../runtime/state/system-clock.ts';
import { systemDisk } from '../../runtime/state/system-disk.ts';
import { durationOption, sizeOption } from '../arguments.ts';
import { diskFailure, ExitCode, Failure, unwritable, usageError } from '../exit-code.ts';
import { placeOf } from '../file-place.ts';
import { loadRules } from '../loading.ts';
import { namesRules } from '../rule-files.ts';
import { lineOption, zoneOption } from '../run/inputs.ts';
import { InputProblems } from '../run/problems.ts';
import { awaited, logOf, receiverOf } from '../serve/input-arguments.ts';
import { type Endless, onHangUp, untilSignal } from '../signals.ts';
import { claimOutputs } from '../targets.ts';
import { type GlobalOptions, stderr } from '../terminal.ts';

interface CaptureCommandOptions extends GlobalOptions {
  output?: string;
  syslog?: string[];
  follow?: string[];
  state?: string;
  zone: string;
  maxLine: string;
  idle: string;
  duration?: string;
  records?: number;
  maxBytes?: string;
  force?: boolean;
}

/** What a finished capture contains. */
interface Held {
  records: number;
  sources: ReadonlySet<string>;
  bytes: number;
}

/** `corr capture`: writes the input that a live run would see to a file. */
export async function capture(rules: readonly string[], options: CaptureCommandOptions): Promise<ExitCode> {
  const { output, syslog = [], follow = [], state } = options;
  const stranger = rules.find((one) => !namesRules(one));
  if (stranger !== undefined) throw usageError(`'${stranger}' is not a rule file.`, 'Capture a log with --follow.');
  if (output === undefined) throw usageError('There is no file to write.', 'Name one: -o FILE');
  const isLive = syslog.length + follow.length > 0;
  if (isLive === (state !== undefined)) {
    const message = isLive ? 'A capture takes either inputs or the state of a server, not both.' : 'There is nothing to capture.';
    throw usageError(message, 'Give --syslog ADDRESS or --follow LOG, each as often as you like, or --state FOLDER.');
  }
  if (!isLive && Object.keys(limitsOf(options)).length > 0) {
    throw usageError(
      'The journal of a server is copied whole.',
      'Remove --duration, --records and --max-bytes; corr replay selects from a capture.',
    );
  }
  if (state !== undefined && dirname(placeOf(output)) === placeOf(state)) {
    throw usageError(`'${output}' is in the folder of the state, where all files are the server's.`, 'Name a file elsewhere.');
  }
  const loaded = rules.length === 0 ? undefined : await loadRules({ paths: rules }, options);
  const formats = loaded?.plan.formats ?? [];
  claimOutputs([output], loaded?.ruleFiles ?? []);
  // The file is overwritten, and links to it stay.
  const capturing = new Capturing(placeOf(output), options);
  try {
    return await (state === undefined ? capturing.live(formats) : capturing.copy(resolve(state)));
  } catch (error) {
    throw diskFailure(error);
  }
}

class Capturing {
  private readonly err;
  private readonly problems: InputProblems;
  /**
   * Where the capture is written first: next to an existing file, which is kept until its replacement has been created.
   */
  private readonly made: string;

  constructor(
    private readonly path: string,
    private readonly options: CaptureCommandOptions,
  ) {
    this.made = systemDisk.stats(path) ? `${path}.new` : path;
    this.err = stderr(options);
    this.problems = new InputProblems(this.err.write);
  }

  /** Captures until a signal or a limit ends it. */
  async live(formats: readonly FormatPlan[]): Promise<ExitCode> {
    const { options, problems, made } = this;
    const logs = await awaited(
      (options.follow ?? []).map((text) => logOf({ text }, formats)),
      problems.report,
    );
    claimOutputs(
      [this.path],
      logs.flatMap(({ files }) => files),
    );
    const receivers = (options.syslog ?? []).map((text) => receiverOf(text, formats, problems.report));
    const time = { zone: zoneOption(options.zone) };
    const maxLine = lineOption(options.maxLine);
    const pace = { idle: durationOption(options.idle, '--idle') / 1000 };
    const limits = limitsOf(options);
    const file = await this.create();
    const capture = new Capture({
      file,
      logs,
      receivers,
      formats,
      time,
      maxLine,
      limits,
      pace,
      clock: systemClock,
      report: problems.report,
      note: this.say,
    });
    const problem = (await capture.reception.listen()).find((obstacle) => obstacle !== undefined);
    if (problem) {
      await letGo(capture);
      systemDisk.remove(made);
      throw new Failure(ExitCode.input, problem.message, problem.help);
    }
    const failed = async (error: unknown): Promise<never> => {
      await letGo(capture);
      throw error;
    };
    await this.takePlace().catch(failed);
    const stopReloading = onHangUp(async () => {
      for (const problem of await capture.reception.renew()) if (problem) problems.report(problem);
    });
    const onFull = () => this.say('The disk is full: what has come is written once there is space.');
    const work: Endless = {
      // The signal handlers are installed before this is reported: whoever reads it may stop the program at once.
      run: (signal) => {
        this.greet(capture, logs);
        return capture.run(signal).catch(failed);
      },
      close: () => withRoom(() => capture.close(), { clock: systemClock, onFull }),
      farewell: 'Stopping: what has come is written.',
      unfinished: 'What is not written is not in the capture.',
    };
    await untilSignal(work, this.say).finally(stopReloading);
    const { records, sources, reception } = capture;
    this.sumUp({ records, sources, bytes: file.size });
    const lost = reception.status().reduce((sum, { kernelDrops }) => sum + kernelDrops, reception.lost);
    if (lost > 0) this.say(`${counted(lost, 'message')} came faster than could be taken, and ${lost === 1 ? 'is' : 'are'} not in it.`);
    return problems.exitCode();
  }

  /** Copies the journal of a server, which may keep running. */
  async copy(folder: string): Promise<ExitCode> {
    if (segmentsIn(systemDisk, folder).length === 0) {
      throw new Failure(ExitCode.input, `There is no journal in '${folder}'.`, 'Name the folder that corr serve was given as --state.');
    }
    const file = await this.create();
    const held = { records: 0, sources: new Set<string>() };
    for (const segment of readSegments(systemDisk, folder, 0)) {
      // Each segment declares the ids of its origins before it uses them, so that frames can simply be concatenated.
      for (const frame of segment.frames) {
        file.write(frame);
        count(frame, held);
      }
      const { path, torn } = segment;
      if (torn > 0) this.say(`The last ${torn} bytes of '${path}' are damaged, or still being written, and are left out.`);
    }
    await file.sync();
    file.close();
    await this.takePlace();
    this.sumUp({ ...held, bytes: file.size });
    return ExitCode.fine;
  }

  /** @throws Failure if the file exists, or cannot be created. */
  private async create(): Promise<FrameFile> {
    const { path, made, options } = this;
    if (made !== path && !options.force) {
      throw usageError(`'${path}' already exists.`, 'Give another name, or use --force to overwrite it.');
    }
    try {
      const file = systemDisk.create(made);
      file.truncate(0);
      const capture = new FrameFile(file);
      await systemDisk.syncFolder(dirname(path));
      return capture;
    } catch (error) {
      throw unwritable(path, error, 'Name a file in a folder that exists.');
    }
  }

  /** Replaces the file that is overwritten. @throws Failure if it cannot. */
  private async takePlace(): Promise<void> {
    const { path, made } = this;
    if (made === path) return;
    try {
      await rename(made, path);
      await systemDisk.syncFolder(dirname(path));
    } catch (error) {
      systemDisk.remove(made);
      throw unwritable(path, error, 'Name a file in a folder that exists.');
    }
  }

  private greet(capture: Capture, logs: readonly SourceSpec[]): void {
    const inputs = [...capture.reception.addresses, ...logs.map(({ name }) => name)];
    this.say(`Captures ${inputs.join(', ')} into '${this.path}'; stamps without a zone are ${this.options.zone}.`);
  }

  private sumUp({ records, sources, bytes }: Held): void {
    this.say(`'${this.path}' holds ${counted(records, 'record')} of ${counted(sources.size, 'source')}, ${shortBytes(bytes)}.`);
  }

  private readonly say = (text: string): void => {
    this.err.write(`corr: ${terminalText(text)}\n`);
  };
}

/** Open sockets would keep the program from ending. What they still bring may be more than the disk takes. */
async function letGo(capture: Capture): Promise<void> {
  await capture.close().catch(() => undefined);
}

function limitsOf({ duration, records, maxBytes }: CaptureCommandOptions) {
  return given({
    duration: duration === undefined ? undefined : durationOption(duration, '--duration') / 1000,
    records,
    bytes: maxBytes === undefined ? undefined : sizeOption(maxBytes, '--max-bytes'),
  });
}

function count(frame: Buffer, held: { records: number; sources: Set<string> }): void {
  for (const entry of entriesOf(frame)) {
    held.records += recordsOf(entry);
    if (entry.kind === 'origin') held.sources.add(entry.origin.source);
  }
}
