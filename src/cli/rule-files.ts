/** Rule files on disk: which ones an argument names, and how the compiler reads them. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceReader } from '../dsl/compiler.ts';
import { ExitCode, Failure } from './exit-code.ts';
import { shipped } from './shipped.ts';

/** Larger files are not read whole: the compiler refuses them anyhow. */
const MOST_BYTES = 8 * 1024 * 1024;

const SKIPPED = new Set(['node_modules', '.git']);

/** The pattern libraries that come along. */
export function libraryFolder(): string {
  return shipped('std');
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
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

function readText(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isFile() || stat.size > MOST_BYTES) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * The rule files that arguments name: files as they are, and what is below folders.
 * @throws Failure where there is no such file, or a folder holds none.
 */
export function ruleFiles(paths: readonly string[]): string[] {
  const found = paths.flatMap((path) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat)
      throw new Failure(ExitCode.usage, `There is no file '${path}'.`, 'Rule files end in .corr; a folder stands for all below it.');
    if (!stat.isDirectory()) return [path];
    const inside = filesBelow(path);
    if (inside.length === 0) throw new Failure(ExitCode.usage, `There is no rule file below '${path}'.`, 'Rule files end in .corr.');
    return inside;
  });
  return [...new Set(found)];
}

/** In order of their names, so that the same tree gives the same program. */
export function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesBelow(join(folder, entry.name));
    return entry.name.endsWith('.corr') ? [join(folder, entry.name)] : [];
  });
}

/** Whether an argument of `run` names rules: a rule file, a compiled plan, or a folder with rule files. */
export function namesRules(path: string): boolean {
  return path.endsWith('.corr') || isPlanFile(path) || (isFolder(path) && filesBelow(path).length > 0);
}

/** A compiled plan is one JSON document with a `plan` version; a log of JSON lines is none. */
export function isPlanFile(path: string): boolean {
  const text = path.endsWith('.json') ? readText(path) : undefined;
  if (text === undefined) return false;
  try {
    const json: unknown = JSON.parse(text);
    return json !== null && typeof json === 'object' && 'plan' in json;
  } catch {
    return false;
  }
}
