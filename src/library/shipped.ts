import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MOST_UP = 4;

/** The path of a file shipped with the program: next to the bundle, or above it or the source. */
export function shipped(name: string): string {
  const here = fileURLToPath(new URL('.', import.meta.url));
  for (let folder = here, up = 0; up < MOST_UP; folder = join(folder, '..'), up++) {
    if (existsSync(join(folder, name))) return join(folder, name);
  }
  return join(here, name);
}
