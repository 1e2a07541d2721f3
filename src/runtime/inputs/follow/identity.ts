/** Identifies a file, among those that have had a name, by device and inode, and by its beginning. */

import { crc32 } from '../../state/crc32.ts';
import { type DiskFile, readPiece } from '../../state/disk.ts';
import type { FileIdentity } from '../../state/entry.ts';

/** Number of first bytes that distinguish a log from others: usually it begins with a time. */
export const FINGERPRINT = 1024;

export function identityOf(file: DiskFile): FileIdentity {
  const head = readPiece(file, 0, FINGERPRINT);
  return { id: file.stats().id, length: head.length, checksum: crc32(head) };
}

/** Whether a file that begins like this may be the identified one. Any may be, if that was empty when it was identified. */
export function beginsAs(head: Uint8Array, { length, checksum }: FileIdentity): boolean {
  return head.length >= length && crc32(head.subarray(0, length)) === checksum;
}
