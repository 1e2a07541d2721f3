/** What the families of commands share: how a command reports its exit code, and how its options are parsed. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import { ExitCode, Failure } from '../exit-code.ts';

/** Called once by each command. */
export type Ended = (code: ExitCode) => void;

/** Adds some commands to the program. */
export type Family = (program: Command, ended: Ended) => void;

/** For a repeatable option. */
export const collect = (value: string, before: string[] = []): string[] => [...before, value];

/** Adds the options about how logs are read. */
export function addReading(command: Command): Command {
  return addFollowing(
    command
      .option('--year <year>', 'the year of the first timestamp without one', wholeNumber)
      .addOption(new Option('--date <date>', 'the date of the first timestamp without one').conflicts('year')),
  );
}

/** As {@link addReading}, for logs that grow: the date of what is written to them is known. */
export function addFollowing(command: Command): Command {
  return command
    .option('--zone <zone>', 'the time zone of timestamps without one', 'UTC')
    .option('--max-line <size>', 'the longest line of a log; a longer one is cut', '64KiB');
}

/** @throws InvalidArgumentError if it is not a whole number: commander names the option. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It is not a whole number.');
  return Number(text);
}

/** As {@link wholeNumber}, for numbers of which zero would mean nothing at all. */
export function positiveNumber(text: string): number {
  const number = wholeNumber(text);
  if (number === 0) throw new InvalidArgumentError('It must be 1 at least.');
  return number;
}

/**
 * Refuses options that are given on the command line but have no effect; a configuration may set them for all commands.
 * @param attributes their names, as commander converts them
 * @param when completes the sentence: `without --counts`
 * @throws Failure for the first
 */
export function refuseIdle(command: Command, attributes: readonly string[], when: string): void {
  for (const option of command.options) {
    const attribute = option.attributeName();
    if (!attributes.includes(attribute) || command.getOptionValueSource(attribute) !== 'cli') continue;
    throw new Failure(ExitCode.usage, `${option.long} has no effect ${when}.`, `Remove ${option.long}.`);
  }
}
