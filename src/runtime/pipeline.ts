/** Input → decode → match → engine → outcomes: the one place, beside that of tests, where these rooms meet. */

import type { Plan } from '../dsl/plan.ts';
import type { RunCounters } from './counters.ts';
import { Engine, type EngineOptions } from './engine/engine.ts';
import type { SourceCursor } from './inputs/cursor.ts';
import { Merge } from './inputs/merge.ts';
import { type FormatMatcher, Matcher } from './match/matcher.ts';
import { type Location, type Match, RecordFlag } from './record.ts';

export interface PipelineOptions extends EngineOptions {
  /** Records before this time are passed over; microseconds since 1970. */
  since?: number;
  /** So are those from this time on. */
  until?: number;
  /** What becomes of open transactions when the input ends. */
  atEnd?: 'open' | 'expire';
  /** Called after each piece of input that was read. */
  onRead?: () => void;
  /** Told of a record at which the program itself failed: it is passed over, and the run goes on. */
  onFault?: (error: unknown, place: Location) => void;
  /** Called with each record before the rules see it, and the named records that it is. */
  onRecord?: (cursor: SourceCursor, matches: readonly Match[]) => void;
}

type FlagCounter = 'undecodable' | 'truncated' | 'incomplete' | 'invalidUtf8' | 'badTime';

const FLAG_COUNTERS: readonly (readonly [flag: number, counter: FlagCounter])[] = [
  [RecordFlag.undecodable, 'undecodable'],
  [RecordFlag.truncated, 'truncated'],
  [RecordFlag.incomplete, 'incomplete'],
  [RecordFlag.invalidUtf8, 'invalidUtf8'],
  [RecordFlag.badTime, 'badTime'],
];
const COUNTED = FLAG_COUNTERS.reduce((all, [flag]) => all | flag, 0);

export class Pipeline {
  readonly engine: Engine;
  private readonly matcher: Matcher;
  private readonly since: number;
  private readonly until: number;
  private readonly flagged: Record<FlagCounter, number> = { undecodable: 0, truncated: 0, incomplete: 0, invalidUtf8: 0, badTime: 0 };
  private readonly perRecord: number[];
  private cursors: readonly SourceCursor[] = [];
  private matchers: FormatMatcher[] = [];
  private read = 0;
  private matched = 0;
  private stopped = false;

  constructor(
    plan: Plan,
    private readonly options: PipelineOptions,
  ) {
    this.engine = new Engine(plan, options);
    this.matcher = new Matcher(plan, this.engine.environment);
    this.perRecord = plan.records.map(() => 0);
    this.since = options.since ?? Number.NEGATIVE_INFINITY;
    this.until = options.until ?? Number.POSITIVE_INFINITY;
  }

  /** Reads all sources to their end, or until {@link stop}; then what is open is told. */
  async run(cursors: readonly SourceCursor[]): Promise<void> {
    this.cursors = cursors;
    this.matchers = cursors.map(({ info }) => this.matcher.forFormat(info.format.name));
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
    const { record } = cursor;
    const { time } = record;
    this.read++;
    if ((record.flags & COUNTED) !== 0) this.countFlags(record.flags);
    if (time < this.since || time >= this.until) return;
    const matches = this.matchers[cursor.info.order]!.match(record, cursor.file, cursor.line);
    if (matches.length > 0) this.matched++;
    for (const { record: index } of matches) this.perRecord[index]!++;
    this.options.onRecord?.(cursor, matches);
    // The time that stands in for one that is missing says nothing of what the clock is.
    if (matches.length > 0 || (record.flags & RecordFlag.badTime) === 0) this.engine.accept(time, matches);
  }

  private countFlags(flags: number): void {
    for (const [flag, counter] of FLAG_COUNTERS) if ((flags & flag) !== 0) this.flagged[counter]++;
  }

  /** Transactions and episodes that are open now. */
  get open(): number {
    return this.engine.runners.reduce((sum, { counters }) => sum + counters.live, 0);
  }

  /** Bytes read so far, after decompression. */
  get bytes(): number {
    return this.cursors.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** What was read so far, and what became of it. */
  get counters(): RunCounters {
    const { engine } = this;
    return {
      read: this.read,
      bytes: this.bytes,
      matched: this.matched,
      ...this.flagged,
      late: engine.late,
      lateDropped: engine.lateDropped,
      // Only what is received live can be from the future.
      fromFuture: 0,
      overflows: engine.overflows,
      perRecord: this.perRecord,
      rules: engine.runners.map(({ counters }) => counters),
    };
  }
}
