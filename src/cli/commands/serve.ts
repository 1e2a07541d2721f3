import { deferred } from '../../runtime/deferred.ts';
import { Settings } from '../config/settings.ts';
import { ExitCode, usageError } from '../exit-code.ts';
import { meantOrAll } from '../meant.ts';
import { Application } from '../serve/application.ts';
import { type ApplicationSpec, placed, type ServeOptions, specOfOptions } from '../serve/application-spec.ts';
import { forsaken, refuseSharing, refuseUnfinished } from '../serve/claims.ts';
import { applicationsIn } from '../serve/configured.ts';
import { monitorAddress } from '../serve/monitor.ts';
import { Server } from '../serve/server.ts';
import { onHangUp } from '../signals.ts';
import { stdout } from '../terminal.ts';

/** `corr serve`: runs rules continuously; without rules, it runs the applications of the configuration. */
export async function serve(rules: readonly string[], options: ServeOptions): Promise<ExitCode> {
  if (rules.length > 0 && options.only !== undefined) {
    throw usageError('--only selects from the applications of the configuration, and rules are named.', 'Remove one of them.');
  }
  const begun = deferred<Server>();
  // From now on: rules that are being compiled may have changed since they were read.
  const stopReloading = onHangUp(async () => (await begun.promise).reload());
  try {
    return await started(rules, options, begun.resolve);
  } finally {
    stopReloading();
  }
}

async function started(rules: readonly string[], options: ServeOptions, begin: (server: Server) => void): Promise<ExitCode> {
  const read = async () => (rules.length > 0 ? [await specOfOptions(rules, options)] : await configured(options));
  const specs = await read();
  const all: Application[] = [];
  // Mistakes of users are found before anything starts.
  for (const spec of specs) all.push(await Application.prepare(spec, options));
  refuseSharing(all);
  if (options.metrics !== undefined) monitorAddress(options.metrics);
  if (options.check) {
    stdout(options).write(`0 problems in ${all.length === 1 ? '1 application' : `${all.length} applications`}\n`);
    return ExitCode.fine;
  }
  refuseUnfinished([...all, ...forsaken(options.state, all)], all);
  const server = new Server(all, options, read);
  begin(server);
  return await server.run();
}

/** @throws Failure if there are none, or unknown ones are asked for. */
async function configured(options: ServeOptions): Promise<ApplicationSpec[]> {
  const { file } = await Settings.load(process.env, process.cwd(), options.config);
  const all = file ? applicationsIn(file, options) : [];
  if (all.length === 0) {
    throw usageError('There are no rules to run.', "Name them: corr serve RULES; or 'applications' in corr.config.yaml.");
  }
  const own = (['syslog', 'follow', 'out', 'stats', 'outputs', 'param'] as const).find((option) => options[option] !== undefined);
  if (own !== undefined) {
    throw usageError(
      `--${own} needs rules on the command line; here the configuration names them.`,
      'Write it in the configuration, where its rules are.',
    );
  }
  if (options.control !== undefined && options.control !== 'off') {
    throw usageError('Each application has its own control socket, in its state folder.', 'Remove --control, or set it to off.');
  }
  const some = chosen(all, options.only);
  const idle = some.find(({ addresses, logs }) => addresses.length + logs.length === 0);
  if (!idle) return some;
  const help = "Name logs and addresses as its 'inputs' in the configuration.";
  throw placed(idle.at, usageError(`'${idle.name}' has nothing to read.`, help));
}

function chosen(all: ApplicationSpec[], only: readonly string[] | undefined): ApplicationSpec[] {
  const names = all.flatMap(({ name }) => name ?? []);
  for (const one of only ?? []) {
    if (!names.includes(one)) throw usageError(`There is no application '${one}'.`, meantOrAll(one, names));
  }
  return only ? all.filter(({ name }) => name !== undefined && only.includes(name)) : all;
}
