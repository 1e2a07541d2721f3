/** Reads rule files on disk and the bundled pattern libraries for the compiler. */

import { type Dirent, readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceReader } from '../dsl/imports.ts';
import { shipped } from './shipped.ts';

/**
 * The maximum size of a file of rules or values, which may have a million lines. Larger ones would not fit into a
 * string.
 */
const MOST_BYTES = 256 * 1024 * 1024;

const SKIPPED = new Set(['node_modules', '.git']);

/** The folder of the bundled pattern libraries. */
export function libraryFolder(): string {
  return shipped('std');
}

/** Undefined if there is nothing, or nothing accessible, such as a loop of links or a file in an unreadable folder. */
export function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/**
 * Reads files for the compiler; `std/…` is read from the bundled libraries, unless the program itself has a file of
 * that name.
 * @param inline texts that replace files: `-e`, or what an editor has not saved
 * @param readFile reads a file; undefined if that is not possible
 */
export class DiskReader implements SourceReader {
  /** Files on disk that the compiler has asked for, existing or not; without the libraries. */
  readonly asked = new Set<string>();
  private library: string | undefined;

  constructor(
    private readonly inline: ReadonlyMap<string, string> = new Map(),
    private readonly readFile: (path: string) => string | undefined = readText,
  ) {}

  read(path: string): string | undefined {
    const text = this.inline.get(path);
    if (text !== undefined) return text;
    if (!path.startsWith('std/')) {
      this.asked.add(path);
      return this.readFile(path);
    }
    this.library ??= libraryFolder();
    return this.readFile(join(this.library, path.slice('std/'.length)));
  }

  libraries(): string[] {
    this.library ??= libraryFolder();
    return readableEntries(this.library)
      .filter(isRules)
      .map(({ name }) => `std/${name.replace(/\.corr$/, '')}`);
  }
}

/** Undefined if it does not exist, is unreadable, or is larger than `mostBytes`. */
export function readText(path: string, mostBytes = MOST_BYTES): string | undefined {
  const stats = statsOf(path);
  if (!stats?.isFile() || stats.size > mostBytes) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Undefined if it cannot be read. */
export function readBytes(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/**
 * Rule files but hidden ones, sorted by name, so that the same tree gives the same program.
 * @throws the system's error for a folder that cannot be read
 */
export function filesBelow(folder: string): string[] {
  return readFolder(folder).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return isSearched(entry) ? filesBelow(path) : [];
    return isRules(entry) ? [path] : [];
  });
}

/**
 * The same files in steps, each of which reads one folder. Skips what cannot be read: a folder that an editor names may
 * no longer exist, or contain unreadable ones.
 */
export function* readableFilesBelow(folder: string): Generator<string[], void> {
  const folders = [folder];
  for (let below = folders.pop(); below !== undefined; below = folders.pop()) {
    const at = below;
    const entries = readableEntries(at);
    folders.push(...entries.filter((entry) => entry.isDirectory() && isSearched(entry)).map(({ name }) => join(at, name)));
    yield entries.filter((entry) => !entry.isDirectory() && isRules(entry)).map(({ name }) => join(at, name));
  }
}

function isSearched({ name }: Dirent): boolean {
  return !SKIPPED.has(name);
}

function isRules({ name }: Dirent): boolean {
  return isRuleName(name);
}

/** Whether a file of a folder has rules, by its name. Hidden ones are not the author's, as Emacs's locks, links to nowhere. */
export function isRuleName(name: string): boolean {
  return name.endsWith('.corr') && !name.startsWith('.');
}

/** What a folder contains, sorted by name; nothing if it cannot be read. */
export function readableEntries(folder: string): Dirent[] {
  try {
    return readFolder(folder);
  } catch {
    return [];
  }
}

function readFolder(folder: string): Dirent[] {
  return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
}
