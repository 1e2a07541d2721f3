import { type DiskFile, writeAll } from './disk.ts';
import { type FrameSplitter, MAGIC } from './frame-splitter.ts';

/** Bytes read at a time. */
const PIECE = 256 * 1024;

/** A growing file of frames: a segment of a journal, or a capture. */
export class FrameFile {
  private length = MAGIC.length;
  /** How many bytes are safe from a power failure. */
  private safe = 0;

  /** @param file must be empty. @throws Error of the disk; the file is then closed */
  constructor(private readonly file: DiskFile) {
    try {
      writeAll(file, MAGIC, 0);
    } catch (error) {
      file.close();
      throw error;
    }
  }

  get size(): number {
    return this.length;
  }

  /** Whether everything written is safe from a power failure. */
  get isSafe(): boolean {
    return this.safe === this.length;
  }

  /** @throws Error of the disk; the next call then writes to the same position */
  write(frame: Uint8Array): void {
    writeAll(this.file, frame, this.length);
    this.length += frame.length;
  }

  /** Resolves when everything written so far is safe from a power failure. */
  async sync(): Promise<void> {
    const { length } = this;
    await this.file.sync();
    this.safe = Math.max(this.safe, length);
  }

  close(): void {
    this.file.close();
  }
}

/** Yields the good frames of a file, each valid until the next is asked for; what follows them is left in the splitter. */
export function* framesOf(file: DiskFile, splitter: FrameSplitter): Generator<Buffer> {
  const piece = Buffer.allocUnsafeSlow(PIECE);
  for (let at = 0, count = file.read(piece, at); count > 0; at += count, count = file.read(piece, at)) {
    splitter.feed(piece.subarray(0, count));
    for (let frame = splitter.next(); frame; frame = splitter.next()) yield frame;
  }
}
