/** The beginnings of files, which identify them. */

import { readPiece } from '../runtime/state/disk.ts';
import { systemDisk } from '../runtime/state/system-disk.ts';

/** The number of bytes that identify a file. */
const HEAD = 16;

/** The beginning of a regular file; empty if it cannot be read, which whoever reads it will report. */
export function headOf(path: string): Uint8Array {
  try {
    const file = systemDisk.stats(path) && systemDisk.open(path);
    const head = file && readPiece(file, 0, HEAD);
    file?.close();
    return head ?? new Uint8Array(0);
  } catch {
    return new Uint8Array(0);
  }
}
