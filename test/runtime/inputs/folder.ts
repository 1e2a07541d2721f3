/** A separate folder for each test file, with the requested files. */

import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { temporaryFolder } from '../../folder.ts';

export class Folder {
  readonly path = temporaryFolder();

  /** Writes a file with the given modification time; returns its path. */
  file(name: string, content: string | Uint8Array = 'a line\n', modified?: string): string {
    const path = this.at(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    if (modified !== undefined) utimesSync(path, new Date(modified), new Date(modified));
    return path;
  }

  at(name: string): string {
    return join(this.path, name);
  }

  /** Paths as passed to {@link file}. */
  names(paths: readonly string[]): string[] {
    return paths.map((path) => relative(this.path, path));
  }
}
