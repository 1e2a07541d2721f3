/** Rule files on disk: which ones an argument names, and how the compiler reads them. */

import { accessSync, constants, readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceReader } from '../dsl/compiler.ts';
import { ExitCode, Failure } from './exit-code.ts';
import { headOf } from './file-head.ts';
import { shipped } from './shipped.ts';

/** Larger files are not read whole: the compiler refuses them anyhow. */
const MOST_BYTES = 8 * 1024 * 1024;

const SKIPPED = new Set(['node_modules', '.git']);

/** The pattern libraries that come along. */
export function libraryFolder(): string {
  return shipped('std');
}

/** Undefined: there is nothing, or nothing that can be reached, as behind a loop of links or in a closed folder. */
function statsOf(path: string): Stats | undefined {
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

function readText(path: string, mostBytes = MOST_BYTES): string | undefined {
  const stats = statsOf(path);
  if (!stats?.isFile() || stats.size > mostBytes) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * The rule files that arguments name: files as they are, and what is below folders.
 * @throws Failure where there is no such file, it can be no rule file, or a folder holds none; Error of the system
 * where one may not be read.
 */
export function ruleFiles(paths: readonly string[]): string[] {
  const files = [...new Set(paths.flatMap(filesAt))];
  // The compiler only knows files that are there, and others.
  for (const file of files) accessSync(file, constants.R_OK);
  return files;
}

function filesAt(path: string): string[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats)
    throw new Failure(ExitCode.usage, `There is no file '${path}'.`, 'Rule files end in .corr; a folder stands for all below it.');
  if (stats.isDirectory()) {
    const inside = filesBelow(path);
    if (inside.length === 0) throw new Failure(ExitCode.usage, `There is no rule file below '${path}'.`, 'Rule files end in .corr.');
    return inside;
  }
  if (!stats.isFile()) throw new Failure(ExitCode.usage, `'${path}' is no plain file.`, 'Save the rules in a file that ends in .corr.');
  if (stats.size > MOST_BYTES)
    throw new Failure(ExitCode.usage, `'${path}' is too large for a rule file.`, 'Is it a log? Rules stand before logs.');
  return [path];
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
  return path.endsWith('.corr') || isPlanFile(path) || holdsRules(path);
}

function holdsRules(folder: string): boolean {
  try {
    return statsOf(folder)?.isDirectory() === true && filesBelow(folder).length > 0;
  } catch {
    // A folder for logs may have closed ones in it: whoever reads the logs tells of them.
    return false;
  }
}

/** How every plan begins, as its members are in order of their names. */
const PLAN_HEAD = '{"formats":[';

function beginsAsPlan(path: string): boolean {
  return Buffer.from(headOf(path)).toString('latin1').startsWith(PLAN_HEAD);
}

/** A compiled plan is one JSON document with a `plan` version, and may be larger than any rule file; a log of JSON lines is none. */
export function isPlanFile(path: string): boolean {
  if (!path.endsWith('.json')) return false;
  // A large file is only read whole if it begins as `corr compile` has written it: a log may not fit into memory.
  const text = readText(path, beginsAsPlan(path) ? Number.POSITIVE_INFINITY : MOST_BYTES);
  if (text === undefined) return false;
  try {
    const json: unknown = JSON.parse(text);
    return json !== null && typeof json === 'object' && 'plan' in json;
  } catch {
    return false;
  }
}
