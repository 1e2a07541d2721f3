/** Samples of files, from both ends, before they are read: to find the format and the years of stamps. */

import { type FileHandle, open, stat } from 'node:fs/promises';
import { LINE_FEED } from '../values/ascii.ts';
import { begin } from './chunks.ts';
import { isCompressed } from './compression.ts';
import { readFile } from './file.ts';
import { READ_LIMITS } from './limits.ts';

export interface FileSample {
  path: string;
  head: Uint8Array;
  /** From the beginning of a line on; absent if the entire file would have to be read for it. */
  tail?: Uint8Array;
  /** When the file was last modified, in microseconds since 1970. */
  modified: number;
  /** Reads all of it. What cannot be read is reported when it is read for its records. */
  whole(): AsyncIterable<Uint8Array>;
}

const SIZE = 64 * 1024;

/** How many files are open at a time. */
const AT_ONCE = 16;

/**
 * Samples of the files that can be read twice, the last first. Only those of the last few are kept, and the others are
 * looked at again each time: a rotated log may have thousands of files.
 */
export class FileSamples implements AsyncIterable<FileSample> {
  private kept: Promise<(FileSample | undefined)[]> | undefined;

  constructor(private readonly paths: readonly string[]) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<FileSample> {
    for (let end = this.paths.length; end > 0; end -= AT_ONCE) {
      const samples = await (end === this.paths.length ? (this.kept ??= this.samplesUpTo(end)) : this.samplesUpTo(end));
      for (const sample of samples) if (sample) yield sample;
    }
  }

  private samplesUpTo(end: number): Promise<(FileSample | undefined)[]> {
    const paths = this.paths.slice(Math.max(0, end - AT_ONCE), end);
    return Promise.all(paths.reverse().map(sampleFile));
  }
}

/** Looks at a file; undefined if it is none that can be read twice. Errors are reported when it is read. */
export async function sampleFile(path: string): Promise<FileSample | undefined> {
  const stats = await stat(path).catch(() => undefined);
  if (!stats?.isFile()) return undefined;
  const modified = Math.floor(stats.mtimeMs * 1000);
  const file = await open(path).catch(() => undefined);
  try {
    const head = file && (await piece(file, 0));
    if (!file || !head) return undefined;
    if (isCompressed(head)) return sampleOf(path, { head: await firstBytes(path), modified });
    if (stats.size <= head.length) return sampleOf(path, { head, tail: head, modified });
    const tail = await piece(file, stats.size - SIZE);
    return sampleOf(path, { head, tail: tail.subarray(tail.indexOf(LINE_FEED) + 1), modified });
  } catch {
    return undefined;
  } finally {
    await file?.close();
  }
}

export function sampleOf(path: string, seen: Pick<FileSample, 'head' | 'tail' | 'modified'>): FileSample {
  return { path, ...seen, whole: () => readFile(path, READ_LIMITS, () => {}) };
}

async function piece(file: FileHandle, position: number): Promise<Uint8Array> {
  const buffer = Buffer.alloc(SIZE);
  const { bytesRead } = await file.read(buffer, 0, SIZE, position);
  return buffer.subarray(0, bytesRead);
}

/** The first bytes of the content of a compressed file, whatever chunks it comes in: it may be of many small members. */
async function firstBytes(path: string): Promise<Uint8Array> {
  const chunks = readFile(path, { ...READ_LIMITS, chunkSize: SIZE }, () => {});
  const { head, close } = await begin(chunks, ({ length }) => length >= SIZE);
  await close();
  return head.subarray(0, SIZE);
}

/** Whether a file begins as no text does: with NUL bytes other than those of a hole before its text. */
export function isBinary({ head, tail = head }: FileSample): boolean {
  const start = head.findIndex((byte) => byte !== 0);
  // A hole may be longer than what was looked at.
  if (start < 0) return head.length > 0 && (tail.length === 0 || tail.includes(0));
  return head.indexOf(0, start) >= 0;
}
