/** Files as chunks of bytes. */

import type { Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { decompressed } from './compression.ts';
import type { ReadLimits } from './limits.ts';
import { problemOf, type ReportProblem } from './problem.ts';

const LEAST_ROOM = 4096;

/**
 * The content of a file, pipe or device, from beginning to end. A chunk is valid until the next one is asked for. Errors
 * are reported and end it; nothing is thrown.
 */
export function readFile(path: string, limits: ReadLimits, report: ReportProblem): AsyncGenerator<Uint8Array> {
  return decompressed(chunksOf(path, limits.chunkSize, report), path, limits, report);
}

/** Like {@link readFile}, for a stream that is already open, such as standard input. */
export function readStream(
  stream: AsyncIterable<Uint8Array>,
  name: string,
  limits: ReadLimits,
  report: ReportProblem,
): AsyncGenerator<Uint8Array> {
  return decompressed(unfailing(stream, name, report), name, limits, report);
}

async function* chunksOf(path: string, size: number, report: ReportProblem): AsyncGenerator<Uint8Array> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const buffer = Buffer.allocUnsafeSlow(Math.min(size, roomFor(await file.stat())));
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } catch (error) {
    report(problemOf(error, path));
  } finally {
    await file?.close().catch((error: unknown) => report(problemOf(error, path)));
  }
}

/** Buffer size: a small file needs no large buffer; a file without a size may be endless. */
function roomFor(stats: Stats): number {
  return stats.isFile() && stats.size > 0 ? Math.max(stats.size, LEAST_ROOM) : Number.POSITIVE_INFINITY;
}

async function* unfailing(stream: AsyncIterable<Uint8Array>, name: string, report: ReportProblem): AsyncGenerator<Uint8Array> {
  try {
    yield* stream;
  } catch (error) {
    report(problemOf(error, name));
  }
}
