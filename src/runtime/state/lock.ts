/** Locks a folder for one process. The lock names its process by id and start time, since ids are reused. */

import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Owner {
  pid: number;
  /** The start time as counted by the kernel; empty if unknown. */
  started: string;
}

/** Takes the lock; returns how to release it, or who holds it. @throws Error of the system. */
export function lockFolder(folder: string): { release: () => void } | { pid: number } {
  const path = join(folder, 'lock');
  const mine = JSON.stringify({ pid: process.pid, started: statusOf(process.pid).started } satisfies Owner);
  for (;;) {
    if (written(path, mine)) return { release: () => release(path, mine) };
    // None if it has just been released, or if it is a link to nothing, which holds no lock and is removed.
    const found = textOf(path);
    const owner = found === undefined ? undefined : ownerOf(found);
    if (owner && isRunning(owner)) return { pid: owner.pid };
    takeAway(path, found);
  }
}

/** Creates the lock with its complete text, or not at all: nobody sees a part of it. */
function written(path: string, text: string): boolean {
  const whole = `${path}.${process.pid}`;
  try {
    writeFileSync(whole, text, { mode: 0o600 });
    linkSync(whole, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(whole, { force: true });
  }
}

/** One that cannot be removed, as on a disk that has become read-only, holds nobody up once this process has ended. */
function release(path: string, mine: string): void {
  try {
    if (textOf(path) === mine) rmSync(path, { force: true });
  } catch {
    // Why this process ends is to be told, and not this.
  }
}

/** Removes the lock of a process that no longer exists. If two try at once, neither must remove what the other has just created. */
function takeAway(path: string, stale: string | undefined): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    if (textOf(aside) !== stale) linkSync(aside, path);
  } catch {
    // Another process was faster; the next attempt sees whose lock it is now.
  }
  rmSync(aside, { force: true });
}

/** Undefined if there is no such file. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    // ESRCH: the process that a file of `/proc` is about has just ended.
    if (['ENOENT', 'ESRCH'].includes(String((error as NodeJS.ErrnoException).code))) return undefined;
    throw error;
  }
}

function ownerOf(text: string): Owner | undefined {
  try {
    const { pid, started } = JSON.parse(text) as Partial<Owner>;
    return Number.isInteger(pid) && typeof started === 'string' ? { pid: Number(pid), started } : undefined;
  } catch {
    return undefined;
  }
}

function isRunning({ pid, started }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = statusOf(pid);
  return !DEAD.has(now.state) && started === now.started;
}

/** A process that has ended remains as a zombie until its parent waits for it, which some never do. */
const DEAD = new Set(['Z', 'X']);

/**
 * State and start time of a process: the 3rd and the 22nd field of its line in `/proc` (proc(5)), counted after its
 * name, which may contain anything. Empty if there is no `/proc`.
 */
function statusOf(pid: number): { state: string; started: string } {
  const line = textOf(`/proc/${pid}/stat`) ?? '';
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', started: fields[19] ?? '' };
}
