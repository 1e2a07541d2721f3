/**
 * Files of parts: a line in front, and then parts, each with its length and a checksum in four bytes each. A checksum is
 * of the line and of all parts up to its own, so that none can be missing, or be of another file that was there before.
 */

import { crc32 } from './crc32.ts';
import { type DiskFile, readPiece, writeAll } from './disk.ts';

const PART_HEAD = 8;

/** Writes parts over what is there. What is longer is to be cut off in the end. */
export class PartWriter {
  private waiting: Buffer[] = [];
  private size = 0;
  private written = 0;
  private checksum: number;

  constructor(
    private readonly file: DiskFile,
    line: string,
    /** So many bytes are gathered before they are written. */
    private readonly most: number,
  ) {
    const bytes = Buffer.from(line);
    this.checksum = crc32(bytes);
    this.gather(bytes);
  }

  /** Answers whether something was written. @throws Error of the disk. */
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

  /** Nothing more comes, and nothing more is there. @throws Error of the disk. */
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

/** The parts of a file behind its line, and where each lies, up to the first that is not good. */
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

/** The part that lies there, and was good. */
export function partAt(file: DiskFile, at: number): Buffer {
  return readPiece(file, at + PART_HEAD, readPiece(file, at, PART_HEAD).readUInt32LE());
}
