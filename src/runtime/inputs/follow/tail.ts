/** The bytes of one file of a followed log, as far as it has grown. */

import { crc32 } from '../../state/crc32.ts';
import { type DiskFile, readPiece, refusal } from '../../state/disk.ts';
import type { FileIdentity } from '../../state/entry.ts';
import { systemDisk } from '../../state/system-disk.ts';
import { isCompressed } from '../compression.ts';
import { readFile } from '../file.ts';
import { READ_LIMITS } from '../limits.ts';
import type { ReportProblem } from '../problem.ts';

const CHUNK = 256 * 1024;
const NOTHING = new Uint8Array(0);

export interface Tail {
  readonly identity: FileIdentity;
  /** When it was last modified, in microseconds since 1970. */
  readonly modified: number;
  /** Whether somebody may write to it. */
  readonly mayGrow: boolean;
  /** The offset up to which it was read. */
  readonly end: number;
  /** Whether all was read that it held when it was last read from. */
  readonly isAtEnd: boolean;
  /** Its first bytes. */
  peek(length: number): Uint8Array;
  /** New bytes; undefined if there are none. Valid until the next call. */
  read(): Promise<Uint8Array | undefined>;
  /** Whether the file was neither truncated nor rewritten, nor filled with what must be undone when it was empty. */
  isWhole(): boolean;
  close(): Promise<void>;
}

/** Undefined if there is no such file. @throws Error of the system, also for what cannot be read from any place, as a pipe. */
export function openTail({ path, offset }: { path: string; offset: number }, report: ReportProblem): Tail | undefined {
  const file = systemDisk.open(path);
  if (!file) return undefined;
  try {
    const head = readPiece(file, 0, FINGERPRINT);
    if (!file.isPlain) throw refusal('ESPIPE', `'${path}' is not a regular file`);
    if (!isCompressed(head)) return new PlainTail(file, offset);
  } catch (error) {
    // This is retried repeatedly, as a folder that has replaced the log may stay, so nothing must leak.
    file.close();
    throw error;
  }
  file.close();
  return new CompressedTail(path, offset, report);
}

/** The identity of a file; undefined if there is none that can be opened. */
export function identityAt(path: string): FileIdentity | undefined {
  try {
    const tail = openTail({ path, offset: 0 }, () => {});
    void tail?.close();
    return tail?.identity;
  } catch {
    return undefined;
  }
}

class PlainTail implements Tail {
  identity: FileIdentity;
  modified: number;
  readonly mayGrow = true;
  isAtEnd = false;
  /** Only as large as what is read at a time, and none where there is nothing: there may be thousands of logs. */
  private buffer: Uint8Array = NOTHING;

  constructor(
    private readonly file: DiskFile,
    private position: number,
  ) {
    this.identity = identityOf(file);
    this.modified = file.stats().modified;
  }

  get end(): number {
    return this.position;
  }

  peek(length: number): Uint8Array {
    this.modified = this.file.stats().modified;
    return readPiece(this.file, 0, length);
  }

  async read(): Promise<Uint8Array | undefined> {
    const { size, modified } = this.file.stats();
    const wanted = Math.min(size - this.position, CHUNK);
    if (wanted <= 0 || !this.isWhole()) {
      this.buffer = NOTHING;
      return undefined;
    }
    this.modified = modified;
    if (this.buffer.length < wanted) this.buffer = Buffer.allocUnsafeSlow(wanted);
    const count = this.file.read(this.buffer, this.position);
    this.position += count;
    this.isAtEnd = this.position >= size;
    // A file that was short at first can be fingerprinted better now.
    if (this.identity.length < FINGERPRINT) this.identity = identityOf(this.file);
    return count > 0 ? this.buffer.subarray(0, count) : undefined;
  }

  isWhole(): boolean {
    const { file, position, identity } = this;
    if (position === 0 && identity.length === 0) return !isCompressed(readPiece(file, 0, FINGERPRINT));
    return file.stats().size >= position && beginsAs(readPiece(file, 0, identity.length), identity);
  }

  async close(): Promise<void> {
    this.file.close();
  }
}

/** A file compressed after rotation: it no longer grows. Offsets refer to its uncompressed content. */
class CompressedTail implements Tail {
  readonly identity: FileIdentity;
  readonly modified: number;
  readonly mayGrow = false;
  readonly isAtEnd = false;
  readonly end = 0;
  private readonly chunks: AsyncIterator<Uint8Array>;

  constructor(
    path: string,
    private skipped: number,
    report: ReportProblem,
  ) {
    const { id = '', modified = 0 } = systemDisk.stats(path) ?? {};
    this.identity = { id, length: 0, checksum: 0 };
    this.modified = modified;
    this.chunks = readFile(path, { ...READ_LIMITS, chunkSize: CHUNK }, report)[Symbol.asyncIterator]();
  }

  peek(): Uint8Array {
    return NOTHING;
  }

  async read(): Promise<Uint8Array | undefined> {
    for (;;) {
      const { done, value } = await this.chunks.next();
      if (done) return undefined;
      const from = Math.min(this.skipped, value.length);
      this.skipped -= from;
      if (from < value.length) return value.subarray(from);
    }
  }

  isWhole(): boolean {
    return true;
  }

  async close(): Promise<void> {
    await this.chunks.return?.();
  }
}

/** Number of first bytes that distinguish a log from others: usually it begins with a time. */
export const FINGERPRINT = 1024;

function identityOf(file: DiskFile): FileIdentity {
  const head = readPiece(file, 0, FINGERPRINT);
  return { id: file.stats().id, length: head.length, checksum: crc32(head) };
}

/** Whether a file that begins like this may be the identified one. Any may be, if that was empty when it was identified. */
export function beginsAs(head: Uint8Array, { length, checksum }: FileIdentity): boolean {
  return head.length >= length && crc32(head.subarray(0, length)) === checksum;
}
