/**
 * The schema of `corr.config.yaml` or `.json`: for each command its options, as on the command line, and applications.
 */

import type { Command, Option } from 'commander';
import { collect } from '../families/family.ts';
import { APPLICATIONS_SCHEMA, OUTPUT_DEFINITIONS } from './applications-schema.ts';

/** The schema is generated from the commands; `schema/config.schema.json` is a copy of it for editors. */
export function configSchema(commands: readonly Command[]): object {
  const configurable = commands.filter(({ options }) => options.length > 0);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'https://corr.example/schema/config.schema.json',
    title: 'Configuration of corr: for each command its options, as on the command line, and applications',
    type: 'object',
    properties: {
      $schema: { type: 'string' },
      applications: APPLICATIONS_SCHEMA,
      ...Object.fromEntries(configurable.map((command) => [command.name(), commandSchema(command)])),
    },
    additionalProperties: false,
    definitions: OUTPUT_DEFINITIONS,
  };
}

function commandSchema(command: Command): object {
  return {
    description: command.description(),
    type: 'object',
    properties: Object.fromEntries(command.options.map((option) => [optionName(option), optionSchema(option)])),
    additionalProperties: false,
  };
}

/** The name after the two dashes. */
export function optionName({ long }: Option): string {
  return (long ?? '').slice(2);
}

function optionSchema({ description, argChoices, required, optional, parseArg }: Option): object {
  if (!required && !optional) return { description, type: 'boolean' };
  if (argChoices) return { description, enum: argChoices };
  const one = { type: ['string', 'number'] };
  return parseArg === collect ? { description, anyOf: [one, { type: 'array', items: one }] } : { description, ...one };
}
