/** Holds a configuration file against the options that there are. */

import { Ajv, type ErrorObject } from 'ajv';
import type { Command } from 'commander';
import { nearest } from '../../dsl/suggest.ts';
import { ExitCode, Failure } from '../exit-code.ts';
import { configSchema } from './schema.ts';

/** Where a value stands, by its pointer: `corr.config.json:2:12`. */
type PlaceText = (pointer: string) => string;

/** @throws Failure for the first thing that no command knows. */
export function checkSections(sections: object, commands: readonly Command[], placeText: PlaceText): void {
  const isValid = new Ajv({ allowUnionTypes: true, verbose: true }).compile(configSchema(commands));
  if (isValid(sections)) return;
  const [error] = isValid.errors ?? [];
  if (error) throw failureOf(error, placeText);
}

function failureOf({ instancePath, message, params, parentSchema }: ErrorObject, placeText: PlaceText): Failure {
  const { additionalProperty: unknown, allowedValues } = params as { additionalProperty?: string; allowedValues?: string[] };
  if (unknown === undefined) {
    return new Failure(
      ExitCode.usage,
      `${placeText(instancePath)}: It ${message}.`,
      allowedValues && `It can be ${allowedValues.join(', ')}.`,
    );
  }
  const known = Object.keys((parentSchema as { properties?: object } | undefined)?.properties ?? {});
  const meant = nearest(unknown, known);
  const what = instancePath === '' ? `no command with options '${unknown}'` : `no option '${unknown}' of ${instancePath.slice(1)}`;
  const help = meant ? `Did you mean '${meant}'?` : 'corr help COMMAND lists the options of a command.';
  return new Failure(ExitCode.usage, `${placeText(`${instancePath}/${unknown}`)}: There is ${what}.`, help);
}
