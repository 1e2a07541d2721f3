import { terminalText } from '../../runtime/outputs/escape.ts';
import { Settings } from '../config/settings.ts';
import { ExitCode, Failure } from '../exit-code.ts';
import { meantOrAll } from '../meant.ts';
import { Application } from '../serve/application.ts';
import { type ApplicationSpec, type ServeOptions, specOfOptions } from '../serve/application-spec.ts';
import { refuseSharing } from '../serve/claims.ts';
import { applicationsIn } from '../serve/configured.ts';
import { Monitor } from '../serve/monitor.ts';
import { type Endless, onHangUp, untilSignal } from '../serve/signals.ts';
import { stderr, stdout } from '../terminal.ts';

/** `corr serve`: runs rules continuously; without rules, it runs the applications of the configuration. */
export async function serve(rules: readonly string[], options: ServeOptions): Promise<ExitCode> {
  if (rules.length > 0 && options.only !== undefined) {
    throw new Failure(
      ExitCode.usage,
      '--only selects from the applications of the configuration, and rules are named.',
      'Remove one of them.',
    );
  }
  let begin = (_: Serve) => {};
  const begun = new Promise<Serve>((resolve) => {
    begin = resolve;
  });
  // From now on: otherwise the signal would end a process that is still compiling its rules, and nobody would start it again.
  const stopReloading = onHangUp(async () => (await begun).reload());
  try {
    return await started(rules, options, begin);
  } finally {
    stopReloading();
  }
}

async function started(rules: readonly string[], options: ServeOptions, begin: (server: Serve) => void): Promise<ExitCode> {
  const read = async () => (rules.length > 0 ? [await specOfOptions(rules, options)] : await configured(options));
  const specs = await read();
  const all: Application[] = [];
  // Mistakes of users are found before anything starts.
  for (const spec of specs) all.push(await Application.prepare(spec, options));
  refuseSharing(all);
  if (options.check) {
    stdout(options).write(`0 problems in ${all.length === 1 ? '1 application' : `${all.length} applications`}\n`);
    return ExitCode.fine;
  }
  const server = new Serve(all, options, read);
  begin(server);
  return await server.run();
}

/** @throws Failure if there are none, or unknown ones are asked for. */
async function configured(options: ServeOptions): Promise<ApplicationSpec[]> {
  const { file } = await Settings.load(process.env, process.cwd(), options.config);
  const all = file ? applicationsIn(file, options) : [];
  if (all.length === 0) {
    throw new Failure(ExitCode.usage, 'There are no rules to run.', "Name them: corr serve RULES; or 'applications' in corr.config.yaml.");
  }
  const own = (['syslog', 'follow', 'out', 'stats', 'outputs', 'param'] as const).find((option) => options[option] !== undefined);
  if (own !== undefined) {
    throw new Failure(
      ExitCode.usage,
      `--${own} needs rules on the command line; here the configuration names them.`,
      'Write it in the configuration, where its rules are.',
    );
  }
  if (options.control !== undefined && options.control !== 'off') {
    throw new Failure(
      ExitCode.usage,
      'Each application has its own control socket, in its state folder.',
      'Remove --control, or set it to off.',
    );
  }
  const some = chosen(all, options.only);
  const idle = some.find(({ addresses, logs }) => addresses.length + logs.length === 0);
  if (!idle) return some;
  throw new Failure(ExitCode.usage, `'${idle.name}' has nothing to read.`, "Name logs and addresses as its 'inputs' in the configuration.");
}

function chosen(all: ApplicationSpec[], only: readonly string[] | undefined): ApplicationSpec[] {
  const names = all.flatMap(({ name }) => name ?? []);
  for (const one of only ?? []) {
    if (!names.includes(one)) throw new Failure(ExitCode.usage, `There is no application '${one}'.`, meantOrAll(one, names));
  }
  return only ? all.filter(({ name }) => name !== undefined && only.includes(name)) : all;
}

class Serve {
  constructor(
    private readonly all: readonly Application[],
    private readonly options: ServeOptions,
    /** Reads the current specs. */
    private readonly read: () => Promise<ApplicationSpec[]>,
  ) {}

  async run(): Promise<ExitCode> {
    const monitor = await this.monitor();
    // The signal handlers are installed before this is reported: whoever reads it may stop the program at once.
    const work: Endless = { run: (signal) => this.openAndRun(signal), close: () => this.each((one) => one.close()) };
    await untilSignal(work, this.say, 'Stopping: what has come is dealt with, and all state is saved.').finally(() => monitor?.close());
    const codes = this.all.map((one) => one.summarize());
    return codes.find((code) => code !== ExitCode.fine) ?? ExitCode.fine;
  }

  /** Opens all concurrently: none waits while another reads its journal. */
  private openAndRun(signal: AbortSignal): Promise<void> {
    return this.each(async (one) => {
      await one.open();
      await one.run(signal);
    });
  }

  private async each(work: (one: Application) => Promise<void>): Promise<void> {
    await Promise.all(this.all.map((one) => this.guarded(one, () => work(one))));
  }

  /** If there are several, one that fails ends alone, and the others continue. */
  private async guarded(one: Application, work: () => Promise<void>): Promise<void> {
    if (one.hasFailed) return;
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Failure) || this.all.length === 1) throw error;
      one.fail(error);
    }
  }

  /**
   * Reloads one application after another: an error in one does not keep the others from getting new rules. An invalid
   * configuration changes nothing. Never rejects.
   */
  async reload(): Promise<void> {
    try {
      const specs = await this.read();
      for (const one of this.all) {
        const others = this.all.filter((other) => other !== one);
        await one.reload(
          specs.find(({ name }) => name === one.name),
          others,
        );
      }
      this.compare(specs);
    } catch (error) {
      for (const one of this.all) one.refuse(error);
    }
  }

  private compare(specs: readonly ApplicationSpec[]): void {
    const before = new Set(this.all.map(({ name }) => name));
    const after = new Set(specs.map(({ name }) => name));
    for (const name of after) if (!before.has(name)) this.say(`'${name}' is new: it starts with the next start of the server.`);
    for (const name of before) if (!after.has(name)) this.say(`'${name}' was removed: it runs until the server stops.`);
  }

  /** Serves metrics over HTTP, if that is asked for. */
  private async monitor(): Promise<Monitor | undefined> {
    if (this.options.metrics === undefined) return undefined;
    const { Metrics } = await import('../serve/metrics.ts');
    const monitor = new Monitor(new Metrics(), this.all);
    await monitor.listen(this.options.metrics);
    this.say(`Metrics are on ${monitor.address}/metrics.`);
    return monitor;
  }

  private readonly say = (text: string): void => {
    stderr(this.options).write(`corr: ${terminalText(text)}\n`);
  };
}
