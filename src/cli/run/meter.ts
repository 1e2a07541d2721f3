/** The progress of a long run: a line on a terminal that is written over, and an answer to SIGUSR1 anywhere. */

import { statSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { progressLine } from '../print/progress.ts';
import type { Stream } from '../terminal.ts';

/** When the first line is shown, and how often it changes, milliseconds: a short run needs none. */
const BEFORE_FIRST = 500;
const BETWEEN = 100;
const COLUMNS = 80;
const CLEAR_LINE = '\r\x1b[2K';

/** What has come so far. */
export interface Metered {
  /** After decompression. */
  readonly bytes: number;
  /** Transactions and episodes that are open now. */
  readonly open: number;
}

export class Meter {
  private readonly began = performance.now();
  private last = this.began + BEFORE_FIRST - BETWEEN;
  private shown = false;

  constructor(
    private readonly run: Metered,
    private readonly stream: Stream,
    /** Bytes to be read, if that is known. */
    private readonly total: number | undefined,
  ) {}

  /** To be called after each piece of input. */
  tick(): void {
    const now = performance.now();
    if (!this.stream.isTerminal || now - this.last < BETWEEN) return;
    this.last = now;
    this.shown = true;
    this.stream.write(`${CLEAR_LINE}${this.line()}`);
  }

  /** Says how far the run has come, on a line that stays. */
  say(): void {
    this.clear();
    this.stream.write(`${this.line()}\n`);
  }

  /** Takes the line away. */
  clear(): void {
    if (this.shown) this.stream.write(CLEAR_LINE);
    this.shown = false;
  }

  private line(): string {
    const elapsed = Math.round((performance.now() - this.began) * 1000);
    const { bytes, open } = this.run;
    return progressLine(
      { bytes, elapsed, open, ...(this.total === undefined ? {} : { total: this.total }) },
      this.stream.columns ?? COLUMNS,
    );
  }
}

/** Undefined where one of the files can be read but once, or is compressed: its size says little. */
export function totalBytes(files: readonly string[]): number | undefined {
  let total = 0;
  for (const file of files) {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (!stat?.isFile() || file.endsWith('.gz')) return undefined;
    total += stat.size;
  }
  return total;
}
