/**
 * Files of parts: a line, followed by parts, each with its length and a checksum in four bytes each. A checksum covers
 * the line and all parts up to its own, so that none can be missing, or belong to an older version of the file.
 */

import { crc32 } from './crc32.ts';
import { type DiskFile, readPiece, writeAll } from './disk.ts';

const PART_HEAD = 8;

/** Writes parts over existing content. A longer remainder must be cut off at the end. */
export class PartWriter {
  private waiting: Buffer[] = [];
  private size = 0;
  private written = 0;
  private checksum: number;

  constructor(
    private readonly file: DiskFile,
    line: string,
    /** Bytes to gather before they are written. */
    private readonly most: number,
  ) {
    const bytes = Buffer.from(line);
    this.checksum = crc32(bytes);
    this.gather(bytes);
  }

  /** Returns whether anything was written. @throws Error of the disk. */
  add(part: Buffer): boolean {
    this.checksum = crc32(part, this.checksum);
    const head = Buffer.alloc(PART_HEAD);
    head.writeUInt32LE(part.length);
    head.writeUInt32LE(this.checksum, 4);
    this.gather(head);
    this.gather(part);
    if (this.size < this.most) return false;
    this.flush();
    return true;
  }

  /** Writes the rest and truncates the file. @throws Error of the disk. */
  end(): void {
    this.flush();
    this.file.truncate(this.written);
  }

  private gather(bytes: Buffer): void {
    this.waiting.push(bytes);
    this.size += bytes.length;
  }

  private flush(): void {
    writeAll(this.file, Buffer.concat(this.waiting), this.written);
    this.written += this.size;
    this.waiting = [];
    this.size = 0;
  }
}

/** Yields the parts of a file after its line, with their offsets, up to the first damaged one. */
export function* goodParts(file: DiskFile, line: Uint8Array): Generator<{ at: number; part: Buffer }> {
  const { size } = file.stats();
  let checksum = crc32(line);
  for (let at = line.length; at + PART_HEAD <= size; ) {
    const head = readPiece(file, at, PART_HEAD);
    const length = head.readUInt32LE();
    if (at + PART_HEAD + length > size) return;
    const part = readPiece(file, at + PART_HEAD, length);
    checksum = crc32(part, checksum);
    if (checksum !== head.readUInt32LE(4)) return;
    yield { at, part };
    at += PART_HEAD + length;
  }
}

/** The part at an offset, which must be good. */
export function partAt(file: DiskFile, at: number): Buffer {
  return readPiece(file, at + PART_HEAD, readPiece(file, at, PART_HEAD).readUInt32LE());
}
