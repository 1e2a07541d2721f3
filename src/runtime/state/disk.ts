/** Files as a live run needs them. Positions are given with each write, so that one that failed half way can be done again. */

/** What makes a file the one it is, and how large it is. */
export interface DiskStats {
  /** Device and inode. It may be given to another file after this one is removed. */
  id: string;
  size: number;
  /** When it was last written to, microseconds since 1970. */
  modified: number;
}

/** An open file. It stays the same one when its name is given to another. Each call may throw an error of the system. */
export interface DiskFile {
  stats(): DiskStats;
  /** How many bytes were read: fewer than there is room for, at the end. */
  read(into: Uint8Array, position: number): number;
  /** How many bytes were written; it may be fewer than were given. */
  write(bytes: Uint8Array, position: number): number;
  truncate(length: number): void;
  /** Resolves when all that was written is safe from a loss of power. */
  sync(): Promise<void>;
  close(): void;
}

export interface Disk {
  /** Undefined: there is no such file. */
  stats(path: string): DiskStats | undefined;
  /** Opens a file for reading. Undefined: there is none. */
  open(path: string): DiskFile | undefined;
  /** Opens a file for reading and writing, for its owner alone; made if there is none. What is no plain file is refused. */
  create(path: string): DiskFile;
  /** Names in a folder, sorted; none where there is no such folder. */
  list(folder: string): string[];
  /** Makes a folder for its owner alone, and those above it; one that is there is left alone. */
  makeFolder(path: string): void;
  /** Removes a file; it need not be there. */
  remove(path: string): void;
  /** Resolves when names that were made or removed in it are safe from a loss of power. */
  syncFolder(path: string): Promise<void>;
}

/** Writes all of it. @throws Error of the system; then it is not known how much was written. */
export function writeAll(file: DiskFile, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length; ) {
    const written = file.write(bytes.subarray(done), position + done);
    if (written === 0) throw new Error('Nothing could be written.');
    done += written;
  }
}

/** Bytes [position, position + length) of a file, or fewer where it ends before. */
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

/** All of a file; undefined: there is none. */
export function readWhole(disk: Disk, path: string): Buffer | undefined {
  const file = disk.open(path);
  if (!file) return undefined;
  try {
    return readPiece(file, 0, Number.POSITIVE_INFINITY);
  } finally {
    file.close();
  }
}
