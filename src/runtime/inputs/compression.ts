/** Bytes as they were before they were compressed: found out by how they begin, whatever the name says. */

import { begin } from './chunks.ts';
import { type GzipFault, gunzip } from './gzip.ts';
import type { ReadLimits } from './limits.ts';
import { type InputProblem, pipedThrough, type ReportProblem } from './problem.ts';

/** How the formats that we do not undo begin, and the program that does. */
const OTHERS: readonly { name: string; program: string; magic: readonly number[] }[] = [
  { name: 'xz', program: 'xzcat', magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] },
  { name: 'bzip2', program: 'bzcat', magic: [0x42, 0x5a, 0x68] },
  { name: 'zstd', program: 'zstdcat', magic: [0x28, 0xb5, 0x2f, 0xfd] },
  { name: 'lz4', program: 'lz4cat', magic: [0x04, 0x22, 0x4d, 0x18] },
];
const GZIP = [0x1f, 0x8b];
/** So many first bytes tell. */
const MAGIC_LENGTH = 6;

/** Whether these first bytes are those of something compressed. */
export function isCompressed(head: Uint8Array): boolean {
  return beginsWith(head, GZIP) || OTHERS.some(({ magic }) => beginsWith(head, magic));
}

/** Gives chunks on; those of gzip as what is in them. */
export async function* decompressed(
  chunks: AsyncIterable<Uint8Array>,
  path: string,
  limits: ReadLimits,
  report: ReportProblem,
): AsyncGenerator<Uint8Array> {
  const { head, all, close } = await begin(chunks, ({ length }) => length >= MAGIC_LENGTH);
  const other = OTHERS.find(({ magic }) => beginsWith(head, magic));
  try {
    if (other) report(unknownCompression(path, other));
    else if (beginsWith(head, GZIP)) yield* gunzip(all, limits, (fault) => report(problemOfFault(fault, path, limits)));
    else yield* all;
  } finally {
    await close();
  }
}

function beginsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, at) => bytes[at] === byte);
}

function unknownCompression(path: string, { name, program }: { name: string; program: string }): InputProblem {
  return {
    code: 'unknown-compression',
    severity: 'error',
    path,
    message: `'${path}' is compressed with ${name}.`,
    help: `Pipe it in: ${pipedThrough(program, path)}`,
  };
}

function problemOfFault(fault: GzipFault, path: string, { maxRatio }: ReadLimits): InputProblem {
  switch (fault) {
    case 'cut-off':
      return {
        code: fault,
        severity: 'warning',
        path,
        message: `'${path}' breaks off in the middle of its compressed data.`,
        help: 'All that is there was read. Is it still being written or copied?',
      };
    case 'trailing-garbage':
      return {
        code: fault,
        severity: 'warning',
        path,
        message: `'${path}' has other bytes behind its compressed data.`,
        help: 'They were passed over.',
      };
    case 'damaged':
      return {
        code: fault,
        severity: 'error',
        path,
        message: `'${path}' is damaged.`,
        help: 'What came before the damage was read. Try: gzip -t',
      };
    case 'bomb':
      return {
        code: fault,
        severity: 'error',
        path,
        message: `'${path}' grows to more than ${maxRatio} times its size, as no log does; the rest of it was not read.`,
        help: `If you trust it, pipe it in: ${pipedThrough('zcat', path)}`,
      };
  }
}
