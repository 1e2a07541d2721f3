/** Validates a configuration file against its schema. */

import type { ErrorObject } from 'ajv';
import validateSections from '../../../schema/config.schema.json?validate';
import { pointerStep } from '../../runtime/outputs/senders/pointer.ts';
import { ExitCode, Failure } from '../exit-code.ts';
import { meantOrAll } from '../meant.ts';
import type { ConfigFile } from './config-file.ts';

/** @throws Failure for the first thing that no command knows, with its position and a suggestion. */
export function checkSections(file: ConfigFile): void {
  if (validateSections(file.value)) return;
  const errors = validateSections.errors ?? [];
  // An unknown name is a better explanation than a missing one.
  const error = errors.find(({ keyword }) => keyword === 'additionalProperties') ?? errors[0];
  if (error) throw failureOf(error, file);
}

function failureOf(error: ErrorObject, file: ConfigFile): Failure {
  const { instancePath, params, parentSchema, propertyName } = error;
  const {
    additionalProperty: unknown,
    allowedValues,
    tag,
  } = params as { additionalProperty?: string; allowedValues?: string[]; tag?: string };
  if (propertyName !== undefined) {
    const place = file.placeText(`${instancePath}${pointerStep(propertyName)}`);
    return new Failure(ExitCode.usage, `${place}: '${propertyName}' is not a valid name here.`, 'Use letters, digits, dots and dashes.');
  }
  if (tag !== undefined) return wrongKind(error, file, tag);
  if (unknown === undefined) {
    const fitting = allowedValues ?? missingKinds(error);
    const help = fitting && `It can be ${fitting.join(', ')}.`;
    return new Failure(ExitCode.usage, `${file.placeText(instancePath)}: ${mistakeOf(error)}.`, help);
  }
  const known = Object.keys((parentSchema as { properties?: object } | undefined)?.properties ?? {});
  const place = file.placeText(`${instancePath}${pointerStep(unknown)}`);
  const none = instancePath === '' ? `no command with options '${unknown}'` : `no option '${unknown}' of ${instancePath.slice(1)}`;
  return new Failure(ExitCode.usage, `${place}: There is ${none}.`, meantOrAll(unknown, known, 'It can have'));
}

const TYPES = new Map([
  ['array', 'a list'],
  ['object', 'a table of names and values'],
  ['string', 'a text'],
  ['number', 'a number'],
  ['integer', 'a whole number'],
  ['boolean', 'true or false'],
]);

/** In the user's terms, rather than those of JSON Schema. */
function mistakeOf({ keyword, instancePath, message, params }: ErrorObject): string {
  const name = instancePath.slice(instancePath.lastIndexOf('/') + 1);
  const what = name === '' || /^\d+$/.test(name) ? 'It' : `'${name}'`;
  if (keyword === 'required') return `${what} needs '${(params as { missingProperty: string }).missingProperty}'`;
  if (keyword === 'enum') return `${what} cannot have this value`;
  if (keyword === 'oneOf' || keyword === 'anyOf') return `${what} must have exactly one of the forms that are allowed here`;
  if (keyword !== 'type') return `${what} ${message}`;
  const types = [(params as { type: string | string[] }).type].flat();
  return `${what} must be ${types.map((type) => TYPES.get(type) ?? type).join(' or ')}`;
}

/** The possible values of a missing tag; undefined if the error is another one. */
function missingKinds({ keyword, parentSchema }: ErrorObject): string[] | undefined {
  return keyword === 'required' && parentSchema && 'discriminator' in parentSchema ? kindsIn(parentSchema) : undefined;
}

/** The kinds of a tagged union: each kind is a definition with its name. */
function kindsIn(schema: object | undefined): string[] {
  const { oneOf = [] } = (schema ?? {}) as { oneOf?: { $ref?: string }[] };
  return oneOf.flatMap(({ $ref }) => $ref?.slice($ref.lastIndexOf('/') + 1) ?? []);
}

function wrongKind({ instancePath, params, parentSchema }: ErrorObject, file: ConfigFile, tag: string): Failure {
  const kinds = kindsIn(parentSchema);
  const written = String((params as { tagValue?: unknown }).tagValue);
  const place = file.placeText(`${instancePath}${pointerStep(tag)}`);
  return new Failure(ExitCode.usage, `${place}: There is no ${tag} '${written}'.`, meantOrAll(written, kinds, 'It can be'));
}
