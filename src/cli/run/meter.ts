/** The progress of a long run: a line on a terminal that is updated in place, and an answer to SIGUSR1 anywhere. */

import { performance } from 'node:perf_hooks';
import { given } from '../../given.ts';
import { statsOf } from '../../library/disk-reader.ts';
import { isCompressed } from '../../runtime/inputs/compression.ts';
import { headOf } from '../file-head.ts';
import { progressLine } from '../print/progress.ts';
import type { Stream } from '../terminal.ts';

/** The delay before the first line in milliseconds: a short run needs none. */
const BEFORE_FIRST = 500;
const BETWEEN = 100;
const COLUMNS = 80;
const CLEAR_LINE = '\r\x1b[2K';

/** The progress of a run. */
export interface Metered {
  /** After decompression. */
  readonly bytes: number;
  /** The number of open transactions and episodes. */
  readonly open: number;
}

export class Meter {
  private readonly began = performance.now();
  private last = this.began + BEFORE_FIRST - BETWEEN;
  private shown = false;

  constructor(
    private readonly run: Metered,
    private readonly stream: Stream,
    /** Total number of bytes to read, if known. */
    private readonly total: number | undefined,
  ) {}

  /** Must be called after each piece of input. */
  tick(): void {
    const now = performance.now();
    if (!this.stream.isTerminal || now - this.last < BETWEEN) return;
    this.last = now;
    this.shown = true;
    this.stream.write(`${CLEAR_LINE}${this.line()}`);
  }

  /** Reports the progress on a line that stays. */
  say(): void {
    this.clear();
    this.stream.write(`${this.line()}\n`);
  }

  /** Erases the progress line. */
  clear(): void {
    if (this.shown) this.stream.write(CLEAR_LINE);
    this.shown = false;
  }

  private line(): string {
    const elapsed = Math.round((performance.now() - this.began) * 1000);
    const { bytes, open } = this.run;
    return progressLine({ bytes, elapsed, open, ...given({ total: this.total }) }, this.stream.columns ?? COLUMNS);
  }
}

/** Undefined if one of the files cannot be read or only once, or is compressed: its size is no measure. */
export function totalBytes(files: readonly string[]): number | undefined {
  let total = 0;
  for (const file of files) {
    const stats = statsOf(file);
    if (!stats?.isFile() || isCompressed(headOf(file))) return undefined;
    total += stats.size;
  }
  return total;
}
