import type { Command } from 'commander';
import { type CommandWords, SHELLS, scriptFor } from '../completion/scripts.ts';
import { ExitCode, usageError } from '../exit-code.ts';
import { meantOrAll } from '../meant.ts';

/** `corr completion SHELL`: a completion script for the shell, generated from the commands. */
export function completion(shell: string, program: Command): ExitCode {
  const known = SHELLS.find((one) => one === shell);
  if (known === undefined) {
    throw usageError(`There is no completion for '${shell}'.`, meantOrAll(shell, SHELLS, 'It can be'));
  }
  const help = { name: '--help', description: 'display help', choices: [] };
  const common = [...optionsOf(program), help];
  process.stdout.write(
    scriptFor(
      known,
      program.commands.map((command) => wordsOf(command, common)),
    ),
  );
  return ExitCode.fine;
}

/** A family such as `state` has the options of all its commands. @param common those of every command */
function wordsOf(command: Command, common: CommandWords['options']): CommandWords {
  const options = [...[command, ...command.commands].flatMap(optionsOf), ...common];
  return {
    name: command.name(),
    description: command.description(),
    commands: command.commands.map((one) => one.name()),
    options: [...new Map(options.map((option) => [option.name, option])).values()],
  };
}

function optionsOf({ options }: Command): CommandWords['options'] {
  return options.flatMap(({ long, description, argChoices = [] }) => (long ? [{ name: long, description, choices: argChoices }] : []));
}
