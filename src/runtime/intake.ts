/** What happens to every record, wherever it comes from: it is counted, matched, and given to the engine. */

import type { Plan } from '../dsl/plan.ts';
import type { RunCounters } from './counters.ts';
import { Engine, type EngineOptions } from './engine/engine.ts';
import { type FormatMatcher, Matcher, type Watch } from './match/matcher.ts';
import { type LogRecord, type Match, RecordFlag } from './record.ts';
import type { SkippedLines } from './scan/line-scan.ts';

export interface IntakeOptions extends EngineOptions {
  /** Records before this time are ignored; microseconds since 1970. */
  since?: number;
  /** Records from this time on are ignored; microseconds since 1970. */
  until?: number;
  /** Observes how patterns are tried. */
  watch?: Watch;
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

interface SavedIntake {
  engine: unknown;
  flagged: Record<FlagCounter, number>;
  /** By name, as another program may number records differently. */
  perRecord: [record: string, count: number][];
  read: number;
  matched: number;
  fromFuture: number;
}

/** What runs the rules: an engine, or several that share the work. */
export interface RuleRunner
  extends Pick<Engine, 'environment' | 'accept' | 'late' | 'lateDropped' | 'futureDropped' | 'overflows' | 'open' | 'rules'>,
    Partial<Pick<Engine, 'step'>> {
  /** Resolves when more may be read. */
  settle?(): Promise<void>;
  end(atEnd?: 'open' | 'expire'): void | Promise<void>;
  /** The same in steps; between them the caller must let outcomes be consumed. */
  ending?(atEnd?: 'open' | 'expire'): Iterable<void>;
  /** Releases whatever runs the rules, also after an error. */
  close?(): void;
}

/** Everything before the rules, whatever runs them. */
export class RuleIntake<Rules extends RuleRunner> {
  private readonly matcher: Matcher;
  private readonly since: number;
  private readonly until: number;
  protected readonly flagged: Record<FlagCounter, number> = { undecodable: 0, truncated: 0, incomplete: 0, invalidUtf8: 0, badTime: 0 };
  protected readonly perRecord: number[];
  protected read = 0;
  protected matched = 0;
  protected fromFuture = 0;

  constructor(
    protected readonly plan: Plan,
    options: Pick<IntakeOptions, 'since' | 'until' | 'watch'>,
    readonly engine: Rules,
  ) {
    this.matcher = new Matcher(plan, this.engine.environment, options.watch);
    this.perRecord = plan.records.map(() => 0);
    this.since = options.since ?? Number.NEGATIVE_INFINITY;
    this.until = options.until ?? Number.POSITIVE_INFINITY;
  }

  matcherOf(format: string): FormatMatcher {
    return this.matcher.forFormat(format);
  }

  /** Counts a record and returns which named records it is; undefined if it is outside of the time range and ignored. */
  recognise(record: LogRecord, matcher: FormatMatcher, source: number, line: number): readonly Match[] | undefined {
    const { time } = record;
    this.read++;
    if ((record.flags & COUNTED) !== 0) this.countFlags(record.flags);
    if (time < this.since || time >= this.until) return undefined;
    const matches = matcher.match(record, source, line);
    if (matches.length > 0) this.matched++;
    for (const { record: index } of matches) this.perRecord[index]!++;
    return matches;
  }

  /** Gives a record to the engine. One whose stamp is later than `latest` does not move the clock. */
  accept(record: LogRecord, matches: readonly Match[], latest = Number.POSITIVE_INFINITY): void {
    if (!isOfUse(record, matches)) return;
    const moves = record.time <= latest;
    if (!moves) this.fromFuture++;
    this.engine.accept(record.time, matches, moves);
  }

  /** Whether nothing but the times of lines that match no record is needed. */
  get maySkip(): boolean {
    return this.since === Number.NEGATIVE_INFINITY && this.until === Number.POSITIVE_INFINITY;
  }

  /** Accounts for skipped lines, whose times still move the clock. */
  acceptSkipped({ count, first, last }: SkippedLines): void {
    this.read += count;
    this.engine.accept(first, []);
    if (last > first) this.engine.accept(last, []);
  }

  private countFlags(flags: number): void {
    for (const [flag, counter] of FLAG_COUNTERS) if ((flags & flag) !== 0) this.flagged[counter]++;
  }

  /** Transactions and episodes that are open now. */
  get open(): number {
    return this.engine.open;
  }

  /** What was read so far, and what happened to it. */
  counters(bytes: number): RunCounters {
    const { engine } = this;
    return {
      read: this.read,
      bytes,
      matched: this.matched,
      ...this.flagged,
      late: engine.late,
      lateDropped: engine.lateDropped,
      fromFuture: this.fromFuture,
      futureDropped: engine.futureDropped,
      overflows: engine.overflows,
      perRecord: this.perRecord,
      rules: engine.rules,
    };
  }
}

/** Whether the rules need a record: one that they do not know only has a time, and a substitute for that must not move the clock. */
export function isOfUse({ flags }: Pick<LogRecord, 'flags'>, matches: readonly Match[]): boolean {
  return matches.length > 0 || (flags & RecordFlag.badTime) === 0;
}

/** An intake with an engine of its own. */
export class Intake extends RuleIntake<Engine> {
  constructor(plan: Plan, options: IntakeOptions) {
    super(plan, options, new Engine(plan, options));
  }

  /** Plain JSON, for {@link Intake.restore} before the first record; if `kept` is given, of these rules only. */
  save(kept?: ReadonlySet<string>): unknown {
    const { engine, flagged, perRecord, read, matched, fromFuture } = this;
    return {
      engine: engine.save(kept),
      ...{ flagged: { ...flagged }, read, matched, fromFuture },
      perRecord: this.plan.records.map(({ name }, index) => [name, perRecord[index] ?? 0]),
    } satisfies SavedIntake;
  }

  restore(saved: unknown): void {
    const { engine, flagged, perRecord, read, matched, fromFuture } = saved as SavedIntake;
    this.engine.restore(engine);
    Object.assign(this.flagged, flagged);
    Object.assign(this, { read, matched, fromFuture });
    const counts = new Map(perRecord);
    for (const [index, { name }] of this.plan.records.entries()) this.perRecord[index] = counts.get(name) ?? 0;
  }
}
