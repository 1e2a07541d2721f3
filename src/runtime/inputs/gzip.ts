/**
 * Gzip (RFC 1952) as a stream: any number of concatenated members, trailing bytes of any kind, truncated files. Members
 * are separated here and not in `node:zlib`, which loses buffered data on an error.
 */

import { createInflateRaw, type InflateRaw } from 'node:zlib';
import { crc32 } from '../state/crc32.ts';
import { ChunkReader } from './chunk-reader.ts';
import type { ReadLimits } from './limits.ts';

/** Why the data ended early. */
export type GzipFault = 'cut-off' | 'trailing-garbage' | 'damaged' | 'bomb';

type GunzipOptions = Pick<ReadLimits, 'chunkSize' | 'maxRatio'>;

/** The ratio is only checked beyond this many uncompressed bytes. */
const BEFORE_RATIO = 1024 * 1024;
const LEAST_CHUNK = 64;
/** Two bytes of magic, and deflate, the only method in use. */
const MAGIC = [0x1f, 0x8b, 8];

const HAS_CHECKSUM = 1 << 1;
const HAS_EXTRA = 1 << 2;
const HAS_NAME = 1 << 3;
const HAS_COMMENT = 1 << 4;

/** Yields the uncompressed bytes. Everything readable is yielded before `onFault` is called. */
export async function* gunzip(
  compressed: AsyncIterable<Uint8Array>,
  options: GunzipOptions,
  onFault: (fault: GzipFault) => void,
): AsyncGenerator<Uint8Array> {
  const input = new ChunkReader(compressed);
  const reader = new GzipReader(input, options);
  try {
    for (let isFirst = true; await reader.header(isFirst); isFirst = false) {
      yield* reader.content();
      if (!(await reader.trailer())) break;
    }
    if (reader.fault) onFault(reader.fault);
  } finally {
    await input.close();
  }
}

class GzipReader {
  fault: GzipFault | undefined;
  /** Uncompressed bytes of all members. */
  private produced = 0;
  /** Uncompressed bytes of the current member. */
  private length = 0;
  private checksum = 0;

  constructor(
    private readonly input: ChunkReader,
    private readonly options: GunzipOptions,
  ) {}

  /** Reads the header of a member; returns false if there is none, or it is incomplete. Skips zero bytes that pad the previous member. */
  async header(isFirst: boolean): Promise<boolean> {
    let byte = await this.input.byte();
    while (byte === 0 && !isFirst) byte = await this.input.byte();
    if (byte < 0 && !isFirst) return false;
    for (const magic of MAGIC) {
      if (byte !== magic) return this.fail(!isFirst ? 'trailing-garbage' : byte < 0 ? 'cut-off' : 'damaged');
      byte = await this.input.byte();
    }
    return (await this.restOfHeader(byte)) || this.fail('cut-off');
  }

  /** Returns false if it is truncated. */
  private async restOfHeader(flags: number): Promise<boolean> {
    if (!(await this.skip(6))) return false;
    if (flags & HAS_EXTRA && !(await this.skip(await this.number(2)))) return false;
    if (flags & HAS_NAME && !(await this.skipText())) return false;
    if (flags & HAS_COMMENT && !(await this.skipText())) return false;
    return !(flags & HAS_CHECKSUM) || this.skip(2);
  }

  /** The data of the member whose header was read. */
  async *content(): AsyncGenerator<Uint8Array> {
    // With a high-water mark of one byte, no piece is begun before the previous one was taken: an error cannot overtake data.
    const settings = { chunkSize: Math.max(this.options.chunkSize, LEAST_CHUNK), readableHighWaterMark: 1 };
    const inflate = createInflateRaw(settings);
    const before = this.input.count;
    this.length = 0;
    this.checksum = 0;
    const feeding = this.feed(inflate);
    try {
      for await (const chunk of inflate as AsyncIterable<Buffer>) {
        this.take(chunk);
        if (this.produced > BEFORE_RATIO && this.produced > (before + inflate.bytesWritten) * this.options.maxRatio) {
          this.fail('bomb');
          return;
        }
        yield chunk;
      }
    } catch (error) {
      this.fail(error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR' ? 'cut-off' : 'damaged');
    } finally {
      inflate.destroy();
      await feeding;
    }
  }

  /** Feeds `inflate` until it leaves input over, because the member has ended. */
  private async feed(inflate: InflateRaw): Promise<void> {
    const closed = new Promise((resolve) => inflate.once('close', resolve));
    for (;;) {
      const chunk = await this.input.rest();
      if (inflate.destroyed) return;
      if (chunk.length === 0) {
        inflate.end();
        return;
      }
      const before = inflate.bytesWritten;
      await Promise.race([new Promise((resolve) => inflate.write(chunk, resolve)), closed]);
      const consumed = inflate.bytesWritten - before;
      this.input.skip(consumed);
      if (consumed < chunk.length) return;
    }
  }

  private take(chunk: Uint8Array): void {
    this.produced += chunk.length;
    this.length = (this.length + chunk.length) % 2 ** 32;
    this.checksum = crc32(chunk, this.checksum);
  }

  /** Compares the output with the trailer of the member; returns false if it is useless to continue. */
  async trailer(): Promise<boolean> {
    if (this.fault) return false;
    const checksum = await this.number(4);
    const length = await this.number(4);
    if (length < 0) return this.fail('cut-off');
    return (length === this.length && checksum === this.checksum) || this.fail('damaged');
  }

  /** A little-endian number of this many bytes; -1 if it is truncated. */
  private async number(size: number): Promise<number> {
    let value = 0;
    for (let place = 0; place < size; place++) {
      const byte = await this.input.byte();
      if (byte < 0) return -1;
      value += byte * 256 ** place;
    }
    return value;
  }

  private async skip(count: number): Promise<boolean> {
    for (let at = 0; at < count; at++) if ((await this.input.byte()) < 0) return false;
    return count >= 0;
  }

  /** Skips a text that ends with a zero byte; returns false if it is truncated. */
  private async skipText(): Promise<boolean> {
    let byte = await this.input.byte();
    while (byte > 0) byte = await this.input.byte();
    return byte === 0;
  }

  private fail(fault: GzipFault): false {
    this.fault ??= fault;
    return false;
  }
}
