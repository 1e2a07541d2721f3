/** Generates the schema of `corr.config.yaml` and `.json`: for each command its options, as on the command line, and applications. */

import type { Command, Option } from 'commander';
import { optionName } from '../src/cli/config/settings.ts';
import { collect } from '../src/cli/families/family.ts';
import { buildProgram } from '../src/cli/program.ts';
import { APPLICATIONS_SCHEMA, OUTPUT_DEFINITIONS } from './schema/applications.ts';

/** Files by path. */
export function schemaFiles(): Map<string, string> {
  const { commands } = buildProgram(() => {});
  return new Map([['schema/config.schema.json', `${JSON.stringify(configSchema(commands), undefined, 2)}\n`]]);
}

function configSchema(commands: readonly Command[]): object {
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

function optionSchema({ description, argChoices, required, optional, parseArg }: Option): object {
  if (!required && !optional) return { description, type: 'boolean' };
  if (argChoices) return { description, enum: argChoices };
  const one = { type: ['string', 'number'] };
  return parseArg === collect ? { description, anyOf: [one, { type: 'array', items: one }] } : { description, ...one };
}
