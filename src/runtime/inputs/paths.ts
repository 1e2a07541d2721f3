/** What the arguments of a run refer to: files, folders, patterns, standard input. */

import { readdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isBinary, sampleFile } from './file-sample.ts';
import { Glob, MOST_ALTERNATIVES } from './glob.ts';
import { helpToFind, type InputProblem, inputError, problemOf } from './problem.ts';
import { groupRotated, twinOf } from './rotation.ts';
import { hasWildcards } from './wildcard.ts';

/** Stands for standard input. */
export const STDIN = '-';

/** One argument: a path or pattern, and the name of the format that its records are bound to. */
export interface InputArgument {
  path: string;
  format?: string;
}

/** One stream of records in order: a file, the files of a rotated log, or standard input. */
export interface SourceSpec {
  /** For display. */
  name: string;
  /** Oldest first. */
  files: string[];
  format?: string;
  /** The path or pattern that refers to it. */
  argument?: string;
}

interface ExpandedInputs {
  /** In the order of the arguments, and within one of the names; a folder's own files come before those below. */
  sources: SourceSpec[];
  problems: InputProblem[];
}

/** Finds the files that arguments refer to. One that is referred to twice, by whatever path, or is there in compressed form as well, is read once. */
export async function expandInputs(args: readonly InputArgument[]): Promise<ExpandedInputs> {
  const expansion = new Expansion();
  for (const arg of args) await expansion.add(arg);
  const sources = groupRotated(await withoutCopies(expansion.found)).map((group) => {
    const { path: name, ...bound } = group.at(-1)!;
    return { ...bound, name, files: group.map(({ path }) => path) };
  });
  return { sources, problems: expansion.problems };
}

/** Without the compressed forms of others of these files, which are beside them as long as they are being compressed. */
async function withoutCopies(files: readonly Found[]): Promise<Found[]> {
  const all = new Set(files.map(({ path }) => path));
  const kept: Found[] = [];
  for (const file of files) {
    const twin = twinOf(file.path, all);
    if (twin === undefined || !(await isCopy(file.path, twin))) kept.push(file);
  }
  return kept;
}

/** Whether a file, perhaps not written to its end yet, begins as another does. */
async function isCopy(path: string, original: string): Promise<boolean> {
  const [head, whole] = (await Promise.all([sampleFile(path), sampleFile(original)])).map((one) => one?.head);
  return head !== undefined && whole !== undefined && head.length > 0 && Buffer.compare(head, whole.subarray(0, head.length)) === 0;
}

interface Found extends InputArgument {
  /** The path or pattern that refers to it. */
  argument: string;
}

class Expansion {
  readonly found: Found[] = [];
  readonly problems: InputProblem[] = [];
  /** Device and inode of each file found. */
  private readonly known = new Set<string>();

  async add(arg: InputArgument): Promise<void> {
    for (const path of await this.expand(arg.path)) if (await this.isNew(path)) this.found.push({ ...arg, path, argument: arg.path });
  }

  private async expand(path: string): Promise<string[]> {
    if (path === STDIN) return [path];
    try {
      return (await stat(path)).isDirectory() ? await this.folder(path) : [path];
    } catch (error) {
      if (hasWildcards(path)) return this.pattern(path);
      this.problems.push({ ...problemOf(error, path), help: helpToFind(path, await whatIsIn(dirname(path), path)) });
      return [];
    }
  }

  private async pattern(path: string): Promise<string[]> {
    const files = await this.glob().files(path);
    if (!files) {
      const message = `'${path}' stands for more than ${MOST_ALTERNATIVES} patterns.`;
      this.problems.push(inputError('too-many-alternatives', path, message, 'Use fewer braces.'));
    } else if (files.length === 0) {
      this.problems.push(inputError('no-match', path, `No file matches '${path}'.`, await whatIsIn(folderOf(path), path)));
    }
    return files ?? [];
  }

  /** All files below a folder that may be logs: neither hidden nor binary, nor rules. */
  private async folder(path: string): Promise<string[]> {
    const logs: string[] = [];
    for (const file of await this.glob().below(path)) {
      if (file.endsWith('.corr')) continue;
      const seen = await sampleFile(file);
      // A file that cannot be read is kept, so that reading it reports why.
      if (!seen || !isBinary(seen)) logs.push(file);
    }
    if (logs.length === 0)
      this.problems.push(inputError('no-logs', path, `There is no log below '${path}'.`, 'Name the files, or another folder.'));
    return logs;
  }

  private glob(): Glob {
    return new Glob((problem) => this.problems.push(problem));
  }

  private async isNew(path: string): Promise<boolean> {
    const stats = path === STDIN ? undefined : await stat(path, { bigint: true }).catch(() => undefined);
    const id = stats ? `${stats.dev}:${stats.ino}` : path;
    return this.known.size < this.known.add(id).size;
  }
}

const MOST_SHOWN = 5;

/** The folder that a pattern begins with. */
function folderOf(pattern: string): string {
  return dirname(`${pattern.slice(0, pattern.search(/[*?[{]/))}*`);
}

/** Help after a mistyped name: that there is no such format, or the content of the folder. */
async function whatIsIn(folder: string, path: string): Promise<string> {
  const [, format] = /^(\w+)=/.exec(path) ?? [];
  if (format !== undefined) return `No format is called '${format}', so that '${format}=' is read as part of the path.`;
  const names = await readdir(folder).catch(() => undefined);
  if (!names) return `There is no folder '${folder}', or no permission to read it.`;
  if (names.length === 0) return `The folder '${folder}' is empty.`;
  const shown = names.sort().slice(0, MOST_SHOWN).join(', ');
  return `The folder '${folder}' has: ${shown}${names.length > MOST_SHOWN ? ', …' : ''}`;
}
