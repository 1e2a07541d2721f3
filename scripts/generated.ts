/** The expected content of all generated files. */

import { grammarFiles } from './generate-grammar.ts';
import { referencePages } from './generate-reference.ts';
import { schemaFiles } from './generate-schema.ts';
import { vectorFiles } from './generate-vectors.ts';

/** Files by path, relative to the root of the project. */
export function generatedFiles(): Map<string, string> {
  return new Map([...vectorFiles(), ...grammarFiles(), ...referencePages(), ...schemaFiles()]);
}
