/** `--watch`: does something again whenever files have changed, until the program is interrupted. */

import { type FSWatcher, statSync, watch } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ExitCode } from './exit-code.ts';

/** Editors write a file in several steps; milliseconds. */
const SETTLED = 100;

/**
 * Does the work at once, and again after each change of one of the files that it answers with. Folders are watched
 * rather than files, as editors put a new file in the place of the old one.
 */
export async function againOnChange(work: () => readonly string[]): Promise<ExitCode> {
  let files = new Set<string>();
  let watchers: FSWatcher[] = [];
  let waiting: NodeJS.Timeout | undefined;
  const close = () => {
    for (const watcher of watchers) watcher.close();
  };
  const round = () => {
    const began = Date.now();
    close();
    files = new Set(work().map((path) => resolve(path)));
    watchers = Array.from(new Set([...files].map((path) => dirname(path))), (folder) =>
      watch(folder, (_event, name) => changed(resolve(folder, name ?? ''))),
    );
    // What changed while the work was going on was seen by no watcher.
    if ([...files].some((path) => changedSince(path, began))) again();
  };
  const changed = (path: string) => {
    if (!files.has(path) && !path.endsWith('.corr')) return;
    again();
  };
  const again = () => {
    clearTimeout(waiting);
    waiting = setTimeout(round, SETTLED);
  };
  round();
  const code = await new Promise<ExitCode>((end) => {
    process.once('SIGINT', () => end(ExitCode.interrupted)).once('SIGTERM', () => end(ExitCode.terminated));
  });
  clearTimeout(waiting);
  close();
  return code;
}

function changedSince(path: string, milliseconds: number): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) >= milliseconds;
}
