/** A file in which each outcome is written exactly once: after a crash it is truncated to the length in the checkpoint. */

import { dirname } from 'node:path';
import { crc32 } from '../state/crc32.ts';
import { type Disk, type DiskFile, readPiece, writeAll } from '../state/disk.ts';
import { LINE_FEED } from '../values/ascii.ts';

/** The length of a file at a checkpoint, and the checksum of its last bytes. */
export interface OutputMark {
  length: number;
  tail: number;
}

/** What others do to a file while outcomes are written to it. */
export type ChangeByOthers = 'cut' | 'shared';

const TAIL = 4096;
/** Bytes that wait until {@link OutputFile.relieve} writes them. */
const MOST_WAITING = 1024 * 1024;

export class OutputFile {
  private readonly file: DiskFile;
  private waiting: Uint8Array[] = [];
  private waitingBytes = 0;
  private mostWaiting = MOST_WAITING;
  private written: number;
  /** How far a write that failed may have got. */
  private attempted = 0;
  /** Whether others append to it. */
  private isShared = false;
  private isNamed = false;
  private header: string | Uint8Array = '';

  /** Appends to existing content. @throws Error of the disk. */
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

  /** Whether nothing was written, nor waits to be. */
  get isEmpty(): boolean {
    return this.written === 0 && this.waiting.length === 0;
  }

  /** Whether nobody else has appended to it, or cut it. */
  get isAsWritten(): boolean {
    return this.waiting.length > 0 || this.file.stats().size === this.written;
  }

  /** Number of bytes written. */
  get length(): number {
    return this.written;
  }

  /** Written bytes, from an offset on. */
  piece(offset: number, length: number): Buffer {
    return readPiece(this.file, offset, length);
  }

  readonly write = (text: string | Uint8Array): void => {
    const bytes = typeof text === 'string' ? Buffer.from(text) : text;
    this.waiting.push(bytes);
    this.waitingBytes += bytes.length;
  };

  /** Writes a header if nothing was written, nor waits to be; and again once others have emptied the file. */
  beginWith(header: string | Uint8Array): void {
    this.header = header;
    if (this.isEmpty) this.write(header);
  }

  /**
   * Before pending data is written: what others have done to the file, if anything; that they append to it is told once.
   * Writing then goes on at its end.
   */
  changeByOthers(): ChangeByOthers | undefined {
    if (this.waiting.length === 0) return undefined;
    const { size } = this.file.stats();
    const isCut = size < this.written;
    if (!isCut && size <= Math.max(this.written, this.attempted)) return undefined;
    this.written = size;
    if (size === 0) this.waiting.unshift(Buffer.from(this.header));
    if (isCut) return 'cut';
    const isTold = this.isShared;
    this.isShared = true;
    return isTold ? undefined : 'shared';
  }

  /** Writes pending data. @throws Error of the disk; the data is then still pending. */
  flush(): void {
    if (this.waiting.length === 0) return;
    const bytes = Buffer.concat(this.waiting);
    this.waiting = [bytes];
    this.waitingBytes = bytes.length;
    // What the disk refuses is not tried again for each line that comes.
    this.mostWaiting = Math.max(MOST_WAITING, 2 * bytes.length);
    this.attempted = this.written + bytes.length;
    writeAll(this.file, bytes, this.written);
    this.written += bytes.length;
    this.discard();
  }

  /**
   * Flushes if much is pending: a single tick may end millions of transactions. What the disk refuses is still pending,
   * and {@link flush} tells that.
   */
  relieve(flush = () => this.flush()): void {
    if (this.waitingBytes < this.mostWaiting) return;
    try {
      flush();
    } catch {}
  }

  /** The mark of everything written; nothing may be pending. */
  mark(): OutputMark {
    return { length: this.written, tail: this.tailAt(this.written) };
  }

  /**
   * Truncates the file to a mark, and discards pending data; what others have written beyond it is kept. Returns false if
   * the file is shorter, or differs at the end: it is then left unchanged.
   */
  restore({ length, tail }: OutputMark, isOfOthers = false): boolean {
    const { size } = this.file.stats();
    if (size < length || this.tailAt(length) !== tail) return false;
    if (!isOfOthers) this.file.truncate(length);
    this.written = isOfOthers ? size : length;
    this.discard();
    return true;
  }

  /** Removes an incomplete last line; if only its end is missing, ends it. @throws Error of the disk. */
  cutToLines(isWhole: (line: Buffer) => boolean): void {
    let end = this.written;
    for (; end > 0; end -= Math.min(TAIL, end)) {
      const from = Math.max(0, end - TAIL);
      const last = readPiece(this.file, from, end - from).lastIndexOf(LINE_FEED);
      if (last < 0) continue;
      end = from + last + 1;
      break;
    }
    if (end === this.written) return;
    if (isWhole(this.piece(end, this.written - end))) {
      this.write('\n');
      this.flush();
    } else {
      this.file.truncate(end);
      this.written = end;
    }
  }

  /** Resolves when everything written, and the name of the file, is safe from a power failure. */
  async sync(): Promise<void> {
    await this.file.sync();
    if (!this.isNamed) await this.disk.syncFolder(dirname(this.path));
    this.isNamed = true;
  }

  close(): void {
    this.file.close();
  }

  private discard(): void {
    this.waiting = [];
    this.waitingBytes = 0;
    this.mostWaiting = MOST_WAITING;
  }

  private tailAt(length: number): number {
    const from = Math.max(0, length - TAIL);
    return crc32(readPiece(this.file, from, length - from));
  }
}
