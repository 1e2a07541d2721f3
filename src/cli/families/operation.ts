/** Commands that inspect a running server. */

import { type Command, Option } from 'commander';
import type { PlaceOptions } from '../control/place.ts';
import type { GlobalOptions } from '../terminal.ts';
import { collect, type Family } from './family.ts';

export const addOperation: Family = (program, runs) => {
  /** Adds the location of the server: if it is not given, that configured for `serve`. */
  const placed = async <T extends PlaceOptions>(options: T): Promise<T> =>
    options.state !== undefined || options.control !== undefined ? options : { ...(await configuredPlace(program)), ...options };
  const state = program.command('state').description('See what is open in a running server, end it by hand, and send dead letters again.');
  located(state.command('ls'))
    .description('List open transactions.')
    .option('--rule <name>', 'only of this rule')
    .option('--key <name=value>', 'only those that carry this value; may be repeated, to narrow', collect)
    .addOption(formats('text', 'ndjson'))
    .action(runs(async (options) => (await import('../commands/state.ts')).listState(await placed(options))));
  located(state.command('show'))
    .description('Show everything about one open transaction, as JSON.')
    .argument('<id>', 'as shown by corr state ls')
    .action(runs(async (id: string, options) => (await import('../commands/state.ts')).showState(id, await placed(options))));
  located(state.command('expire'))
    .description('End open transactions at once, as abandoned; their outcomes are reported like any others.')
    .argument('[id]', 'as shown by corr state ls')
    .option('--rule <name>', 'those of this rule')
    .option('--key <name=value>', 'of the rule only those that carry this value; may be repeated, to narrow', collect)
    .action(runs(async (id: string | undefined, options) => (await import('../commands/state.ts')).expireState(id, await placed(options))));
  located(state.command('resend'))
    .description('Hand dead letters back to their outputs, to be sent again with the same ids.')
    .argument('[id]', 'the id of an outcome in dead-letters.ndjson')
    .option('--output <name>', 'those of this output')
    .option('--rule <name>', 'those of this rule')
    .option('--dry-run', 'only list them')
    .addOption(formats('text', 'ndjson'))
    .action(
      runs(async (id: string | undefined, options) => (await import('../commands/resend.ts')).resendLetters(id, await placed(options))),
    );
  located(program.command('tail'))
    .description('Show outcomes of a running server as they are reported, from now on.')
    .option('--rule <name>', 'only of this rule')
    .addOption(formats('text', 'ndjson', 'csv'))
    .action(runs(async (options) => (await import('../commands/tail.ts')).tail(await placed(options))));
  located(program.command('tap'))
    .description('Show records of a running server as they come, with what the rules make of them.')
    .option('--record <name>', 'only this record, or the records of this group; may be repeated', collect)
    .option('--unmatched', 'only what matches no record of the rules')
    .option('--where <condition>', 'only records that match: host == "web1" and severity >= error')
    .addOption(formats('text', 'ndjson', 'raw'))
    .action(runs(async (options) => (await import('../commands/tap.ts')).tap(await placed(options))));
  located(program.command('top'))
    .description('Show the status of a running server, refreshed continuously; as NDJSON in a pipe.')
    .option('--every <duration>', 'how often', '2s')
    .option('--once', 'show it once, and exit')
    .addOption(formats('text', 'ndjson'))
    .action(runs(async (options) => (await import('../commands/top.ts')).top(await placed(options))));
};

async function configuredPlace(program: Command): Promise<PlaceOptions> {
  const { Settings } = await import('../config/settings.ts');
  const settings = await Settings.load(process.env, process.cwd(), program.opts<GlobalOptions>().config);
  const serve = program.commands.find((command) => command.name() === 'serve');
  const setFor = (name: string) => {
    const option = serve?.options.find((one) => one.attributeName() === name);
    const setting = serve && option && settings.of(serve, option);
    return setting && { [name]: String(setting.value) };
  };
  return { ...setFor('state'), ...setFor('control') };
}

function located(command: Command): Command {
  return command
    .option('--state <folder>', 'the state folder of the server; that of serve in the configuration if not given')
    .option('--application <name>', 'which application, if the server has several: its folder is below that one')
    .option('--control <socket>', 'the socket of the server, if it is not in that folder');
}

function formats(...names: string[]): Option {
  return new Option('--format <format>', 'output format; if not given, text on a terminal and ndjson in a pipe').choices(names);
}
