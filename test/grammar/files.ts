/** Rule files for tests of a grammar: examples, libraries, and files of other tests. */

import { readdirSync } from 'node:fs';

export const RULE_FILES: readonly string[] = ['examples', 'std', 'test/dsl/stories', 'test/dsl/format']
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`))
  .filter((file) => file.endsWith('.corr'))
  .sort();
