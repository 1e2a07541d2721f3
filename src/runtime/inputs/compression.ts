/** Undoes compression, and converts the journal's export format to lines: detected from the first bytes, whatever the name says. */

import { begin } from './chunks.ts';
import { type GzipFault, gunzip } from './gzip.ts';
import { EXPORT_MAGICS, type ExportFault, exportedAsJson } from './journal-export.ts';
import type { ReadLimits } from './limits.ts';
import { type InputProblem, inputError, inputWarning, pipedThrough, type ReportProblem, STANDARD_INPUT } from './problem.ts';

/** A format that is not undone here: how it begins, and the program that undoes it. */
interface Wrapping {
  /** As it follows the name of the file in a message. */
  says: string;
  program: string;
  /** How the program reads standard input; if absent, as it is. */
  filter?: string;
  /** Bytes; {@link ANY} stands for any byte but 0. */
  magic: readonly number[];
  /** The offset of the magic; 0 if absent. */
  at?: number;
}

const ANY = -1;
const OTHERS: readonly Wrapping[] = [
  { says: 'is compressed with xz', program: 'xzcat', magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] },
  // `BZh` and a level could begin a text: then comes π, before a block, or its root, at the end of one without blocks.
  { says: 'is compressed with bzip2', program: 'bzcat', magic: [0x42, 0x5a, 0x68, ANY, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59] },
  { says: 'is compressed with bzip2', program: 'bzcat', magic: [0x42, 0x5a, 0x68, ANY, 0x17, 0x72, 0x45, 0x38, 0x50, 0x90] },
  { says: 'is compressed with zstd', program: 'zstdcat', magic: [0x28, 0xb5, 0x2f, 0xfd] },
  { says: 'is compressed with lz4', program: 'lz4cat', magic: [0x04, 0x22, 0x4d, 0x18] },
  { says: 'is a zip archive', program: 'unzip -p', filter: 'funzip', magic: [0x50, 0x4b, 0x03, 0x04] },
  // `ustar`, in the header of the first file.
  { says: 'is a tar archive', program: 'tar -xOf', filter: 'tar -xOf -', magic: [0x75, 0x73, 0x74, 0x61, 0x72], at: 257 },
  // `LPKSHHRH`, and `ElfFile`.
  { says: 'is a systemd journal', program: 'journalctl -o json --file', magic: [0x4c, 0x50, 0x4b, 0x53, 0x48, 0x48, 0x52, 0x48] },
  { says: 'is a Windows event log', program: 'evtx_dump -o jsonl', magic: [0x45, 0x6c, 0x66, 0x46, 0x69, 0x6c, 0x65, 0x00] },
  { says: 'is UTF-16 text', program: 'iconv -f UTF-16 -t UTF-8', magic: [0xff, 0xfe] },
  { says: 'is UTF-16 text', program: 'iconv -f UTF-16 -t UTF-8', magic: [0xfe, 0xff] },
  { says: 'is UTF-16 text', program: 'iconv -f UTF-16LE -t UTF-8', magic: [ANY, 0, ANY, 0, ANY, 0] },
  { says: 'is UTF-16 text', program: 'iconv -f UTF-16BE -t UTF-8', magic: [0, ANY, 0, ANY, 0, ANY] },
];
const GZIP: Pick<Wrapping, 'magic'> = { magic: [0x1f, 0x8b] };
/** How many first bytes are waited for. The magic of a tar archive is further back, but such a file does not come slowly. */
const MAGIC_LENGTH = 10;

/** Whether these first bytes belong to a format that must be undone. */
export function isCompressed(head: Uint8Array): boolean {
  return isExport(head) || [GZIP, ...OTHERS].some((other) => hasMagic(head, other));
}

/** Whether these first bytes are those of an export of the journal. */
export function isExport(head: Uint8Array): boolean {
  return EXPORT_MAGICS.some((magic) => hasMagic(head, { magic }));
}

/** Passes chunks on; decompresses gzip. */
export async function* decompressed(
  chunks: AsyncIterable<Uint8Array>,
  path: string,
  limits: ReadLimits,
  report: ReportProblem,
): AsyncGenerator<Uint8Array> {
  const { head, all, close } = await begin(chunks, ({ length }) => length >= MAGIC_LENGTH);
  try {
    // gzip may contain an archive; nested gzip is not undone, as a file may contain itself.
    const isGzip = hasMagic(head, GZIP);
    const content = isGzip ? gunzip(all, limits, (fault) => report(problemOfFault(fault, path, limits))) : all;
    yield* unwrapped(content, path, isGzip, report);
  } finally {
    await close();
  }
}

/** Passes chunks on, unless another program must undo their format. */
async function* unwrapped(
  chunks: AsyncIterable<Uint8Array>,
  path: string,
  isInGzip: boolean,
  report: ReportProblem,
): AsyncGenerator<Uint8Array> {
  const { head, all, close } = await begin(chunks, ({ length }) => length >= MAGIC_LENGTH);
  const other = OTHERS.find((one) => hasMagic(head, one));
  try {
    if (other) report(wrapped(path, other, isInGzip));
    else if (isExport(head)) yield* exportedAsJson(all, (fault) => report(problemOfExport(fault, path)));
    else yield* all;
  } finally {
    await close();
  }
}

function hasMagic(bytes: Uint8Array, { magic, at = 0 }: Pick<Wrapping, 'magic' | 'at'>): boolean {
  return magic.every((byte, place) => (byte === ANY ? bytes[at + place]! > 0 : bytes[at + place] === byte));
}

function wrapped(path: string, { says, program, filter = program }: Wrapping, isInGzip: boolean): InputProblem {
  const pipe = isInGzip ? pipedThrough(path, 'zcat', filter) : pipedThrough(path, path === STANDARD_INPUT ? filter : program);
  return inputError('unknown-compression', path, `'${path}' ${says}${isInGzip ? ', in gzip' : ''}.`, `Pipe it in: ${pipe}`);
}

function problemOfExport(fault: ExportFault, path: string): InputProblem {
  const what = fault === 'cut-off' ? 'ends in the middle of an entry' : 'has something that is not a valid entry of a journal export';
  return inputError(fault, path, `'${path}' ${what}.`, 'Everything before it was read. Export the journal again: journalctl -o export');
}

function problemOfFault(fault: GzipFault, path: string, { maxRatio }: ReadLimits): InputProblem {
  switch (fault) {
    case 'cut-off': {
      const help = 'Everything up to there was read. Check whether the file is still being written or copied.';
      return inputError(fault, path, `'${path}' ends in the middle of its compressed data.`, help);
    }
    case 'trailing-garbage':
      return inputWarning(fault, path, `'${path}' has other bytes after its compressed data.`, 'They were skipped.');
    case 'damaged':
      return inputError(fault, path, `'${path}' is damaged.`, 'Everything before the damage was read. Check the file with: gzip -t');
    case 'bomb': {
      const message = `'${path}' decompresses to more than ${maxRatio} times its size, which no log does; the rest was not read.`;
      return inputError(fault, path, message, `If you trust it, pipe it in: ${pipedThrough(path, 'zcat')}`);
    }
  }
}
