/** File access as needed by a live run. Each write takes its position, so that one that failed half way can be repeated. */

import { LINE_FEED } from '../values/ascii.ts';

/** Identity and size of a file. */
export interface DiskStats {
  /** Device and inode. May be reused by another file after this one is removed. */
  id: string;
  size: number;
  /** When it was last modified, in microseconds since 1970. */
  modified: number;
  /** When it was created, in microseconds since 1970; 0 where the file system does not tell. */
  born: number;
}

/** An open file. It stays the same when its name is given to another. Each call may throw an error of the system. */
export interface DiskFile {
  /** Whether it is a regular file, and no pipe or device. */
  readonly isPlain: boolean;
  stats(): DiskStats;
  /** Returns the number of bytes read: less than there is room for only at the end. */
  read(into: Uint8Array, position: number): number;
  /** Returns the number of bytes written, which may be less than given. */
  write(bytes: Uint8Array, position: number): number;
  truncate(length: number): void;
  /**
   * Resolves when everything written is safe from a power failure. Once it has failed, it always does: the system may have
   * dropped what it could not write, and reports that only once.
   */
  sync(): Promise<void>;
  /** Closes it, as soon as no {@link sync} is pending. */
  close(): void;
}

export interface Disk {
  /** Undefined if there is no such file. */
  stats(path: string): DiskStats | undefined;
  /** Opens a file for reading. Undefined if there is none. */
  open(path: string): DiskFile | undefined;
  /**
   * Opens a file for reading and writing, with permissions for its owner only; creates it if missing. Refuses anything
   * but a plain file.
   */
  create(path: string): DiskFile;
  /** Names in a folder, sorted; empty if there is no such folder. */
  list(folder: string): string[];
  /** Creates a folder and its parents, with permissions for the owner only; leaves an existing one unchanged. */
  makeFolder(path: string): void;
  /** Removes a file if it exists. */
  remove(path: string): void;
  /** Gives a file another name, in place of the file that has it: at every moment there is one of the two. */
  rename(from: string, to: string): void;
  /** Resolves when creations and removals in the folder are safe from a power failure. */
  syncFolder(path: string): Promise<void>;
}

/** An error formed like one of the system itself. */
export function refusal(code: string, message: string): Error {
  return Object.assign(new Error(message), { code, syscall: 'open' });
}

/** Opens a file for reading that was there before. @throws Error if it is gone. */
export function openAgain(disk: Disk, path: string): DiskFile {
  const file = disk.open(path);
  if (file) return file;
  throw refusal('ENOENT', `'${path}' was removed while it was being read`);
}

/** Writes all bytes. @throws Error of the system; how much was written is then unknown. */
export function writeAll(file: DiskFile, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length; ) {
    const written = file.write(bytes.subarray(done), position + done);
    if (written === 0) throw new Error('Nothing could be written.');
    done += written;
  }
}

/** Bytes [position, position + length) of a file, fewer at its end. */
export function readPiece(file: DiskFile, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(Math.max(0, Math.min(length, file.stats().size - position)));
  let done = 0;
  while (done < bytes.length) {
    const count = file.read(bytes.subarray(done), position + done);
    if (count === 0) break;
    done += count;
  }
  return bytes.subarray(0, done);
}

const PIECE = 256 * 1024;

/**
 * The complete lines within [from, to), with their line feeds, as many as are in a piece of 256 KiB; at least one, however long it is. Empty if
 * there is none.
 */
export function wholeLines(read: (position: number, length: number) => Buffer, from: number, to: number): Buffer[] {
  const left = to - from;
  for (let size = Math.min(PIECE, left); size > 0; size = Math.min(size * 2, left)) {
    const lines = linesOf(read(from, size));
    if (lines.length > 0) return lines;
    if (size === left) break;
  }
  return [];
}

/** The complete lines of some bytes. */
function linesOf(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0, end = bytes.indexOf(LINE_FEED) + 1; end > 0; start = end, end = bytes.indexOf(LINE_FEED, start) + 1) {
    lines.push(bytes.subarray(start, end));
  }
  return lines;
}

/** The content of a file; undefined if there is none. */
export function readWhole(disk: Disk, path: string): Buffer | undefined {
  const file = disk.open(path);
  if (!file) return undefined;
  try {
    return readPiece(file, 0, Number.POSITIVE_INFINITY);
  } finally {
    file.close();
  }
}

/** Calls that make written bytes safe. */
const SYNCS: ReadonlySet<unknown> = new Set(['fsync', 'fdatasync']);

/**
 * Whether an error of the disk means that there is no room, which may change. Never for bytes that were already written:
 * what could not be synchronized may be gone, although the next attempt succeeds.
 */
export function isFull(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || ('syscall' in error && SYNCS.has(error.syscall))) return false;
  return error.code === 'ENOSPC' || error.code === 'EDQUOT';
}
