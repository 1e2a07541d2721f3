/** Which file it is, of those that have had a name: by device and inode, and by how it begins. */

import { crc32 } from '../../state/crc32.ts';
import { type DiskFile, readPiece } from '../../state/disk.ts';
import type { FileIdentity } from '../../state/entry.ts';

/** So many first bytes tell a log from others: it begins with a time, as a rule. */
export const FINGERPRINT = 1024;

export function identityOf(file: DiskFile): FileIdentity {
  const head = readPiece(file, 0, FINGERPRINT);
  return { id: file.stats().id, length: head.length, checksum: crc32(head) };
}

/** Whether a file that begins like this may be the one. Of one that was empty when it was looked at, any may. */
export function beginsAs(head: Uint8Array, { length, checksum }: FileIdentity): boolean {
  return head.length >= length && crc32(head.subarray(0, length)) === checksum;
}
