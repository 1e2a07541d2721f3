/** The schema of SARIF 2.1.0, as its authors publish it. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';

const path = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
// Its draft differs from later ones by these two words alone.
const { $schema: _draft, id: _id, ...schema } = JSON.parse(readFileSync(path, 'utf8'));

const valid = new Ajv({ allErrors: true, strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);

/** What is wrong with a log; nothing when it is as it should be. */
export function sarifErrors(log: unknown): string[] {
  return valid(log) ? [] : (valid.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
}
