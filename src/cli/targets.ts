/** `--format F[=FILE]`, given as often as wanted: in which forms something is told, and where to. */

import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import type { Write } from '../runtime/outputs/sink.ts';
import { ExitCode, Failure, unwritable } from './exit-code.ts';
import { meantOrAll } from './meant.ts';

export interface Target<Format extends string> {
  format: Format;
  /** Absent: the stream. */
  file: string | undefined;
  write: Write;
  /** What was written is there for others now. */
  flush(): void;
  close(): void;
}

/**
 * The targets that were asked for; `usual` when none was.
 * @throws Failure for an unknown format, or a file that cannot be written.
 */
export function targetsOf<Format extends string>(
  asked: readonly string[] | undefined,
  known: readonly Format[],
  usual: Format,
  stream: Write,
): Target<Format>[] {
  const list = asked && asked.length > 0 ? asked : [usual];
  return list.map((one) => {
    const equals = one.indexOf('=');
    const name = equals < 0 ? one : one.slice(0, equals);
    const format = known.find((candidate) => candidate === name);
    if (format === undefined) {
      throw new Failure(ExitCode.usage, `There is no format '${name}' here.`, meantOrAll(name, known, 'It can be'));
    }
    return equals < 0
      ? { format, file: undefined, write: stream, flush: () => {}, close: () => {} }
      : fileTarget(format, one.slice(equals + 1));
  });
}

/** Pieces are gathered, so that a line of output is no system call of its own. */
const BUFFERED = 1 << 16;
/** Of UTF-8, which a unit of UTF-16 takes at most. */
const BYTES_OF_UNIT = 3;

function fileTarget<Format extends string>(format: Format, file: string): Target<Format> {
  const descriptor = open(file);
  let waiting = '';
  const encoder = new Encoder();
  const put = (bytes: Uint8Array) => writing(file, () => writeAll(descriptor, bytes));
  const flush = () => {
    if (waiting !== '') put(encoder.bytesOf(waiting));
    waiting = '';
  };
  return {
    format,
    file,
    write: (text) => {
      if (typeof text === 'string') waiting += text;
      else {
        flush();
        put(text);
      }
      if (waiting.length >= BUFFERED) flush();
    },
    flush,
    close: () => {
      flush();
      closeSync(descriptor);
    },
  };
}

/** Texts as UTF-8, most of them in one buffer, which is used again: to make one for each takes longer than to fill it. */
class Encoder {
  private readonly room = Buffer.allocUnsafeSlow(BYTES_OF_UNIT * 2 * BUFFERED);

  /** Only as long as no other text is asked for. */
  bytesOf(text: string): Uint8Array {
    const { room } = this;
    return BYTES_OF_UNIT * text.length <= room.length ? room.subarray(0, room.write(text)) : Buffer.from(text);
  }
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let rest = bytes; rest.length > 0; ) rest = rest.subarray(writeSync(descriptor, rest));
}

function open(file: string): number {
  return writing(file, () => openSync(file, 'w'));
}

/**
 * Writes a whole file. `wx` as flag leaves one alone that is there: it is somebody's work.
 * @throws Failure where it cannot be written.
 */
export function writeWhole(file: string, text: string, flag: 'w' | 'wx' = 'w'): void {
  writing(file, () => writeFileSync(file, text, { flag }));
}

function writing<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw unwritable(file, error, 'Name a file that you may write, in a folder that exists.');
  }
}
