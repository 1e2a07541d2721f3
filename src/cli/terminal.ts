/** The two streams of the process: standard output is data, standard error is everything else. */

import { once } from 'node:events';
import type { WriteStream } from 'node:tty';
import type { Palette } from '../runtime/outputs/palette.ts';
import type { Write } from '../runtime/outputs/sink.ts';
import { type ColourFlag, paletteFor } from './print/colour.ts';

/** Options of all commands. */
export interface GlobalOptions {
  color?: ColourFlag;
  /** The path of the configuration file, if given. */
  config?: string;
}

export interface Stream {
  write: Write;
  isTerminal: boolean;
  /** The width of the terminal; undefined if nothing needs to be cut. */
  columns: number | undefined;
  palette: Palette;
}

export function stdout(options: GlobalOptions): Stream {
  return streamOf(process.stdout, options);
}

export function stderr(options: GlobalOptions): Stream {
  return streamOf(process.stderr, options);
}

function streamOf(stream: WriteStream, { color }: GlobalOptions): Stream {
  const isTerminal = stream.isTTY ?? false;
  const wanted = Number(process.env['COLUMNS']);
  // A terminal of unknown size has 0 columns.
  const own = isTerminal && stream.columns > 0 ? stream.columns : undefined;
  const columns = own ?? (Number.isInteger(wanted) && wanted > 0 ? wanted : undefined);
  return { write: (text) => void stream.write(text), isTerminal, columns, palette: paletteFor(color, process.env, isTerminal) };
}

/**
 * Resolves when standard output accepts more, or never will: output waits for slow readers, instead of being buffered in
 * memory.
 */
export async function drained(): Promise<void> {
  if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain').catch(() => undefined);
}
