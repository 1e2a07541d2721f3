/** The schema of SARIF 2.1.0, as published by its authors. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';

const path = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
// Its draft differs from later ones only in these two keywords.
const { $schema: _draft, id: _id, ...schema } = JSON.parse(readFileSync(path, 'utf8'));

const valid = new Ajv({ allErrors: true, strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);

/** The schema errors of a log; empty if it is valid. */
export function sarifErrors(log: unknown): string[] {
  return valid(log) ? [] : (valid.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
}
