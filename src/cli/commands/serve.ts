import { resolve } from 'node:path';
import type { Plan } from '../../dsl/plan.ts';
import type { SourceSpec } from '../../runtime/inputs/paths.ts';
import type { ChangePolicy } from '../../runtime/live/changed-plan.ts';
import { Live } from '../../runtime/live.ts';
import { terminalText } from '../../runtime/outputs/escape.ts';
import { summaryText } from '../../runtime/report/summary-text.ts';
import { lockFolder } from '../../runtime/state/lock.ts';
import { systemClock } from '../../runtime/state/system-clock.ts';
import { systemDisk } from '../../runtime/state/system-disk.ts';
import { durationOption } from '../arguments.ts';
import { answersOf } from '../control/answers.ts';
import { controlPath } from '../control/place.ts';
import { ControlServer } from '../control/server.ts';
import { ExitCode, Failure } from '../exit-code.ts';
import { loadPlan, planCheck } from '../loading.ts';
import { zoneOption } from '../run/inputs.ts';
import { paramsOf } from '../run/params.ts';
import { InputProblems } from '../run/problems.ts';
import { followed, outputsOf, receiversOf } from '../serve/arguments.ts';
import { Monitor } from '../serve/monitor.ts';
import { type ConfiguredOutputs, outputsIn } from '../serve/outputs.ts';
import { type Endless, onHangUp, untilSignal } from '../serve/signals.ts';
import { type GlobalOptions, type Stream, stderr } from '../terminal.ts';

export interface ServeOptions extends GlobalOptions {
  syslog?: string[];
  follow?: string[];
  state?: string;
  out?: string[];
  outputs?: string;
  allowExec?: boolean;
  param?: string[];
  zone: string;
  lateness: string;
  late: 'deliver' | 'drop';
  idle: string;
  maxSkew: string;
  checkpoint: string;
  onChange: ChangePolicy;
  control?: string;
  metrics?: string;
  fromStart?: boolean;
}

/** `corr serve`: the same rules day and night. */
export async function serve(rules: readonly string[], options: ServeOptions): Promise<ExitCode> {
  const plan = await loadPlan({ paths: rules }, options);
  const folder = resolve(stateOption(options.state));
  systemDisk.makeFolder(folder);
  const lock = lockFolder(folder);
  if ('pid' in lock) {
    throw new Failure(
      ExitCode.input,
      `The state in '${folder}' is in use by process ${lock.pid}.`,
      'Stop it first, or give another --state.',
    );
  }
  try {
    return await new Serve(rules, plan, folder, options).run();
  } finally {
    lock.release();
  }
}

function stateOption(folder: string | undefined): string {
  if (folder !== undefined) return folder;
  throw new Failure(ExitCode.usage, 'There is no folder for state.', 'Give one that survives the process: --state /var/lib/corr');
}

class Serve {
  private readonly err: Stream;
  private readonly problems: InputProblems;
  private faults = 0;
  private outputs: ConfiguredOutputs | undefined;

  constructor(
    private readonly rules: readonly string[],
    private readonly plan: Plan,
    private readonly folder: string,
    private readonly options: ServeOptions,
  ) {
    this.err = stderr(options);
    this.problems = new InputProblems(this.err.write);
  }

  async run(): Promise<ExitCode> {
    const logs = await followed(this.options.follow ?? [], this.plan.formats, this.problems.report);
    const monitor = await this.monitor();
    const live = await this.open(logs);
    monitor?.watch(live);
    const [problem] = await live.reception.listen();
    if (problem) throw new Failure(ExitCode.input, problem.message, problem.help);
    const control = await this.control(live);
    const stopReloading = onHangUp(() => this.reload(live));
    const work: Endless = {
      run: (signal) => {
        // Whoever is told that it runs may stop it at once: signals are listened to by now.
        this.greet(live, logs);
        return live.run(signal);
      },
      close: () => live.close(),
    };
    const code = await untilSignal(work, this.say, 'Stopping: what has come is dealt with, and all state is saved.').finally(async () => {
      stopReloading();
      monitor?.close();
      await control?.close();
    });
    this.err.write(`\n${summaryText(live.rules.summary, { palette: this.err.palette, columns: this.err.columns })}`);
    return this.faults > 0 ? ExitCode.bug : code;
  }

  private async open(logs: readonly SourceSpec[]): Promise<Live> {
    const { plan, folder, options } = this;
    const { outputs, allowExec = false } = options;
    this.outputs = outputs === undefined ? undefined : await outputsIn(outputs, { allowExec, say: this.say });
    this.outputs?.check(plan);
    if (options.fromStart) Live.forget(systemDisk, folder);
    const live = await Live.open({
      ...{ plan, folder, logs },
      disk: systemDisk,
      clock: systemClock,
      engine: { params: paramsOf(options.param, plan), lateness: durationOption(options.lateness, '--lateness'), late: options.late },
      receivers: receiversOf(options.syslog ?? [], plan.formats, this.problems.report),
      onChange: options.onChange,
      checkPlan: await planCheck(),
      outputs: [...outputsOf(options.out ?? []), ...(this.outputs?.files ?? [])],
      deliveries: this.outputs?.deliveries ?? [],
      time: { zone: zoneOption(options.zone) },
      pace: {
        idle: durationOption(options.idle, '--idle') / 1000,
        maxSkew: durationOption(options.maxSkew, '--max-skew'),
        checkpoint: durationOption(options.checkpoint, '--checkpoint') / 1000,
      },
      report: this.problems.report,
      note: this.say,
      onFault: (error, place) => this.reportFault(error, place),
    });
    if (live instanceof Live) return live;
    throw new Failure(ExitCode.usage, live.message, live.help);
  }

  /** What is measured is told over HTTP, if that is asked for. */
  private async monitor(): Promise<Monitor | undefined> {
    if (this.options.metrics === undefined) return undefined;
    const { Metrics } = await import('../serve/metrics.ts');
    const monitor = new Monitor(new Metrics());
    await monitor.listen(this.options.metrics);
    this.say(`Metrics are on ${monitor.address}/metrics.`);
    return monitor;
  }

  /** Where a running server is asked, unless that is turned off. */
  private async control(live: Live): Promise<ControlServer | undefined> {
    const path = controlPath(this.options.control, this.folder);
    if (path === undefined) return undefined;
    const server = new ControlServer(answersOf(live));
    await server.listen(path);
    return server;
  }

  private greet(live: Live, logs: readonly SourceSpec[]): void {
    const { zone } = this.options;
    const inputs = [...live.reception.addresses, ...logs.map(({ name }) => name)];
    this.say(`${live.isNew ? 'Begins' : 'Goes on'} with ${inputs.join(', ')}; stamps without a zone are ${zone}; state in ${this.folder}.`);
  }

  /** All or nothing: rules that do not compile change nothing. */
  private async reload(live: Live): Promise<void> {
    for (const problem of await live.reception.reload()) this.problems.report(problem);
    try {
      const plan = await loadPlan({ paths: this.rules }, this.options);
      this.outputs?.check(plan);
      await live.reload(plan);
      live.isReloadFailed = false;
      this.say('The rules were read again.');
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      live.isReloadFailed = true;
      this.say(`The rules were not changed: what is there now does not compile. ${error.message}`);
    }
  }

  private readonly say = (text: string): void => {
    this.err.write(`corr: ${terminalText(text)}\n`);
  };

  /** A mistake of ours at one record costs that record, not the run; the first is told whole. */
  private reportFault(error: unknown, place: string): void {
    this.faults++;
    if (this.faults > 1) return;
    this.say(`A mistake of the program itself at ${place}; the record was passed over. Please report it.`);
    this.say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}
