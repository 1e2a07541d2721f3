/** Holds a configuration file against a schema: that of the options that there are, or another. */

import type { Command } from 'commander';
import { type Fault, faultsIn, type Schema } from '../../dsl/json-schema.ts';
import { nearest } from '../../dsl/suggest.ts';
import { ExitCode, Failure } from '../exit-code.ts';
import type { ConfigFile } from './config-file.ts';
import { pointerStep } from './json-places.ts';
import { configSchema } from './schema.ts';

/** Says what a name is that the schema does not have: `no option 'chek' of fmt`. */
export type UnknownText = (pointer: string, name: string) => string;

/** @throws Failure for the first thing that no command knows. */
export function checkSections(file: ConfigFile, commands: readonly Command[]): void {
  checkConfig(file, configSchema(commands), (pointer, name) =>
    pointer === '' ? `no command with options '${name}'` : `no option '${name}' of ${pointer.slice(1)}`,
  );
}

/**
 * Holds a file against a schema.
 * @throws Failure for the first thing that does not fit, with its place and what would.
 */
export function checkConfig(file: ConfigFile, schema: Schema, unknownText: UnknownText): void {
  const [fault] = faultsIn(file.value, schema);
  if (fault) throw failureOf(fault, file, unknownText);
}

function failureOf({ path, message, unknown, allowed }: Fault, file: ConfigFile, unknownText: UnknownText): Failure {
  if (!unknown) {
    const help = allowed && `It can be ${allowed.join(', ')}.`;
    return new Failure(ExitCode.usage, `${file.placeText(path)}: It ${message}.`, help);
  }
  const { name, known } = unknown;
  const meant = nearest(name, known);
  const help = meant ? `Did you mean '${meant}'?` : `It can have ${known.join(', ')}.`;
  const place = file.placeText(`${path}${pointerStep(name)}`);
  return new Failure(ExitCode.usage, `${place}: There is ${unknownText(path, name)}.`, help);
}
