/** A file of outcomes that is told exactly once: after a crash it is cut to what the checkpoint knows of it. */

import { dirname } from 'node:path';
import { crc32 } from '../state/crc32.ts';
import { type Disk, type DiskFile, readPiece, writeAll } from '../state/disk.ts';

/** How far a file was written at a checkpoint, and the checksum of its last bytes by then. */
export interface OutputMark {
  length: number;
  tail: number;
}

const TAIL = 4096;
const LINE_FEED = 0x0a;

export class OutputFile {
  private readonly file: DiskFile;
  private waiting: Uint8Array[] = [];
  private written: number;
  private isNamed = false;

  /** Goes on at the end of what is there. @throws Error of the disk. */
  constructor(
    private readonly disk: Disk,
    readonly path: string,
  ) {
    this.file = disk.create(path);
    this.written = this.file.stats().size;
  }

  /** Device and inode, which a rename does not change. */
  get id(): string {
    return this.file.stats().id;
  }

  /** Whether it is still the file at the path that it was opened by. */
  get isInPlace(): boolean {
    return this.isAt(this.path);
  }

  isAt(path: string): boolean {
    return this.disk.stats(path)?.id === this.id;
  }

  get isEmpty(): boolean {
    return this.written === 0;
  }

  /** Bytes that are written. */
  get length(): number {
    return this.written;
  }

  /** Bytes that were written, from an offset on. */
  piece(offset: number, length: number): Buffer {
    return readPiece(this.file, offset, length);
  }

  readonly write = (text: string | Uint8Array): void => {
    this.waiting.push(typeof text === 'string' ? Buffer.from(text) : text);
  };

  /** Writes what waits. @throws Error of the disk; then it still waits. */
  flush(): void {
    if (this.waiting.length === 0) return;
    const bytes = Buffer.concat(this.waiting);
    this.waiting = [bytes];
    writeAll(this.file, bytes, this.written);
    this.written += bytes.length;
    this.waiting = [];
  }

  /** Of all that was written; nothing may wait. */
  mark(): OutputMark {
    return { length: this.written, tail: this.tailAt(this.written) };
  }

  /** Cuts the file to a mark, and forgets what waits. False: it is shorter, or its end is another: it is left as it is. */
  restore({ length, tail }: OutputMark): boolean {
    if (this.file.stats().size < length || this.tailAt(length) !== tail) return false;
    this.file.truncate(length);
    this.written = length;
    this.waiting = [];
    return true;
  }

  /** Cuts off a last line that has no end. */
  cutToLines(): void {
    let end = this.written;
    for (; end > 0; end -= Math.min(TAIL, end)) {
      const from = Math.max(0, end - TAIL);
      const last = readPiece(this.file, from, end - from).lastIndexOf(LINE_FEED);
      if (last < 0) continue;
      end = from + last + 1;
      break;
    }
    if (end < this.written) this.file.truncate(end);
    this.written = end;
  }

  /** Resolves when all that was written is safe from a loss of power, and so is its name. */
  async sync(): Promise<void> {
    await this.file.sync();
    if (!this.isNamed) await this.disk.syncFolder(dirname(this.path));
    this.isNamed = true;
  }

  close(): void {
    this.file.close();
  }

  private tailAt(length: number): number {
    const from = Math.max(0, length - TAIL);
    return crc32(readPiece(this.file, from, length - from));
  }
}
