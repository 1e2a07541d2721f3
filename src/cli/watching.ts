/** `--watch`: something is done again whenever files have changed. */

import { existsSync, type FSWatcher, statSync, watch } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ExitCode } from './exit-code.ts';

/** Editors write a file in several steps; milliseconds. */
const SETTLED = 100;

/** Folders are watched rather than files, as editors put a new file in the place of the old one. */
export class FileWatch {
  private files = new Set<string>();
  private watchers: FSWatcher[] = [];
  private waiting: NodeJS.Timeout | undefined;

  constructor(
    /** Some have changed, and are at rest. */
    private readonly onChange: () => void,
    /** How long nothing must have changed, milliseconds. */
    private readonly settled = SETTLED,
  ) {}

  /**
   * From now on these are looked at, and no others but rule files beside them.
   * @param since also what has changed from then on; milliseconds since 1970
   */
  watch(paths: Iterable<string>, since: number): void {
    this.leave();
    this.files = new Set(Array.from(paths, (path) => resolve(path)));
    const folders = new Set(Array.from(this.files, (path) => dirname(path)));
    this.watchers = [...folders].filter((folder) => existsSync(folder)).map((folder) => this.watcherOf(folder));
    if ([...this.files].some((path) => changedSince(path, since))) this.again();
  }

  close(): void {
    clearTimeout(this.waiting);
    this.leave();
  }

  private leave(): void {
    for (const watcher of this.watchers) watcher.close();
  }

  private watcherOf(folder: string): FSWatcher {
    const watcher = watch(folder, (_event, name) => this.changed(resolve(folder, name ?? '')));
    // A folder that goes away is looked at no more.
    return watcher.on('error', () => watcher.close());
  }

  private changed(path: string): void {
    if (this.files.has(path) || path.endsWith('.corr')) this.again();
  }

  private again(): void {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(this.onChange, this.settled);
  }
}

/** Does the work at once, and again after each change of one of the files that it answers with, until the program is interrupted. */
export async function againOnChange(work: () => readonly string[]): Promise<ExitCode> {
  const files = new FileWatch(round);
  function round(): void {
    // No watcher may see a change while the work goes on: files that are newer than this count as changed.
    const began = Date.now();
    files.watch(work(), began);
  }
  round();
  const code = await new Promise<ExitCode>((end) => {
    process.once('SIGINT', () => end(ExitCode.interrupted)).once('SIGTERM', () => end(ExitCode.terminated));
  });
  files.close();
  return code;
}

function changedSince(path: string, milliseconds: number): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) >= milliseconds;
}
