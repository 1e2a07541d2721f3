/** What the families of commands share: how a command reports its exit code, and how its options are parsed. */

import { type Command, InvalidArgumentError } from 'commander';
import type { ExitCode } from '../exit-code.ts';

/** Called once by each command. */
export type Ended = (code: ExitCode) => void;

/** Adds some commands to the program. */
export type Family = (program: Command, ended: Ended) => void;

/** For a repeatable option. */
export const collect = (value: string, before: string[] = []): string[] => [...before, value];

/** @throws InvalidArgumentError if it is not a whole number: commander names the option. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It is not a whole number.');
  return Number(text);
}
