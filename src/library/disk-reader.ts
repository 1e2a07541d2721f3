/** Rule files as they lie on disk, and the pattern libraries that come along: what the compiler reads. */

import { readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceReader } from '../dsl/imports.ts';
import { shipped } from './shipped.ts';

/** Of a file of rules, or of values, of which there may be a million lines. Larger ones would not fit into a text. */
const MOST_BYTES = 256 * 1024 * 1024;

const SKIPPED = new Set(['node_modules', '.git']);

/** The pattern libraries that come along. */
export function libraryFolder(): string {
  return shipped('std');
}

/** Undefined: there is nothing, or nothing that can be reached, as behind a loop of links or in a closed folder. */
export function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/**
 * Reads files for the compiler; `std/…` comes from the libraries of this program, unless the program itself has
 * a file of that name. `inline` are texts that stand in for files: `-e`, or what an editor has not saved.
 */
export class DiskReader implements SourceReader {
  /** Files on disk that the compiler has asked for, whether they are there or not; without the libraries. */
  readonly asked = new Set<string>();
  private library: string | undefined;

  constructor(private readonly inline: ReadonlyMap<string, string> = new Map()) {}

  read(path: string): string | undefined {
    const text = this.inline.get(path);
    if (text !== undefined) return text;
    if (!path.startsWith('std/')) {
      this.asked.add(path);
      return readText(path);
    }
    this.library ??= libraryFolder();
    return readText(join(this.library, path.slice('std/'.length)));
  }
}

/** Undefined: there is no such file, it may not be read, or it is larger than that. */
export function readText(path: string, mostBytes = MOST_BYTES): string | undefined {
  const stats = statsOf(path);
  if (!stats?.isFile() || stats.size > mostBytes) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Undefined: it cannot be read. */
export function readBytes(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** In order of their names, so that the same tree gives the same program. */
export function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesBelow(join(folder, entry.name));
    return entry.name.endsWith('.corr') ? [join(folder, entry.name)] : [];
  });
}
