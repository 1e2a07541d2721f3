/** The beginning of a source, from which its format is detected. */

import { DETECTED_LINES } from '../decode/detect.ts';
import { LINE_FEED } from '../values/ascii.ts';
import { type Begun, begin, type QuietLimit } from './chunks.ts';
import { readFile } from './file.ts';
import type { FileSample } from './file-sample.ts';
import type { ReadLimits } from './limits.ts';

/** The longest beginning to examine, however few lines it has; only a first line may be longer. */
export const LONGEST_HEAD = 64 * 1024;

/** How many lines are searched for a first time: a log may begin within a stack trace. Where none has one, they are waited for. */
const SEARCHED_LINES = 100;

/** A live pipe that is silent has lines to be dealt with, however few. */
const PIPE_LIMIT: QuietLimit = { quiet: 1000, suffices: (head) => head.includes(LINE_FEED) };

/** Reads as much as is examined, or less of a live pipe. Then `all` of the source but a hole before its text can be read, or it must be closed. */
export async function beginSource(chunks: AsyncIterable<Uint8Array>, { maxLine }: ReadLimits): Promise<Begun> {
  const begun = await begin(behindHole(chunks), (bytes) => examined(bytes, maxLine) < Number.POSITIVE_INFINITY, PIPE_LIMIT);
  return { ...begun, head: begun.head.subarray(0, examined(begun.head, maxLine)) };
}

/** Reads on, line by line, until the beginning has a time. Nothing else may have been read of `begun`. */
export async function beginTimed(begun: Begun, isTimed: (head: Uint8Array) => boolean): Promise<Begun> {
  let length = begun.head.length;
  let isFound = isTimed(begun.head);
  if (isFound) return begun;
  let lines = DETECTED_LINES;
  const { all, head } = await begin(
    begun.all,
    (bytes) => {
      while (!isFound) {
        const lineEnd = bytes.subarray(0, LONGEST_HEAD).indexOf(LINE_FEED, length);
        if (lineEnd < 0) return bytes.length >= LONGEST_HEAD;
        length = lineEnd + 1;
        isFound = ++lines === SEARCHED_LINES || isTimed(bytes.subarray(0, length));
      }
      return true;
    },
    PIPE_LIMIT,
  );
  return { ...begun, all, head: head.subarray(0, length) };
}

/**
 * The beginning of the newest of some files that has a line, otherwise of the newest that is not empty: as it was
 * sampled, or all of its first line if that is longer. Undefined if all are empty.
 */
export async function newestBeginning(newestFirst: AsyncIterable<FileSample>, limits: ReadLimits): Promise<Uint8Array | undefined> {
  let unfinished: Uint8Array | undefined;
  for await (const sample of newestFirst) {
    if (sample.head.length === 0) continue;
    const head = sample.head.includes(LINE_FEED) ? sample.head : await firstLine(sample.path, limits);
    if (hasLine(head, limits)) return head;
    if (head.length > 0) unfinished ??= head;
  }
  return unfinished;
}

/** Whether a beginning contains a line, and not only what of it was written so far. */
export function hasLine(head: Uint8Array, { maxLine }: Pick<ReadLimits, 'maxLine'>): boolean {
  return head.length >= maxLine || head.includes(LINE_FEED);
}

async function firstLine(path: string, limits: ReadLimits): Promise<Uint8Array> {
  const begun = await beginSource(
    readFile(path, limits, () => {}),
    limits,
  );
  await begun.close();
  return begun.head;
}

/** Passes chunks on from the first byte that is not NUL: a log truncated under its writer begins with a hole, of any length. */
async function* behindHole(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let isBehind = false;
  for await (const chunk of chunks) {
    const from = isBehind ? 0 : chunk.findIndex((byte) => byte !== 0);
    if (from < 0) continue;
    isBehind = true;
    yield from > 0 ? chunk.subarray(from) : chunk;
  }
}

/** How much of a beginning is examined: a fixed number of lines, however the bytes come. Infinity if these have not come yet. */
function examined(bytes: Uint8Array, maxLine: number): number {
  let lines = 0;
  for (let at = 0; at < bytes.length && at < LONGEST_HEAD; at++) {
    if (bytes[at] === LINE_FEED && ++lines === DETECTED_LINES) return at + 1;
  }
  if (lines > 0 || maxLine <= LONGEST_HEAD) return bytes.length >= LONGEST_HEAD ? LONGEST_HEAD : Number.POSITIVE_INFINITY;
  const lineEnd = bytes.subarray(0, maxLine).indexOf(LINE_FEED, LONGEST_HEAD);
  if (lineEnd >= 0) return lineEnd + 1;
  return bytes.length >= maxLine ? maxLine : Number.POSITIVE_INFINITY;
}
