/** Complete programs in the style of users. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Compiled, compile } from '../../src/dsl/compiler.ts';

const FOLDER = join(import.meta.dirname, 'stories');
const STD = join(import.meta.dirname, '..', '..', 'std');

/** By name of the file. */
export const stories: ReadonlyMap<string, string> = new Map(
  readdirSync(FOLDER).map((name): [string, string] => [name, readFileSync(join(FOLDER, name), 'utf8')]),
);

const libraries = new Map(
  readdirSync(STD)
    .filter((name) => name.endsWith('.corr'))
    .map((name): [string, string] => [`std/${name}`, readFileSync(join(STD, name), 'utf8')]),
);

/** Compiles a text that may import the bundled libraries. */
export function compileStory(text: string): Compiled {
  return compile({ read: (path) => (path === 'main.corr' ? text : libraries.get(path)) }, ['main.corr']);
}
