/** The progress of a long run: a line on a terminal that is written over, and an answer to SIGUSR1 anywhere. */

import { performance } from 'node:perf_hooks';
import type { Pipeline } from '../../runtime/pipeline.ts';
import { progressLine } from '../print/progress.ts';
import type { Stream } from '../terminal.ts';

/** A short run needs no line, and a terminal no more of them than eyes can follow; milliseconds. */
const BEFORE_FIRST = 500;
const BETWEEN = 100;
const COLUMNS = 80;
const CLEAR_LINE = '\r\x1b[2K';

export class Meter {
  private readonly began = performance.now();
  private last = this.began + BEFORE_FIRST - BETWEEN;
  private shown = false;

  constructor(
    private readonly pipeline: Pipeline,
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
    const { bytes, open } = this.pipeline;
    return progressLine(
      { bytes, elapsed, open, ...(this.total === undefined ? {} : { total: this.total }) },
      this.stream.columns ?? COLUMNS,
    );
  }
}
