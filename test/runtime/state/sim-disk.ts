/** A disk in memory that crashes, fills up or fails at any operation, and loses what was not synchronized. */

import { dirname } from 'node:path';
import type { Disk, DiskFile, DiskStats } from '../../../src/runtime/state/disk.ts';

/**
 * The state of unsynchronized writes after a crash. `kept`: all, as when only the process was killed. `lost`: nothing,
 * nor the names of new files. `torn`: files have their new lengths, and half of the new bytes are zeros.
 */
export type Outcome = 'kept' | 'lost' | 'torn';
export const OUTCOMES: readonly Outcome[] = ['kept', 'lost', 'torn'];

/** There is no room for this many operations from that one on. What was written has its room. */
export function fullFrom(from: number, length: number): SimDisk['fails'] {
  return (operation, syscall) => (operation >= from && operation < from + length && !syscall.endsWith('sync') ? 'ENOSPC' : undefined);
}

/** Ends the program that the disk belongs to. */
export class Crash extends Error {}

class Inode {
  /** How often it was synchronized, and which time of these was the last to end. */
  syncs = 0;
  lastSync = 0;

  /** The ranges that were written and not yet synchronized. */
  dirty: [from: number, to: number][] = [];

  constructor(
    readonly id: string,
    public bytes: Buffer = Buffer.alloc(0),
    /** The synchronized bytes. */
    public safe: Buffer = Buffer.alloc(0),
  ) {}

  /** Makes what was written safe, as it was then; what an attempt that failed was to write is not written any more. */
  save(bytes: Buffer, ranges: readonly [from: number, to: number][]): void {
    const safe = Buffer.alloc(bytes.length);
    this.safe.copy(safe);
    for (const [from, to] of ranges) bytes.copy(safe, from, from, to);
    this.safe = safe;
    this.dirty = this.dirty.filter((range) => !ranges.includes(range));
  }
}

export class SimDisk implements Disk {
  /** The number of modifying operations so far. */
  operations = 0;
  /** The operation at which it crashes. A write is then half done. */
  crashAt = Number.POSITIVE_INFINITY;
  /** Called at each of them, when a write is half done: a crash there leaves what is found then. */
  atOperation: (operation: number) => void = () => {};
  /** The error code for an operation, or undefined. A failing write is half done, too. */
  fails: (operation: number, syscall: string) => string | undefined = () => undefined;
  /** A planted fault: synchronizing these files does nothing. */
  ignoresSync: (path: string) => boolean = () => false;
  /** The duration of synchronizing. */
  syncing: () => Promise<void> = async () => {};
  /** The number of open files. */
  opened = 0;
  private crashed = false;
  private names = new Map<string, Inode>();
  private safeNames = new Map<string, Inode>();
  private count = 0;

  /** The disk as found after a crash. */
  after(outcome: Outcome): SimDisk {
    const found = new SimDisk();
    found.count = this.count;
    found.ignoresSync = this.ignoresSync;
    for (const [path, inode] of outcome === 'lost' ? this.safeNames : this.names) {
      const bytes = Buffer.from(outcome === 'kept' ? inode.bytes : outcome === 'lost' ? inode.safe : torn(inode));
      const copy = new Inode(inode.id, bytes, Buffer.from(bytes));
      found.names.set(path, copy);
      found.safeNames.set(path, copy);
    }
    return found;
  }

  /** What a program finds on it: equal for two disks with which it does the same. */
  content(): string {
    return JSON.stringify([...this.names].map(([path, { id, bytes }]) => [path, id, bytes.toString('latin1')]));
  }

  text(path: string): string {
    return this.bytes(path).toString();
  }

  /** The bytes of a file; empty if it does not exist. */
  bytes(path: string): Buffer {
    return this.names.get(path)?.bytes ?? Buffer.alloc(0);
  }

  /** Sets the bytes of a file from outside. */
  set(path: string, bytes: Buffer): void {
    const inode = this.names.get(path);
    if (!inode) return;
    inode.bytes = bytes;
    inode.dirty = [[0, bytes.length]];
  }

  /** Renames a file from outside, durably. */
  moveAway(from: string, to: string): void {
    for (const names of [this.names, this.safeNames]) {
      const inode = names.get(from);
      if (!inode) continue;
      names.delete(from);
      names.set(to, inode);
    }
  }

  stats(path: string): DiskStats | undefined {
    const inode = this.names.get(path);
    return inode && statsOf(inode);
  }

  open(path: string): DiskFile | undefined {
    const inode = this.names.get(path);
    return inode && new SimFile(this, path, inode);
  }

  create(path: string): DiskFile {
    this.operate();
    let inode = this.names.get(path);
    if (!inode) {
      inode = new Inode(`1:${++this.count}`);
      this.names.set(path, inode);
    }
    return new SimFile(this, path, inode);
  }

  list(folder: string): string[] {
    return [...this.names.keys()]
      .filter((path) => dirname(path) === folder)
      .map((path) => path.slice(folder.length + 1))
      .sort();
  }

  makeFolder(): void {}

  remove(path: string): void {
    this.operate();
    this.names.delete(path);
  }

  rename(from: string, to: string): void {
    this.operate();
    const inode = this.names.get(from);
    if (!inode) throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' });
    this.names.delete(from);
    this.names.set(to, inode);
  }

  async syncFolder(folder: string): Promise<void> {
    this.operate(undefined, 'fsync');
    for (const path of this.safeNames.keys()) if (dirname(path) === folder && !this.names.has(path)) this.safeNames.delete(path);
    for (const [path, inode] of this.names) if (dirname(path) === folder) this.safeNames.set(path, inode);
  }

  /** @throws Crash after it has crashed: what was being synchronized then is not safe */
  goOn(): void {
    if (this.crashed) throw new Crash();
  }

  /** Begins an operation, which is half done where it fails. */
  operate(doHalf = () => {}, syscall = 'write'): void {
    this.goOn();
    const operation = ++this.operations;
    doHalf();
    this.atOperation(operation);
    if (operation >= this.crashAt) {
      this.crashed = true;
      throw new Crash();
    }
    const code = this.fails(operation, syscall);
    if (code !== undefined) throw Object.assign(new Error(code), { code, syscall });
  }
}

/** As in an operating system, a closed file is unusable: its descriptor may already be another file's. */
class SimFile implements DiskFile {
  readonly isPlain = true;
  private isLeft = false;
  private syncs = 0;
  private failure: unknown;

  constructor(
    private readonly disk: SimDisk,
    private readonly path: string,
    private readonly inode: Inode,
  ) {
    disk.opened++;
  }

  stats(): DiskStats {
    this.use();
    return statsOf(this.inode);
  }

  read(into: Uint8Array, position: number): number {
    this.use();
    return this.inode.bytes.copy(into, 0, position);
  }

  write(bytes: Uint8Array, position: number): number {
    this.use();
    this.disk.operate(() => this.put(bytes.subarray(0, bytes.length >> 1), position));
    this.put(bytes, position);
    return bytes.length;
  }

  private put(bytes: Uint8Array, position: number): void {
    const { inode } = this;
    const end = position + bytes.length;
    const longer = Buffer.alloc(Math.max(inode.bytes.length, end));
    inode.bytes.copy(longer);
    longer.set(bytes, position);
    inode.bytes = longer;
    inode.dirty.push([position, end]);
  }

  truncate(length: number): void {
    this.use();
    this.disk.operate();
    const { bytes } = this.inode;
    this.inode.bytes =
      length <= bytes.length ? Buffer.from(bytes.subarray(0, length)) : Buffer.concat([bytes, Buffer.alloc(length - bytes.length)]);
  }

  async sync(): Promise<void> {
    this.use();
    this.beginSync();
    const { disk, inode } = this;
    const { bytes } = inode;
    const dirty = [...inode.dirty];
    const nth = ++inode.syncs;
    this.syncs++;
    await disk.syncing();
    this.syncs--;
    if (this.isLeft && this.syncs === 0) disk.opened--;
    disk.goOn();
    if (nth > inode.lastSync && !disk.ignoresSync(this.path)) {
      inode.save(bytes, dirty);
      inode.lastSync = nth;
    }
  }

  /** As Linux does, reports once that it could not write something, and then considers it written. */
  private beginSync(): void {
    if (this.failure !== undefined) throw this.failure;
    try {
      this.disk.operate(undefined, 'fdatasync');
    } catch (error) {
      this.failure = error;
      this.inode.dirty = [];
      throw error;
    }
  }

  close(): void {
    this.use();
    this.isLeft = true;
    if (this.syncs === 0) this.disk.opened--;
  }

  private use(): void {
    if (this.isLeft) throw new Error(`'${this.path}' is closed`);
  }
}

function statsOf({ id, bytes }: Inode): DiskStats {
  return { id, size: bytes.length, modified: 0, born: 0 };
}

/** The file has its new length; of the new content, every second half of what differs is zeros. */
function torn({ bytes, safe }: Inode): Buffer {
  const found = Buffer.from(bytes);
  let from = 0;
  while (from < bytes.length && from < safe.length && bytes[from] === safe[from]) from++;
  found.fill(0, from + ((bytes.length - from) >> 1));
  return found;
}
