/** Input → decode → match → engine → outcomes, from the first record of some sources to their last. */

import type { Plan } from '../dsl/plan.ts';
import type { RunCounters } from './counters.ts';
import type { SourceCursor } from './inputs/cursor.ts';
import { Merge } from './inputs/merge.ts';
import { Intake, type IntakeOptions } from './intake.ts';
import type { FormatMatcher } from './match/matcher.ts';
import type { Location, Match } from './record.ts';

export interface PipelineOptions extends IntakeOptions {
  /** What becomes of open transactions when the input ends. */
  atEnd?: 'open' | 'expire';
  /** Called after each piece of input that was read. */
  onRead?: () => void;
  /** Told of a record at which the program itself failed: it is passed over, and the run goes on. */
  onFault?: (error: unknown, place: Location) => void;
  /** Called with each record before the rules see it, and the named records that it is. */
  onRecord?: (cursor: SourceCursor, matches: readonly Match[]) => void;
}

export class Pipeline {
  private readonly intake: Intake;
  private cursors: readonly SourceCursor[] = [];
  private matchers: FormatMatcher[] = [];
  private stopped = false;

  constructor(
    plan: Plan,
    private readonly options: PipelineOptions,
  ) {
    this.intake = new Intake(plan, options);
  }

  get engine() {
    return this.intake.engine;
  }

  /** Reads all sources to their end, or until {@link stop}; then what is open is told. */
  async run(cursors: readonly SourceCursor[]): Promise<void> {
    this.cursors = cursors;
    this.matchers = cursors.map(({ info }) => this.intake.matcherOf(info.format.name));
    const merge = new Merge(cursors);
    try {
      while (!this.stopped && (await merge.fill())) {
        for (let cursor = merge.next(); cursor; cursor = merge.next()) this.takeSafely(cursor);
        this.options.onRead?.();
      }
    } finally {
      await merge.close();
    }
    this.engine.end(this.options.atEnd);
  }

  /** Ends the run after what has been read. */
  stop(): void {
    this.stopped = true;
  }

  private takeSafely(cursor: SourceCursor): void {
    try {
      this.take(cursor);
    } catch (error) {
      if (!this.options.onFault) throw error;
      this.options.onFault(error, { source: cursor.file, line: cursor.line });
    }
  }

  private take(cursor: SourceCursor): void {
    const { intake } = this;
    const { record } = cursor;
    const matches = intake.recognise(record, this.matchers[cursor.info.order]!, cursor.file, cursor.line);
    if (!matches) return;
    this.options.onRecord?.(cursor, matches);
    intake.accept(record, matches);
  }

  /** Transactions and episodes that are open now. */
  get open(): number {
    return this.intake.open;
  }

  /** Bytes read so far, after decompression. */
  get bytes(): number {
    return this.cursors.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** What was read so far, and what became of it. */
  get counters(): RunCounters {
    return this.intake.counters(this.bytes);
  }
}
