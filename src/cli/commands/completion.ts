import type { Command } from 'commander';
import { type CommandWords, SHELLS, scriptFor } from '../completion/scripts.ts';
import { ExitCode, Failure } from '../exit-code.ts';
import { meantOrAll } from '../meant.ts';

/** `corr completion SHELL`: a script for the shell, made of the commands that there are. */
export function completion(shell: string, program: Command): ExitCode {
  const known = SHELLS.find((one) => one === shell);
  if (known === undefined) {
    throw new Failure(ExitCode.usage, `There is no completion for '${shell}'.`, meantOrAll(shell, SHELLS, 'It can be'));
  }
  process.stdout.write(scriptFor(known, program.commands.map(wordsOf)));
  return ExitCode.fine;
}

function wordsOf(command: Command): CommandWords {
  const options = command.options.flatMap(({ long, description, argChoices = [] }) =>
    long ? [{ name: long, description, choices: argChoices }] : [],
  );
  return {
    name: command.name(),
    description: command.description(),
    options: [...options, { name: '--help', description: 'display help', choices: [] }],
  };
}
