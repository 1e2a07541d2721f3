/** Input → decode → match → engine → outcomes, from the first record of some sources to the last. */

import type { Plan } from '../dsl/plan.ts';
import type { RunCounters } from './counters.ts';
import type { Engine } from './engine/engine.ts';
import type { SourceCursor } from './inputs/cursor.ts';
import { Merge } from './inputs/merge.ts';
import { Intake, type IntakeOptions, isOfUse, type RuleIntake, type RuleRunner } from './intake.ts';
import type { FormatMatcher } from './match/matcher.ts';
import type { Location, Match } from './record.ts';
import { createScan, type KernelName } from './scan/create.ts';
import type { SkippedLines } from './scan/line-scan.ts';

export interface ReadingOptions extends Pick<IntakeOptions, 'since' | 'until'> {
  /** What happens to open transactions when the input ends. */
  atEnd?: 'open' | 'expire';
  /** The kernel that skips lines that are no records; by default the fastest available. */
  kernel?: KernelName;
  /** Called after each piece of input, and repeatedly at its end. */
  onRead?: () => void | Promise<void>;
  /** Called when an internal error occurs at a record: the record is skipped, and the run continues. */
  onFault?: (error: unknown, place: Location) => void;
  /** Called with each record before the rules see it, and with the named records that it is. */
  onRecord?: (cursor: SourceCursor, matches: readonly Match[]) => void;
}

/** Number of steps, at the end of the input or at a gap in it, after which outcomes are consumed. */
const AT_ONCE = 1024;

export interface PipelineOptions extends ReadingOptions, IntakeOptions {}

/** Reads sources, and gives their records to whatever runs the rules. */
export class Reading<Rules extends RuleRunner = RuleRunner> {
  private cursors: readonly SourceCursor[] = [];
  private matchers: FormatMatcher[] = [];
  private stopped = false;
  /** The lines skipped before the record in hand, and which records it is; undefined if it is ignored. */
  private skipped: SkippedLines | undefined;
  private matches: readonly Match[] | undefined;
  /** The time up to which all that was due has happened, that of what is in hand, and whether more is due before that. */
  private reached = Number.NEGATIVE_INFINITY;
  private wanted = Number.NEGATIVE_INFINITY;
  private isBehind = false;

  constructor(
    private readonly intake: RuleIntake<Rules>,
    private readonly options: ReadingOptions,
  ) {}

  get engine(): Rules {
    return this.intake.engine;
  }

  /** Reads all sources to their end, or until {@link stop}; then reports what is open. */
  async run(cursors: readonly SourceCursor[]): Promise<void> {
    this.cursors = cursors;
    this.matchers = cursors.map(({ info }) => this.intake.matcherOf(info.format.name));
    const [only] = cursors;
    try {
      await (only && cursors.length === 1 ? this.runOne(only) : this.runAll(cursors));
      await this.end();
    } finally {
      this.engine.close?.();
    }
  }

  private async end(): Promise<void> {
    const { engine, options } = this;
    const things = engine.ending?.(options.atEnd);
    if (!things) {
      await engine.end(options.atEnd);
      return;
    }
    let done = 0;
    for (const _ of things) if (++done % AT_ONCE === 0) await options.onRead?.();
  }

  private async runOne(cursor: SourceCursor): Promise<void> {
    if (!this.options.onRecord && this.intake.maySkip) cursor.scan = createScan(this.matchers[0]!.hints, cursor, this.options.kernel);
    try {
      while (!this.stopped && (await cursor.fill())) {
        await this.takeAll(() => (cursor.next() ? cursor : undefined));
        this.safely(cursor, this.lookAtSkipped);
        if (this.isBehind) await this.catchUp(cursor);
        this.safely(cursor, this.give);
        await this.engine.settle?.();
        await this.options.onRead?.();
      }
    } finally {
      await cursor.close();
    }
  }

  private async runAll(cursors: readonly SourceCursor[]): Promise<void> {
    const merge = new Merge(cursors);
    try {
      while (!this.stopped && (await merge.fill())) {
        await this.takeAll(() => merge.next());
        await this.engine.settle?.();
        await this.options.onRead?.();
      }
    } finally {
      await merge.close();
    }
  }

  /** Ends the run after what has been read. */
  stop(): void {
    this.stopped = true;
  }

  private safely(cursor: SourceCursor, work: (this: Reading<Rules>, cursor: SourceCursor) => void): void {
    try {
      work.call(this, cursor);
    } catch (error) {
      if (!this.options.onFault) throw error;
      this.options.onFault(error, { source: cursor.file, line: cursor.line });
    }
  }

  private async takeAll(next: () => SourceCursor | undefined): Promise<void> {
    for (let cursor = next(); cursor; cursor = next()) {
      this.safely(cursor, this.look);
      if (this.isBehind) await this.catchUp(cursor);
      this.safely(cursor, this.give);
    }
  }

  /** Looks at a record, and at the lines skipped before it. */
  private look(cursor: SourceCursor): void {
    this.lookAtSkipped(cursor);
    const { record } = cursor;
    const matches = this.intake.recognise(record, this.matchers[cursor.info.order]!, cursor.file, cursor.line);
    if (!matches) return;
    this.matches = matches;
    this.options.onRecord?.(cursor, matches);
    if (isOfUse(record, matches)) this.stepTo(record.time);
  }

  private lookAtSkipped({ scan }: SourceCursor): void {
    this.matches = undefined;
    this.isBehind = false;
    this.skipped = scan && scan.count > 0 ? scan.take() : undefined;
    if (this.skipped) this.stepTo(this.skipped.last);
  }

  /** Lets what is due before a time happen, some steps of it. */
  private stepTo(time: number): void {
    this.isBehind = false;
    if (time <= this.reached) return;
    this.wanted = time;
    for (let done = 0; done < AT_ONCE; done++)
      if (!this.engine.step?.(time)) {
        this.reached = time;
        return;
      }
    this.isBehind = true;
  }

  /** Lets all of it happen, while outcomes are consumed: a gap in a log may end a million transactions. */
  private async catchUp(cursor: SourceCursor): Promise<void> {
    while (this.isBehind) {
      await this.options.onRead?.();
      this.safely(cursor, () => this.stepTo(this.wanted));
    }
  }

  /** Gives the rules what was looked at last. */
  private give({ record }: SourceCursor): void {
    const { intake, skipped, matches } = this;
    if (skipped) intake.acceptSkipped(skipped);
    if (matches) intake.accept(record, matches);
  }

  /** Transactions and episodes that are open now. */
  get open(): number {
    return this.intake.open;
  }

  /** Bytes read so far, after decompression. */
  get bytes(): number {
    return this.cursors.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** What was read so far, and what happened to it. */
  get counters(): RunCounters {
    return this.intake.counters(this.bytes);
  }
}

/** A pipeline with an engine of its own. */
export class Pipeline extends Reading<Engine> {
  constructor(plan: Plan, options: PipelineOptions) {
    super(new Intake(plan, options), options);
  }
}
