/** Validates a configuration file against its schema. */

import type { ErrorObject } from 'ajv';
import validateSections from '../../../schema/config.schema.json?validate';
import { pointerStep } from '../../runtime/outputs/escape.ts';
import { type Failure, together, usageError } from '../exit-code.ts';
import { meantOrAll } from '../meant.ts';
import type { ConfigFile } from './config-file.ts';

/** @throws Failure for everything that no command knows, with positions and suggestions. */
export function checkSections(file: ConfigFile): void {
  if (validateSections(file.value)) return;
  const errors = explaining(validateSections.errors ?? []);
  const inOrder = errors.toSorted((a, b) => file.offsetOf(pointerOf(a)) - file.offsetOf(pointerOf(b)));
  const failures = inOrder.map((error) => failureOf(error, errors, file));
  throw together([...new Map(failures.map((failure) => [failure.message, failure])).values()]);
}

const FORMS: ReadonlySet<string> = new Set(['oneOf', 'anyOf', 'if']);

/**
 * Without errors that others explain: an unknown name is a better explanation than a missing one, and what is wrong with
 * a value than that it has none of several forms.
 */
function explaining(errors: readonly ErrorObject[]): ErrorObject[] {
  return errors.filter(({ keyword, instancePath, params }) => {
    if ('tagValue' in params && params['tagValue'] === undefined) return false;
    if (keyword === 'required') return !errors.some((one) => one.keyword === 'additionalProperties' && one.instancePath === instancePath);
    return !FORMS.has(keyword) || !errors.some((one) => !FORMS.has(one.keyword) && `${one.instancePath}/`.startsWith(`${instancePath}/`));
  });
}

interface Details {
  additionalProperty?: string;
  allowedValues?: string[];
  missingProperty?: string;
  /** The name of the member that tells the forms of a tagged union apart. */
  tag?: string;
  tagValue?: unknown;
}

/** What an error is about. */
function pointerOf({ instancePath, params, propertyName }: ErrorObject): string {
  const { additionalProperty, tag } = params as Details;
  const name = propertyName ?? tag ?? additionalProperty;
  return name === undefined ? instancePath : `${instancePath}${pointerStep(name)}`;
}

function failureOf(error: ErrorObject, others: readonly ErrorObject[], file: ConfigFile): Failure {
  const place = file.placeText(pointerOf(error));
  const { instancePath, params, parentSchema, propertyName } = error;
  const { additionalProperty: unknown, allowedValues, tag, tagValue } = params as Details;
  if (propertyName !== undefined)
    return usageError(`${place}: '${propertyName}' is not a valid name here.`, 'Use letters, digits, dots and dashes.');
  if (tag !== undefined) {
    const written = String(tagValue);
    const help = meantOrAll(written, kindsIn(parentSchema), 'It can be');
    return usageError(`${place}: There is no ${tag} '${written}'.`, help);
  }
  if (unknown === undefined) {
    const fitting = allowedValues ?? missingKinds(error);
    const help = fitting && `It can be ${fitting.join(', ')}.`;
    return usageError(`${place}: ${mistakeOf(error, others)}.`, help);
  }
  const known = Object.keys((parentSchema as { properties?: object } | undefined)?.properties ?? {});
  const none = instancePath === '' ? `no command with options '${unknown}'` : `no option '${unknown}' of ${instancePath.slice(1)}`;
  return usageError(`${place}: There is ${none}.`, meantOrAll(unknown, known, 'It can have'));
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
function mistakeOf(error: ErrorObject, others: readonly ErrorObject[]): string {
  const { keyword, instancePath, message, params } = error;
  const name = instancePath.slice(instancePath.lastIndexOf('/') + 1);
  const what = name === '' || /^\d+$/.test(name) ? 'It' : `'${name}'`;
  if (keyword === 'required') return `${what} needs ${missingWith(error, others)}`;
  if (keyword === 'enum') return `${what} cannot have this value`;
  if (keyword === 'oneOf' || keyword === 'anyOf') return `${what} must have exactly one of the forms that are allowed here`;
  if (keyword !== 'type') return `${what} ${message}`;
  const types = [(params as { type: string | string[] }).type].flat();
  return `${what} must be ${types.map((type) => TYPES.get(type) ?? type).join(' or ')}`;
}

/** All names that a value lacks, or of which it lacks one. */
function missingWith({ instancePath, schemaPath }: ErrorObject, others: readonly ErrorObject[]): string {
  const alike = others.filter((one) => one.keyword === 'required' && one.instancePath === instancePath);
  const isEither = /\/(?:oneOf|anyOf)\/\d+\/required$/.test(schemaPath);
  const list = new Intl.ListFormat('en-GB', { type: isEither ? 'disjunction' : 'conjunction' });
  return list.format(alike.map(({ params }) => `'${(params as Details).missingProperty}'`));
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
