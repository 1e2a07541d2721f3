/** The reference page of the command line, from the commands themselves. */

import type { Argument, Command, Option } from 'commander';
import { ExitCode } from '../../src/cli/exit-code.ts';
import { optionText, usualText } from '../../src/cli/families/option-text.ts';
import { buildProgram } from '../../src/cli/program.ts';

const EXITS: Readonly<Record<keyof typeof ExitCode, string>> = {
  fine: 'All is well.',
  findings:
    'There is something to look at: a failed test, a finding at or above `--fail-level`, an outcome of `--fail-on`, nothing found to explain.',
  rules: 'The rules do not compile.',
  usage: 'The command line or a setting is wrong, or an output cannot be written.',
  input: 'An input cannot be read, or not to its end.',
  bug: 'A bug in Corr.',
  interrupted: 'Interrupted by SIGINT; what was read has been reported.',
  terminated: 'Ended by SIGTERM; what was read has been reported.',
};

/** Environment variables that no option mentions. */
const VARIABLES: readonly [name: string, doc: string][] = [
  [
    'CORR_COMMAND_OPTION',
    'Stands in for an option of a command that is not given, as `CORR_RUN_FAIL_ON` for `--fail-on` of `corr run`; `corr config show` lists what does.',
  ],
  ['CORR_KERNEL', '`js`: JavaScript, not WebAssembly, looks for the lines that can be records; the results are the same.'],
  ['COLUMNS', 'The width of lines where the output is no terminal.'],
  ['FORCE_COLOR', 'Colour, also where the output is no terminal; `0` or `false` for none.'],
  ['NO_COLOR', 'No colour, unless `--color` says otherwise.'],
];

export function cliPage(): string {
  const program = buildProgram(() => undefined);
  return `# The command line

\`corr COMMAND …\`. ${program.description()} Standard output is data, standard error is everything else.

| option of every command | |
|---|---|
${optionRows(program.options)}

${program.commands.map(commandText).join('\n')}
## Exit codes

| code | |
|---|---|
${Object.entries(EXITS)
  .map(([name, doc]) => `| ${ExitCode[name as keyof typeof ExitCode]} | ${doc} |`)
  .join('\n')}

On SIGUSR1 \`corr run\` tells its progress on standard error, which a terminal shows in any case.

## Environment

| variable | |
|---|---|
${[...variablesOf(program), ...VARIABLES]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, doc]) => `| \`${name}\` | ${doc} |`)
  .join('\n')}
`;
}

/** The variables that options name, each once, whatever the number of commands that have the option. */
function variablesOf(program: Command): [name: string, doc: string][] {
  const places = new Map<string, string[]>();
  for (const command of [program, ...program.commands]) {
    for (const { envVar, long } of command.options) {
      if (envVar !== undefined) places.set(envVar, [...(places.get(envVar) ?? []), `\`${long}\` of \`${nameOf(command)}\``]);
    }
  }
  return Array.from(places, ([name, options]) => [name, `Stands in for ${options.join(' and ')}.`]);
}

function commandText(command: Command): string {
  const args = command.registeredArguments.filter(({ description }) => description !== '');
  const rows = [...args.map(argumentRow), optionRows(command.options)].filter((row) => row !== '');
  const table = rows.length === 0 ? '' : `\n| | |\n|---|---|\n${rows.join('\n')}\n`;
  const name = nameOf(command);
  const own = `## ${name}\n\n\`${name} ${command.usage()}\`\n\n${command.description()}\n${table}`;
  return [own, ...command.commands.map(commandText)].join('\n');
}

/** Includes the names of parent commands: `corr config show`. */
function nameOf(command: Command): string {
  return command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();
}

function argumentRow(argument: Argument): string {
  return rowOf(argument.name(), argument.description, usualText(argument));
}

function optionRows(options: readonly Option[]): string {
  return options
    .filter(({ hidden }) => !hidden)
    .map((option) => rowOf(option.flags, optionText(option), usualText(option)))
    .join('\n');
}

function rowOf(name: string, doc: string, usual: string | undefined): string {
  return `| \`${name.replaceAll('|', '\\|')}\` | ${doc}${usual === undefined ? '' : `; \`${usual}\` if not given`} |`;
}
