/** All that is generated: what each file must hold. */

import { grammarFiles } from './generate-grammar.ts';
import { referencePages } from './generate-reference.ts';
import { vectorFiles } from './generate-vectors.ts';

/** Files by path, from the root of the project. */
export function generatedFiles(): Map<string, string> {
  return new Map([...vectorFiles(), ...grammarFiles(), ...referencePages()]);
}
