/** `--watch`: repeats something whenever files have changed. */

import { readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isRuleName, statsOf } from '../library/disk-reader.ts';
import type { ExitCode } from './exit-code.ts';
import { onEnding } from './signals.ts';

/** The delay for changes to settle, milliseconds: editors write a file in several steps. */
const SETTLED = 100;

/** The most by which the clock that stamps files is behind, milliseconds: Linux advances it at each tick, of which there are 100 a second at least. */
const LAG = 10;

/**
 * Polls the files. System notifications miss folders that are replaced, as by a deployment, targets of links, as in
 * Kubernetes volumes, and what other machines write.
 */
export class FileWatch {
  private watching = new AbortController();

  constructor(
    /** Called after changes, once they have settled. */
    private readonly onChange: () => void,
    /** How long nothing must have changed, milliseconds. */
    private readonly settled = SETTLED,
  ) {}

  /**
   * Watches these files and folders from now on, and no others except rule files next to them.
   * @param since also reports changes from then on; milliseconds since 1970
   */
  watch(paths: Iterable<string>, since: number): void {
    this.close();
    this.watching = new AbortController();
    const named = Array.from(paths, (path) => resolve(path));
    const folders = named.filter((path) => !statsOf(path)?.isDirectory()).map((path) => dirname(path));
    void this.look([...new Set([...named, ...folders])], since, this.watching.signal);
  }

  close(): void {
    this.watching.abort();
  }

  private async look(paths: readonly string[], since: number, signal: AbortSignal): Promise<void> {
    let told = await statesOf(paths, since);
    for (let before = told; !signal.aborted; ) {
      await setTimeout(this.settled, undefined, { signal }).catch(() => undefined);
      const now = await statesOf(paths);
      if (signal.aborted) return;
      if (now === before && now !== told) {
        told = now;
        this.onChange();
      }
      before = now;
    }
  }
}

/**
 * Runs the work at once, and again after each change of one of the files that it returns, until the program is
 * interrupted.
 */
export async function againOnChange(work: () => readonly string[]): Promise<ExitCode> {
  const files = new FileWatch(round);
  function round(): void {
    // Changes during the work count, too.
    const began = Date.now();
    files.watch(work(), began);
  }
  round();
  const code = await new Promise<ExitCode>((resolve) => {
    const off = onEnding((code) => {
      off();
      resolve(code);
    });
  });
  files.close();
  return code;
}

/** The current states of files; what was written from `since` on counts as changed. */
async function statesOf(paths: readonly string[], since = Number.POSITIVE_INFINITY): Promise<string> {
  const states = await Promise.all(paths.map((path) => stateOf(path, since)));
  return states.join('\n');
}

/** For a folder, the rule files in it; empty if the path does not exist. */
async function stateOf(path: string, since: number): Promise<string> {
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) return await listing(path, since);
    return `${stats.ino} ${stats.size} ${stats.mtimeMs}${newMark(since, stats.mtimeMs)}`;
  } catch {
    return '';
  }
}

/** The rule files in a folder; one that came into it from `since` on was written, or renamed, at its change of status. */
async function listing(folder: string, since: number): Promise<string> {
  const names = (await readdir(folder)).filter(isRuleName);
  if (!Number.isFinite(since)) return names.join();
  const marked = names.map(async (name) => `${name}${newMark(since, (await stat(join(folder, name))).ctimeMs)}`);
  return (await Promise.all(marked)).join();
}

/** A mark for what happened between `since` and now. */
function newMark(since: number, time: number): string {
  return since - LAG <= time && time <= Date.now() ? ' new' : '';
}
