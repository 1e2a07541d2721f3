/** The commands and their options. Each command is loaded when it is asked for. */

import { Command, CommanderError, Option } from 'commander';
import { ExitCode, Failure } from './exit-code.ts';
import { version } from './version.ts';

const EXAMPLES = `
Examples:
  corr check rules                        find mistakes before they matter
  corr test rules                         run the tests that stand beside the rules
  corr run rules /var/log/auth.log*       what became of every transaction
  corr run shop.corr orders=app.jsonl -   inputs bound by name, and standard input
  corr help unbounded-state               what a message means, with examples`;

/** Runs the command line; answers the exit code. */
export async function runProgram(argv: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = ExitCode.fine;
  const program = build((given) => {
    code = given;
  });
  try {
    await program.parseAsync(argv);
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.fine : ExitCode.usage;
    if (!(error instanceof Failure)) throw error;
    if (error.message !== '') process.stderr.write(`corr: ${error.message}\n`);
    if (error.help !== undefined) process.stderr.write(`  ${error.help}\n`);
    return error.exitCode;
  }
}

type Ended = (code: ExitCode) => void;

function build(ended: Ended): Command {
  const program = new Command('corr')
    .description('Says what became of every transaction in a log.')
    .version(version(), '-V, --version', 'print the version')
    .addOption(new Option('--color [when]', 'colour: always, never or auto').choices(['always', 'never', 'auto']).preset('always'))
    .option('--no-color', 'no colour')
    .helpCommand(false)
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('Try --help.')
    .exitOverride();
  addRules(program, ended);
  addRun(program, ended);
  addOthers(program, ended);
  return program;
}

const collect = (value: string, before: string[] = []): string[] => [...before, value];

function addRules(program: Command, ended: Ended): void {
  program
    .command('check')
    .description('Parse, resolve, type and lint rule files.')
    .argument('[paths...]', 'rule files, or folders with rule files', ['.'])
    .option('--fix', 'make the mends that need no decision')
    .option('--max-diagnostics <n>', 'tell at most so many', wholeNumber)
    .addOption(
      new Option('--fail-level <level>', 'exit with 1 from this severity on').choices(['error', 'warning', 'info']).default('warning'),
    )
    .option('--format <format[=file]>', 'text, json, sarif, junit, github or gitlab; may be given again', collect)
    .action(async (paths: string[], options) => {
      const { check } = await import('./commands/check.ts');
      ended(check(paths, { ...program.opts(), ...options }));
    });
  program
    .command('test')
    .description('Run the test blocks of rule files.')
    .argument('[paths...]', 'rule files, or folders with rule files', ['.'])
    .option('--filter <text>', 'only tests whose name contains it')
    .option('--format <format[=file]>', 'text, json, junit or github; may be given again', collect)
    .action(async (paths: string[], options) => {
      const { test } = await import('./commands/test.ts');
      ended(test(paths, { ...program.opts(), ...options }));
    });
  program
    .command('compile')
    .description('Write the compiled Plan.')
    .argument('<paths...>', 'rule files, or folders with rule files')
    .option('-o, --output <file>', 'where to; standard output if absent')
    .action(async (paths: string[], options) => {
      const { compilePlan } = await import('./commands/compile.ts');
      ended(await compilePlan(paths, { ...program.opts(), ...options }));
    });
}

function addRun(program: Command, ended: Ended): void {
  program
    .command('run')
    .description('Run rules over logs, and report every transaction.')
    .argument('[inputs...]', 'rules first, then logs: files, globs, folders, gz, format=path, or - for standard input')
    .option('-e, --expression <rule>', 'a rule as text; may be given again', collect)
    .option('--param <name=value>', 'a value for a param; may be given again', collect)
    .option('--format <format[=file]>', 'text, ndjson, json or csv; may be given again', collect)
    .option('--summary <format[=file]>', 'text, json or none', collect)
    .option('--records <n>', 'how many records an outcome lists, or all', '100')
    .option('--fail-on <outcomes>', 'exit with 1 when one of these outcomes occurs, such as failure,timeout')
    .option('--since <time>', 'only records from this time on: 2h, 14:30, 2024-03-01, 2024-03-01T08:00:00Z')
    .option('--until <time>', 'only records before this time')
    .option('--year <year>', 'the year of the first stamp without one', wholeNumber)
    .option('--zone <zone>', 'the zone of stamps without one', 'UTC')
    .option('--lateness <duration>', 'how far records may be out of order', '0s')
    .addOption(new Option('--late <policy>', 'what becomes of late records').choices(['deliver', 'drop']).default('deliver'))
    .addOption(new Option('--at-end <what>', 'what becomes of open transactions at the end').choices(['open', 'expire']).default('open'))
    .option('--dry-run', 'say what would be read, and how, and stop')
    .action(async (inputs: string[], options) => {
      const { run } = await import('./commands/run.ts');
      ended(await run(inputs, { ...program.opts(), ...options }));
    });
}

function addOthers(program: Command, ended: Ended): void {
  program
    .command('decode')
    .description('Show the records of a log as JSON, with what was guessed; no rules are needed.')
    .argument('<logs...>', 'files, globs, folders, or - for standard input')
    .option('--format <format>', 'syslog, json, logfmt, cef, clf, journal or line; found out if absent')
    .option('--year <year>', 'the year of the first stamp without one', wholeNumber)
    .option('--zone <zone>', 'the zone of stamps without one', 'UTC')
    .action(async (logs: string[], options) => {
      const { decode } = await import('./commands/decode.ts');
      ended(await decode(logs, { ...program.opts(), ...options }));
    });
  program
    .command('help')
    .description('Explain a command, or the code of a message.')
    .argument('[topic]', 'a command, or a code such as unbounded-state')
    .action(async (topic: string | undefined) => {
      const { help } = await import('./commands/help.ts');
      ended(help(topic, program));
    });
  program
    .command('version')
    .description('Print the version.')
    .action(() => {
      process.stdout.write(`${version()}\n`);
    });
}

/** @throws Failure when it is none. */
function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Failure(ExitCode.usage, `'${text}' is no whole number.`);
  return Number(text);
}
