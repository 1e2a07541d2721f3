/** What the families of commands share: how a command says how it ended, and how its options are read. */

import { type Command, InvalidArgumentError } from 'commander';
import type { ExitCode } from '../exit-code.ts';

/** Told once by each command. */
export type Ended = (code: ExitCode) => void;

/** Adds some commands to the program. */
export type Family = (program: Command, ended: Ended) => void;

/** For an option that may be given again. */
export const collect = (value: string, before: string[] = []): string[] => [...before, value];

/** @throws InvalidArgumentError when it is none: the option is named with it. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It is no whole number.');
  return Number(text);
}
