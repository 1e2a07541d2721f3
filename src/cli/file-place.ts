import { realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { statsOf } from '../library/disk-reader.ts';

/** Where a path leads, without links: equal for two paths to one file. Of a file that does not exist, in its folder. */
export function placeOf(path: string): string {
  const whole = resolve(path);
  return realPlace(whole) ?? join(realPlace(dirname(whole)) ?? dirname(whole), basename(whole));
}

/** Equal for two paths to one file, also by hard links, of which each is as good a place as the other. */
export function contentsAt(path: string): string {
  const stats = statsOf(path);
  return stats && stats.nlink > 1 ? `${stats.dev}:${stats.ino}` : placeOf(path);
}

function realPlace(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** Whether it is, or could become, a file with contents: not a device, nor a pipe. */
export function isPlainFile(path: string): boolean {
  return statsOf(path)?.isFile() ?? true;
}
