/** How files begin, which tells what they are. */

import { readPiece } from '../runtime/state/disk.ts';
import { systemDisk } from '../runtime/state/system-disk.ts';

/** How many bytes of a file tell what it is. */
const HEAD = 16;

/** How a plain file begins; nothing, of what may not be read: whoever reads it will be told why. */
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
