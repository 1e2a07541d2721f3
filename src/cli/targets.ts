/** `--format F[=FILE]`, repeatable: the formats of an output, and where each is written. */

import { closeSync, constants, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { statsOf } from '../library/disk-reader.ts';
import type { Write } from '../runtime/outputs/sink.ts';
import { owed } from './broken-streams.ts';
import { unwritable, usageError } from './exit-code.ts';
import { contentsAt, isPlainFile } from './file-place.ts';
import { meantOrAll } from './meant.ts';

/** A format that was asked for, and the file to write; none for the standard stream. */
interface TargetSpec<Format extends string> {
  format: Format;
  file: string | undefined;
}

export interface Target<Format extends string> extends TargetSpec<Format> {
  write: Write;
  /** Makes everything written so far visible to others. */
  flush(): void;
  close(): void;
}

/**
 * The targets that were asked for; `usual` if there were none. No file is opened yet, which would empty it.
 * @throws Failure for an unknown format
 */
export function specsOf<Format extends string>(
  asked: readonly string[] | undefined,
  known: readonly Format[],
  usual: Format,
): TargetSpec<Format>[] {
  const list = asked && asked.length > 0 ? asked : [usual];
  return list.map((one) => {
    const equals = one.indexOf('=');
    const name = equals < 0 ? one : one.slice(0, equals);
    const format = known.find((candidate) => candidate === name);
    if (format === undefined) {
      throw usageError(`There is no format '${name}' here.`, meantOrAll(name, known, 'It can be'));
    }
    return { format, file: equals < 0 ? undefined : one.slice(equals + 1) };
  });
}

/** Opens a target, and empties its file. @throws Failure if that cannot be written */
export function targetOf<Format extends string>({ format, file }: TargetSpec<Format>, stream: Write): Target<Format> {
  return file === undefined ? { format, file, write: stream, flush: () => {}, close: () => {} } : fileTarget(format, file);
}

/**
 * As {@link claimOutputs}, for the files of targets; makes those that do not exist.
 * @throws Failure the same, and if one cannot be written
 */
export function claimTargets(specs: readonly TargetSpec<string>[], read: Iterable<string>): void {
  const files = specs.flatMap(({ file }) => file ?? []);
  claimOutputs(files, read);
  // To open a pipe waits for its reader, and to close it again is the end of what that reads.
  for (const file of files) if (!statsOf(file)?.isFIFO()) closeSync(writing(file, () => openSync(file, WITHOUT_EMPTYING)));
}

/**
 * Checks files that will be written, before one is opened, which empties it.
 * @param read files that the command reads
 * @throws Failure if two outputs write to one file, or one to a file that is read
 */
export function claimOutputs(outputs: readonly string[], read: Iterable<string>): void {
  const written = new Map<string, string>();
  for (const path of outputs.filter(isPlainFile)) {
    const contents = contentsAt(path);
    if (written.has(contents)) refuseFile(path);
    written.set(contents, path);
  }
  if (written.size === 0) return;
  for (const path of read) {
    const lost = written.get(contentsAt(path));
    if (lost !== undefined) throw usageError(`'${lost}' is read here: writing to it would destroy it.`, 'Name another file to write to.');
  }
}

/** @throws Failure */
export function refuseFile(path: string): never {
  throw usageError(`Two outputs write to '${path}'.`, 'Give each its own file.');
}

const WITHOUT_EMPTYING = constants.O_WRONLY | constants.O_CREAT;

/** The size of the buffer, which avoids a system call for each line. */
const BUFFERED = 1 << 16;
/** The maximum number of UTF-8 bytes for one UTF-16 unit. */
const BYTES_OF_UNIT = 3;

function fileTarget<Format extends string>(format: Format, file: string): Target<Format> {
  const descriptor = writing(file, () => openSync(file, 'w'));
  owed.count++;
  const room = Buffer.allocUnsafeSlow(2 * BUFFERED);
  let waiting = 0;
  const put = (bytes: Uint8Array) => writing(file, () => writeAll(descriptor, bytes));
  const flush = () => {
    if (waiting > 0) put(room.subarray(0, waiting));
    waiting = 0;
  };
  return {
    format,
    file,
    write: (text) => {
      if (typeof text === 'string' && BYTES_OF_UNIT * text.length <= room.length - waiting) waiting += room.write(text, waiting);
      else {
        flush();
        put(typeof text === 'string' ? Buffer.from(text) : text);
      }
      if (waiting >= BUFFERED) flush();
    },
    flush,
    close: () => {
      flush();
      closeSync(descriptor);
      owed.count--;
    },
  };
}

/** @param from the position in the file; if absent, where the last write ended */
function writeAll(descriptor: number, bytes: Uint8Array, from?: number): void {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(descriptor, bytes.subarray(done), 0, undefined, from === undefined ? null : from + done);
  }
}

/**
 * Writes a whole file. One that exists is rewritten in place, as its links, owner and mode are somebody's choice; what it
 * grows by comes first, so that a full disk leaves it as it was.
 * @throws Failure if it cannot be written
 */
export function writeWhole(file: string, text: string): void {
  writing(file, () => {
    const descriptor = openSync(file, WITHOUT_EMPTYING);
    try {
      rewrite(descriptor, Buffer.from(text));
    } finally {
      closeSync(descriptor);
    }
  });
}

function rewrite(descriptor: number, bytes: Uint8Array): void {
  const stats = fstatSync(descriptor);
  if (!stats.isFile()) {
    writeAll(descriptor, bytes);
    return;
  }
  const { size } = stats;
  try {
    writeAll(descriptor, bytes.subarray(size), size);
  } catch (error) {
    ftruncateSync(descriptor, size);
    throw error;
  }
  writeAll(descriptor, bytes.subarray(0, size), 0);
  ftruncateSync(descriptor, bytes.length);
}

function writing<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw unwritable(file, error, 'Name a file that you may write, in a folder that exists, on a disk with room.');
  }
}
