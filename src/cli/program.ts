/** The commands and their options. Each command is loaded on demand. */

import { Command, CommanderError, Option } from 'commander';
import { terminalLines } from '../runtime/outputs/escape.ts';
import { ExitCode, failureOf, failureText, usageError } from './exit-code.ts';
import { addBegin } from './families/begin.ts';
import { addCaptures } from './families/captures.ts';
import type { Family, Runs } from './families/family.ts';
import { addInsight } from './families/insight.ts';
import { addLive } from './families/live.ts';
import { addLogs } from './families/logs.ts';
import { addOperation } from './families/operation.ts';
import { HELP_STYLE } from './families/option-text.ts';
import { addProgram } from './families/program.ts';
import { addRules } from './families/rules.ts';
import type { GlobalOptions } from './terminal.ts';
import { version } from './version.ts';

const EXAMPLES = `
Examples:
  corr check rules                        find mistakes before they matter
  corr test rules                         run the tests that stand beside the rules
  corr run rules /var/log/auth.log*       what became of every transaction
  corr run shop.corr orders=app.jsonl -   inputs bound by name, and standard input
  corr help unbounded-state               what a message means, with examples`;

/** As the help lists them. */
const GROUPS: readonly [heading: string, families: readonly Family[]][] = [
  ['Rules:', [addRules]],
  ['Logs:', [addLogs]],
  ['Live runs:', [addLive, addCaptures, addOperation]],
  ['A closer look:', [addInsight]],
  ['First steps, and help:', [addBegin, addProgram]],
];

/** Runs the command line; resolves to the exit code. */
export async function runProgram(argv: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = ExitCode.fine;
  const program = buildProgram((given) => {
    code = given;
  });
  try {
    await program.parseAsync(argv);
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.fine : ExitCode.usage;
    const failure = failureOf(error);
    if (!failure) throw error;
    process.stderr.write(failureText(failure));
    return failure.exitCode;
  }
}

/** All commands, ready to parse; `ended` receives the exit code of the one that runs. */
export function buildProgram(ended: (code: ExitCode) => void): Command {
  const runs: Runs =
    (work) =>
    async (...args) => {
      const command: Command = args.at(-1);
      ended(await work(...args.with(-2, command.optsWithGlobals())));
    };
  const program = new Command('corr')
    .description('Says what became of every transaction in a log.')
    .version(version(), '-V, --version', 'print the version')
    .addOption(new Option('--color [when]', 'colour: always, never or auto').choices(['always', 'never', 'auto']).preset('always'))
    .option('--no-color', 'no colour')
    .addOption(new Option('--config <file>', 'the configuration, in place of the nearest corr.config.yaml or .json').env('CORR_CONFIG'))
    .helpCommand(false)
    .configureHelp(HELP_STYLE)
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('Try --help.')
    .configureOutput({
      outputError: (message, write) => write(terminalLines(message.replace(/^error: /, 'corr: '))),
    })
    .exitOverride();
  for (const [heading, families] of GROUPS) {
    program.commandsGroup(heading);
    for (const add of families) add(program, runs);
  }
  program.hook('preAction', async (_program, command) => {
    await configure(command, program.opts());
    refuseEmptyPaths(command);
  });
  return program;
}

/** Options that are not given may be set in the environment or a file. */
async function configure(command: Command, { config }: GlobalOptions): Promise<void> {
  if (command.options.length === 0) return;
  const { Settings } = await import('./config/settings.ts');
  try {
    const settings = await Settings.load(process.env, process.cwd(), config);
    settings.applyTo(command);
  } catch (error) {
    // The doctor reports it itself, with everything else that is wrong.
    if (command.name() !== 'doctor') throw error;
  }
}

/** @throws Failure for an empty path, which would stand for the working folder: a variable of the shell is probably not set. */
function refuseEmptyPaths(command: Command): void {
  for (const option of command.options) {
    const isPath = /<(?:file|folder|log|socket)>$/.test(option.flags);
    if (isPath && [command.getOptionValue(option.attributeName())].flat().includes(''))
      throw usageError(`${option.long} has no value.`, 'Name a path: is a variable of the shell not set?');
  }
}
