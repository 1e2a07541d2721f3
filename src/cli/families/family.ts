/** What the families of commands share: how a command is run, and how its options are parsed. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import { type ExitCode, usageError } from '../exit-code.ts';

type Arguments = Parameters<Parameters<Command['action']>[0]>;

/**
 * Makes the action of a command: it is given the arguments, the options with those of all commands, and the command
 * itself; what it returns is how the program ends.
 */
export type Runs = (work: (...args: Arguments) => ExitCode | Promise<ExitCode>) => (...args: Arguments) => Promise<void>;

/** Adds some commands to the program. */
export type Family = (program: Command, runs: Runs) => void;

/** For a repeatable option. */
export const collect = (value: string, before: string[] = []): string[] => [...before, value];

/** A `--format` of which there is one; the first choice is the default. */
export function formatOption(...choices: string[]): Option {
  return new Option('--format <format>', 'output format').choices(choices).default(choices[0]);
}

export function paramOption(): Option {
  return new Option('--param <name=value>', 'a value for a param; may be repeated').argParser(collect);
}

/** Adds the options about what is reported. */
export function addReporting(command: Command): Command {
  return command
    .addOption(paramOption())
    .addOption(new Option('--format <format[=file]>', 'text, ndjson, json or csv; may be repeated').env('CORR_FORMAT').argParser(collect))
    .option('--summary <format[=file]>', 'text, json or none; may be repeated', collect)
    .option('--stats <period[=file]>', 'outcomes counted by rule, hourly or daily, as NDJSON; may be repeated', collect)
    .option('--fail-on <outcomes>', 'exit with 1 when one of these outcomes occurs, such as failure,timeout')
    .option('--since <time>', 'only records from this time on: 2h, 14:30, 2024-03-01, 2024-03-01T08:00:00Z')
    .option('--until <time>', 'only records before this time');
}

/** Adds the options about records that are out of order. */
export function addOrder(command: Command, lateness: string, description = 'how far records may be out of order'): Command {
  return command
    .option('--lateness <duration>', description, lateness)
    .addOption(new Option('--late <policy>', 'what to do with late records').choices(['deliver', 'drop']).default('deliver'));
}

export function atEndOption(): Option {
  return new Option('--at-end <what>', 'what to do with open transactions at the end').choices(['open', 'expire']).default('open');
}

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

/** As {@link wholeNumber}, for shares of what there is. */
export function percentage(text: string): number {
  const number = wholeNumber(text);
  if (number > 100) throw new InvalidArgumentError('It must be 100 at most.');
  return number;
}

const MOST_THREADS = 256;

/** As {@link wholeNumber}, for threads, each of which takes some 10 MiB. */
export function threadCount(text: string): number {
  const number = wholeNumber(text);
  if (number > MOST_THREADS) throw new InvalidArgumentError(`It must be ${MOST_THREADS} at most: more threads than cores are of no use.`);
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
    throw usageError(`${option.long} has no effect ${when}.`, `Remove ${option.long}.`);
  }
}
