import { realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { statsOf } from '../library/disk-reader.ts';

/** Where a path leads, without links: equal for two paths to one file. Of a file that does not exist, in its folder. */
export function placeOf(path: string): string {
  const whole = resolve(path);
  return realPlace(whole) ?? join(realPlace(dirname(whole)) ?? dirname(whole), basename(whole));
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
