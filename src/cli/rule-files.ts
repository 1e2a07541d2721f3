/** The rule files and plans that the arguments of a command name. */

import { accessSync, constants, statSync } from 'node:fs';
import { filesBelow, readableFilesBelow, readText, statsOf } from '../library/disk-reader.ts';
import { helpToFind } from '../runtime/inputs/problem.ts';
import { usageError } from './exit-code.ts';
import { headOf } from './file-head.ts';

/** The maximum size of a rule file, so that a file that cannot be one is not read completely. */
const MOST_BYTES = 8 * 1024 * 1024;

const WHAT_IS_READ = 'Rule files end in .corr; a folder stands for all rule files below it.';

/**
 * The rule files that arguments name: files themselves, and rule files below folders.
 * @throws Failure if a file does not exist or cannot be a rule file, or a folder contains none; a system Error if one
 * is not readable
 */
export function ruleFiles(paths: readonly string[]): string[] {
  const files = [...new Set(paths.flatMap(filesAt))];
  // The compiler cannot distinguish an unreadable file from a missing one.
  for (const file of files) accessSync(file, constants.R_OK);
  return files;
}

function filesAt(path: string): string[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) throw usageError(`There is no file '${path}'.`, helpToFind(path, WHAT_IS_READ));
  if (stats.isDirectory()) {
    const inside = filesBelow(path);
    if (inside.length === 0) throw usageError(`There is no rule file below '${path}'.`, 'Rule files end in .corr.');
    return inside;
  }
  if (!stats.isFile()) throw usageError(`'${path}' is not a regular file.`, 'Save the rules in a file that ends in .corr.');
  if (stats.size > MOST_BYTES) throw usageError(`'${path}' is too large for a rule file.`, 'If it is a log, put it after the rules.');
  return [path];
}

/** Whether an argument of `run` names rules: a rule file, a compiled plan, or a folder with rule files. */
export function namesRules(path: string): boolean {
  return path.endsWith('.corr') || planIn(path) !== undefined || holdsRules(path);
}

/** A folder that cannot be read is passed over: whoever reads its rules, or its logs, reports it. */
function holdsRules(folder: string): boolean {
  if (!statsOf(folder)?.isDirectory()) return false;
  for (const files of readableFilesBelow(folder)) if (files.length > 0) return true;
  return false;
}

/** The beginning of every plan, as its members are sorted by name. */
const PLAN_HEAD = '{"formats":[';

function beginsAsPlan(path: string): boolean {
  return Buffer.from(headOf(path)).toString('latin1').startsWith(PLAN_HEAD);
}

/**
 * The compiled plan in a file, unchecked; undefined if it has none. A plan is one JSON document with the number of its
 * version as `plan`, and may exceed the size limit of rule files; a log of JSON lines is not a plan.
 */
export function planIn(path: string): object | undefined {
  if (!path.endsWith('.json')) return undefined;
  // A large file is only read completely if it begins like the output of `corr compile`: a log may not fit into memory.
  const text = readText(path, beginsAsPlan(path) ? Number.POSITIVE_INFINITY : MOST_BYTES);
  if (text === undefined) return undefined;
  try {
    const json: unknown = JSON.parse(text);
    return json !== null && typeof json === 'object' && 'plan' in json && typeof json.plan === 'number' ? json : undefined;
  } catch {
    return undefined;
  }
}
