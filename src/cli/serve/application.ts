/**
 * One application of a server: a live run with its own state, lock and control socket. If it fails, others continue.
 */

import { randomInt } from 'node:crypto';
import { withParams } from '../../dsl/meaning.ts';
import type { Plan } from '../../dsl/plan.ts';
import { deferred } from '../../runtime/deferred.ts';
import { withRoom } from '../../runtime/live/room.ts';
import type { OutputSet } from '../../runtime/live/rules.ts';
import type { LiveStatus } from '../../runtime/live/status.ts';
import { Live } from '../../runtime/live.ts';
import { terminalText } from '../../runtime/outputs/escape.ts';
import { summaryText } from '../../runtime/report/summary-text.ts';
import { lockFolder } from '../../runtime/state/lock.ts';
import { systemClock } from '../../runtime/state/system-clock.ts';
import { systemDisk } from '../../runtime/state/system-disk.ts';
import { answersOf } from '../control/answers.ts';
import { controlPath } from '../control/place.ts';
import { ControlServer } from '../control/server.ts';
import { diskFailure, ExitCode, Failure, usageError } from '../exit-code.ts';
import { planCheck } from '../loading.ts';
import { paramOf } from '../run/params.ts';
import { InputProblems } from '../run/problems.ts';
import { type Stream, stderr } from '../terminal.ts';
import { type ApplicationSpec, changedParts, inPlace, type ServeOptions } from './application-spec.ts';
import { type Claimant, filesToComplete, forsaken, refuseFeedback, refuseOneFile, refuseSharing, refuseUnfinished } from './claims.ts';
import { ConfiguredInputs } from './inputs.ts';
import { OperatorLog } from './operator-log.ts';
import { ConfiguredOutputs } from './outputs.ts';
import { RulesOnDisk } from './rules-on-disk.ts';
import { lenient } from './selections.ts';

export class Application {
  /** What runs now; its folder and settings are those of the start. */
  spec: ApplicationSpec;
  outputs: ConfiguredOutputs | undefined;
  private readonly err: Stream;
  private readonly log: OperatorLog;
  private readonly problems: InputProblems;
  private inputs: ConfiguredInputs;
  private live: Live | undefined;
  private control: ControlServer | undefined;
  private unlock: (() => void) | undefined;
  /** What was noted before it has begun. */
  private readonly noted = new Set<string>();
  /** Why it has not begun, in a sentence. */
  private starting = 'It starts: the journal is read.';
  /** The reason why it ended, if it failed. */
  private failure: Failure | undefined;
  private readonly begun = deferred();
  /** Ends with the last reload, of which the first waits for the start. */
  private reloading = this.begun.promise;
  /** Ends the waiting for reloads: once it has ended, they are never finished. Undefined then. */
  private waiting: Set<() => void> | undefined = new Set();
  /** The latest configuration, including changes that wait for the next start. */
  private latest: ApplicationSpec;

  private constructor(
    spec: ApplicationSpec,
    private plan: Plan,
    private rules: RulesOnDisk,
    private readonly options: ServeOptions,
  ) {
    this.spec = spec;
    this.latest = spec;
    this.err = stderr(options);
    this.log = new OperatorLog(this.err, spec.name);
    this.problems = new InputProblems((text) => this.err.write(text));
    this.inputs = new ConfiguredInputs(spec, plan.formats, this.problems.report);
    this.outputs = this.outputsFor(spec, plan, rules, this.inputs);
  }

  /**
   * Compiles the rules, and checks params, inputs and outputs against them. @throws Failure for errors in any of them.
   */
  static async prepare(spec: ApplicationSpec, options: ServeOptions): Promise<Application> {
    const rules = new RulesOnDisk(spec.rules, options);
    return new Application(spec, boundTo(spec, await rules.load(spec.rulesAt)), rules, options);
  }

  get name(): string | undefined {
    return this.spec.name;
  }

  /** What is wrong, in a sentence; undefined if all is well. */
  get trouble(): string | undefined {
    if (this.failure) return this.failure.message;
    return this.live ? this.live.trouble : this.starting;
  }

  /** Undefined before {@link open}. */
  status(): LiveStatus | undefined {
    return this.live && { ...this.live.status(), trouble: this.trouble };
  }

  /** The output files that its start will complete, as it was not stopped. */
  unfinished(): string[] {
    return this.options.fromStart ? [] : filesToComplete(this.spec.folder);
  }

  /** Recovers the state in its folder once the disk has room for it, and listens. @throws Failure after cleaning up. */
  async open(signal: AbortSignal): Promise<void> {
    try {
      await this.inputs.find();
      const live = await this.openedWithRoom(signal);
      if (!live) return;
      this.live = live;
      this.inputs.refuse(await live.reception.listen());
      await this.listenForControl(live);
      this.watchRules();
      this.greet(live);
    } catch (error) {
      await this.giveUp(error).finally(() => {
        this.live = undefined;
      });
    } finally {
      this.begun.resolve();
    }
  }

  /** Runs until the signal is aborted. @throws Failure if it cannot continue, after it has released everything. */
  async run(signal: AbortSignal): Promise<void> {
    await this.live?.run(signal).catch((error: unknown) => this.giveUp(error));
  }

  /** Processes what has arrived, and saves all state once the disk has room for it. @throws Failure as {@link run}. */
  async close(): Promise<void> {
    const onFull = () => this.log.say('The disk is full: the state is saved once there is space.');
    await withRoom(async () => this.live?.close(), { clock: systemClock, onFull }).catch((error: unknown) => this.giveUp(error));
    await this.letGo();
  }

  get hasFailed(): boolean {
    return this.failure !== undefined;
  }

  /** Ends it alone: the other applications continue. */
  fail(failure: Failure): void {
    this.failure = failure;
    this.log.say(`${failure.message} It has ended; the others continue. ${failure.help ?? ''}`.trimEnd());
  }

  /** Writes the summary of the run to standard error. Returns its exit code. */
  summarize(): ExitCode {
    const { live, err, name } = this;
    if (live) {
      this.tellWaiting(live);
      const title = name === undefined ? '' : `${terminalText(name)}\n`;
      err.write(`\n${title}${summaryText(live.rules.summary, { palette: err.palette, columns: err.columns })}`);
    }
    if (this.failure) return this.failure.exitCode;
    return this.log.faults > 0 ? ExitCode.bug : ExitCode.fine;
  }

  /** What was not delivered by the stop. */
  private tellWaiting({ rules }: Live): void {
    const waiting = rules.deliveries.status().filter(({ waiting }) => waiting > 0);
    const names = waiting.map(({ name }) => `'${name}'`);
    if (names.length > 0) this.log.say(`Outcomes are waiting for ${names.join(', ')}; they will be delivered after the next start.`);
  }

  /**
   * Reloads rules and certificates; concurrent calls run one after another. Never rejects: errors are reported.
   * @param spec the current configuration; the latest one if absent
   * @param others the applications that run beside it
   */
  reload(spec = this.latest, others: readonly Claimant[] = []): Promise<void> {
    const { waiting, reloading: before } = this;
    if (!waiting) return Promise.resolve();
    this.reloading = new Promise((resolve) => {
      const done = () => {
        waiting.delete(done);
        resolve();
      };
      waiting.add(done);
      void before.then(() => this.readAgain(spec, others)).then(done);
    });
    return this.reloading;
  }

  /** Reports why nothing was reloaded: the files are wrong or unreadable, or the program itself failed. */
  refuse(error: unknown): void {
    if (this.live) this.live.isReloadFailed = true;
    const failure = diskFailure(error);
    if (failure instanceof Failure)
      this.log.say(`Nothing was changed: the new rules or configuration have an error. ${failure.message} ${failure.help ?? ''}`.trimEnd());
    else this.log.fault(error, 'while the rules were being read again; nothing was changed');
  }

  /**
   * All or nothing: rules that do not compile, params and outputs that do not fit them, and unreadable inputs change
   * nothing.
   */
  private async readAgain(spec: ApplicationSpec, others: readonly Claimant[]): Promise<void> {
    const { live } = this;
    if (!live || !this.waiting || this.failure) return;
    const isElsewhere = spec.rules.join('\n') !== this.rules.paths.join('\n');
    const rules = isElsewhere ? new RulesOnDisk(spec.rules, this.options) : this.rules;
    try {
      await this.become(spec, await rules.load(spec.rulesAt), rules, live, others);
      live.isReloadFailed = false;
      if (isElsewhere) this.watchInstead(rules);
      this.log.say('The rules were read again.');
      const waiting = changedParts(this.spec, spec);
      if (waiting.length > 0) this.log.say(`These changes of the configuration take effect at the next start: ${waiting.join(', ')}.`);
    } catch (error) {
      this.refuse(error);
    }
  }

  /** Switches to a spec and its program. @throws Failure, or a disk Error; nothing has changed then. */
  private async become(spec: ApplicationSpec, program: Plan, rules: RulesOnDisk, live: Live, others: readonly Claimant[]): Promise<void> {
    const plan = boundTo(spec, program);
    const inputs = new ConfiguredInputs(spec, plan.formats, this.problems.report, this.inputs);
    const outputs = this.outputsFor(spec, plan, rules, inputs);
    await inputs.find(this.inputs);
    const { folder, settings } = this.spec;
    const changed = { ...spec, folder, settings };
    refuseSharing([...others, { spec: changed, outputs }]);
    refuseUnfinished(forsaken(this.options.state, [...others, this]), [{ spec: changed, outputs }]);
    const before = this.plan;
    try {
      this.plan = plan;
      inputs.refuse(await live.reload(plan, outputSetOf(spec, outputs), inputs.sources));
    } catch (error) {
      this.plan = before;
      throw error;
    }
    if (inputs.names.join() !== this.inputs.names.join()) this.log.say(`Now reading from ${inputs.summary}.`);
    this.latest = spec;
    this.spec = changed;
    this.outputs = outputs;
    this.inputs = inputs;
  }

  private outputsFor({ outputs: list, files }: ApplicationSpec, plan: Plan, rules: RulesOnDisk, inputs: ConfiguredInputs) {
    const outputs = list && new ConfiguredOutputs(list, { allowExec: this.options.allowExec ?? false, say: this.log.say });
    outputs?.check(plan);
    const written = [...files, ...(outputs?.placedFiles ?? [])];
    refuseOneFile(written, rules.files);
    refuseFeedback(written, inputs);
    return outputs;
  }

  private watchInstead(rules: RulesOnDisk): void {
    this.rules.close();
    this.rules = rules;
    this.watchRules();
  }

  private watchRules(): void {
    if (this.spec.settings.watch) this.rules.onChange(() => void this.reload());
  }

  /** Waits for a disk that is full, as a run does. Undefined if the signal is aborted before there is room. */
  private openedWithRoom(signal: AbortSignal): Promise<Live | undefined> {
    const work = async () => {
      this.unlock ??= this.lock();
      return await this.opened();
    };
    const onFull = () => {
      this.log.say('The disk is full: nothing begins until there is space.');
      this.starting = 'The disk is full.';
    };
    return withRoom(work, { clock: systemClock, signal, onFull });
  }

  private lock(): () => void {
    const { folder } = this.spec;
    systemDisk.makeFolder(folder);
    const lock = lockFolder(folder);
    if (!('pid' in lock)) return lock.release;
    throw new Failure(
      ExitCode.input,
      `The state in '${folder}' is in use by process ${lock.pid}.`,
      'Stop it first, or give another --state.',
    );
  }

  private async opened(): Promise<Live> {
    const { plan, inputs, outputs, problems, options } = this;
    const { folder, settings } = this.spec;
    const { zone, maxLine, lateness, late, idle, maxSkew, checkpoint, onChange } = settings;
    if (options.fromStart) Live.forget(systemDisk, folder);
    const live = await Live.open({
      ...{ plan, folder, onChange, ...inputs.sources },
      disk: systemDisk,
      clock: systemClock,
      engine: { lateness, late, hashSeed: randomInt(2 ** 31) },
      checkPlan: await planCheck(),
      ...outputSetOf(this.spec, outputs),
      select: lenient(() => this.plan, this.log.say),
      time: { zone },
      maxLine,
      pace: { idle: idle / 1000, maxSkew, checkpoint: checkpoint / 1000 },
      report: problems.report,
      note: this.note,
      onFault: (error, place) => this.log.fault(error, `at ${place}; the record was skipped`),
      onDisabled: (rule) => this.log.disabled(rule),
    });
    if (live instanceof Live) return live;
    throw usageError(live.message, live.help);
  }

  /** Listens on the control socket, unless it is disabled. */
  private async listenForControl(live: Live): Promise<void> {
    const path = controlPath(this.options.control, this.spec.folder);
    if (path === undefined) return;
    this.control = new ControlServer(answersOf(live, this.name));
    await this.control.listen(path);
  }

  private async giveUp(error: unknown): Promise<never> {
    await this.live?.abandon();
    await this.letGo();
    throw diskFailure(error);
  }

  private async letGo(): Promise<void> {
    for (const done of this.waiting ?? []) done();
    this.waiting = undefined;
    this.rules.close();
    await this.control?.close();
    this.unlock?.();
    this.unlock = undefined;
  }

  /** Attempts to begin, which are repeated while the disk is full, find the same each time. */
  private readonly note = (text: string): void => {
    if (this.live) this.noted.clear();
    if (this.noted.has(text)) return;
    this.noted.add(text);
    this.log.say(text);
  };

  private greet({ isNew }: Live): void {
    const { folder, settings } = this.spec;
    const begins = isNew ? 'Started' : 'Resumed';
    this.log.say(
      `${begins}, reading from ${this.inputs.summary}; timestamps without a zone are read as ${settings.zone}; the state is in ${folder}.`,
    );
  }
}

/** The program with the spec's values of params. @throws Failure for a param that it does not have. */
function boundTo({ params }: ApplicationSpec, plan: Plan): Plan {
  return withParams(plan, new Map(params.map(({ text, at, items }) => inPlace(at, () => paramOf(text, plan, items)))));
}

function outputSetOf({ files }: ApplicationSpec, outputs: ConfiguredOutputs | undefined): OutputSet {
  return { outputs: [...files, ...(outputs?.files ?? [])], deliveries: outputs?.deliveries ?? [] };
}
