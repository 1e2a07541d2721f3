/** The disk of this machine. */

import {
  closeSync,
  constants,
  existsSync,
  fdatasync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Disk, type DiskFile, type DiskStats, refusal } from './disk.ts';

/** Opening never waits for a pipe. Links are not followed for writing: a planted state file would lead out of the folder. */
const { O_RDONLY, O_RDWR, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;

export const systemDisk: Disk = {
  stats: (path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    return found?.isFile() ? statsOf(found) : undefined;
  },
  open: (path) => opened(path, O_RDONLY | (O_NONBLOCK ?? 0)),
  create: (path) => {
    const file = opened(path, O_RDWR | O_CREAT | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0));
    if (!file) throw refusal('ENOENT', `there is no folder for '${path}'`);
    if (!file.isPlain) throw refusal('EINVAL', `'${path}' is not a regular file`);
    return file;
  },
  list: (folder) => {
    try {
      return readdirSync(folder).sort();
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  },
  makeFolder,
  remove: (path) => rmSync(path, { force: true }),
  rename: renameSync,
  syncFolder: async (path) => {
    const folder = await open(path);
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
};

function opened(path: string, flags: number): SystemFile | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, flags, 0o600);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  return new SystemFile(descriptor);
}

class SystemFile implements DiskFile {
  private syncs = 0;
  private isLeft = false;
  /** The last synchronization that was asked for. */
  private last: Promise<void> = Promise.resolve();
  /** The same, if it has not begun yet. */
  private next: Promise<void> | undefined;

  constructor(private readonly descriptor: number) {}

  get isPlain(): boolean {
    return fstatSync(this.descriptor).isFile();
  }

  stats(): DiskStats {
    return statsOf(fstatSync(this.descriptor));
  }

  read(into: Uint8Array, position: number): number {
    return readSync(this.descriptor, into, 0, into.length, position);
  }

  write(bytes: Uint8Array, position: number): number {
    return writeSync(this.descriptor, bytes, 0, bytes.length, position);
  }

  truncate(length: number): void {
    ftruncateSync(this.descriptor, length);
  }

  async sync(): Promise<void> {
    this.syncs++;
    try {
      this.next ??= this.syncNext();
      await this.next;
    } finally {
      this.syncs--;
      if (this.isLeft) this.close();
    }
  }

  /** One after another, and none after one that has failed: the system tells only one of several at once. */
  private syncNext(): Promise<void> {
    this.last = this.last.then(() => {
      this.next = undefined;
      return syncData(this.descriptor);
    });
    return this.last;
  }

  /** While a descriptor is in use, it must not become that of another file. */
  close(): void {
    this.isLeft = true;
    if (this.syncs === 0) closeSync(this.descriptor);
  }
}

function statsOf({ dev, ino, size, mtimeMs, birthtimeMs }: Stats): DiskStats {
  return { id: `${dev}:${ino}`, size, modified: Math.floor(mtimeMs * 1000), born: Math.floor(birthtimeMs * 1000) };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

/** By hand, because Node loads its threads with the `promisify` of `node:util`, and each command would wait for them. */
function syncData(descriptor: number): Promise<void> {
  return new Promise((resolve, reject) => {
    fdatasync(descriptor, (error) => (error ? reject(error) : resolve()));
  });
}

/** Node's own recursive creation loops forever in a folder that accepts none, such as /proc. */
function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  if (!existsSync(dirname(path))) makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}
