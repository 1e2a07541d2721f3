/** What the rules see, as entries in their order: logs that are followed, messages of networks, ticks of the clock. */

import type { FormatPlan } from '../../dsl/plan.ts';
import type { TimeOptions } from '../inputs/dating.ts';
import { FollowCursor, type FollowOptions, type Left } from '../inputs/follow/follow.ts';
import { Merge } from '../inputs/merge.ts';
import type { SourceSpec } from '../inputs/paths.ts';
import type { ReportProblem } from '../inputs/problem.ts';
import type { Clock } from '../state/clock.ts';
import type { Entries } from '../state/entry.ts';
import type { ReceiverSpec } from './listening.ts';
import type { Pace } from './pace.ts';
import type { ReceiverChange } from './receiver-change.ts';
import { Reception } from './reception.ts';

/** Where sources are to be gone on with. */
export interface Progress {
  /** Where a log was left; undefined: it was not begun. */
  leftOf(source: string): Left | undefined;
  /** The number of the last record of a source; 0: it had none. */
  lastOf(source: string, format: string): number;
}

export const FROM_THE_BEGINNING: Progress = { leftOf: () => undefined, lastOf: () => 0 };

/** What records come from. */
export interface Sources {
  /** Logs that are followed. */
  logs: readonly SourceSpec[];
  receivers: readonly ReceiverSpec[];
}

/** Where records come from, and how they are read. */
export interface Inputs extends Sources {
  /** Those of the program. */
  formats: readonly FormatPlan[];
  time: Omit<TimeOptions, 'received'>;
  report: ReportProblem;
}

export interface ChangedSources extends Pick<Sources, 'logs'> {
  receivers: ReceiverChange;
}

export interface GatheringOptions extends Inputs {
  entries: Entries;
  clock: Clock;
  pace: Pace;
  progress: Progress;
  /** Something has come. */
  wake(): void;
  /** Ends the run with an error. */
  fail(error: unknown): void;
  /** Resolves when all entries so far are safe from a loss of power. */
  durable(): Promise<void>;
}

export class Gathering {
  readonly reception: Reception;
  /** Logs have been read to their end once: from now on, what comes is newer than what was read. */
  isCaughtUp = false;
  private readonly merge: Merge<FollowCursor>;
  private readonly follow: FollowOptions;
  private cursors: readonly FollowCursor[];
  /** Names that no two logs have ever had in common. */
  private orders = 0;
  private isPaused = false;
  private lastPoll = Number.NEGATIVE_INFINITY;
  private lastTick = 0;
  /** When something came last, by both clocks. */
  private lastCome: { elapsed: number; now: number };

  constructor(private readonly options: GatheringOptions) {
    const { logs, receivers, formats, time, entries, clock, progress, report, wake, fail, durable } = options;
    this.follow = { formats, time, clock, report };
    this.cursors = logs.map((spec) => this.begin(spec));
    this.merge = new Merge(this.cursors);
    this.reception = new Reception(receivers, {
      ...{ entries, clock, zone: time.zone, report, wake, fail, durable },
      lastOf: (source, format) => progress.lastOf(source, format),
    });
    this.lastCome = { elapsed: clock.elapsed(), now: clock.now() };
  }

  /** Reads what logs have; when nothing has come, the clock may tick, if time is awaited. False: nothing has come. */
  async gather(isTimeAwaited: boolean): Promise<boolean> {
    const { entries, clock } = this.options;
    if (!this.isPaused) await this.readLogs();
    const isBusy = entries.length > 0;
    if (isBusy) this.lastCome = { elapsed: clock.elapsed(), now: clock.now() };
    else if (isTimeAwaited) this.tick();
    return isBusy;
  }

  /**
   * From here on these are the sources, with formats that may be others. Sources that stay go on undisturbed, others where
   * they were left. All that was gathered must have been applied.
   */
  change({ logs, receivers }: ChangedSources, formats: readonly FormatPlan[]): void {
    this.follow.formats = formats;
    this.cursors = logs.map((spec) => this.cursors.find((cursor) => cursor.isOf(spec)) ?? this.begin(spec));
    for (const gone of this.merge.change(this.cursors)) gone.leave();
    this.reception.change(receivers);
    this.hurry();
  }

  /** Logs are read at the next {@link gather}, however short ago they were. */
  hurry(): void {
    this.lastPoll = Number.NEGATIVE_INFINITY;
  }

  /** Nothing more is read, as there is no room for it. */
  pause(): void {
    this.isPaused = true;
    this.reception.pause();
  }

  /** What waited is written. */
  resume(): void {
    this.isPaused = false;
    this.reception.resume();
  }

  /** Leaves the logs. */
  async close(): Promise<void> {
    await this.merge.close();
  }

  private begin(spec: SourceSpec): FollowCursor {
    return new FollowCursor(this.orders++, spec, this.follow, this.options.progress.leftOf(spec.name));
  }

  private async readLogs(): Promise<void> {
    const { entries, clock, pace } = this.options;
    const now = clock.elapsed();
    if (this.isCaughtUp && now - this.lastPoll < pace.poll) return;
    this.lastPoll = now;
    const isMore = await this.merge.fill();
    for (let cursor = this.merge.next(); cursor; cursor = this.merge.next()) {
      this.put(cursor);
      if (entries.length >= pace.turn) {
        this.hurry();
        return;
      }
    }
    if (isMore) this.hurry();
    else if (!this.isCaughtUp) this.catchUp();
  }

  private put(cursor: FollowCursor): void {
    const { entries, clock } = this.options;
    const { record, line, end, flags } = cursor;
    const origin = entries.idOf(cursor.key, () => cursor.origin());
    const head = { origin, received: clock.now(), flags, line, last: end.line, offset: end.offset };
    entries.record(head, record.bytes, record.start, record.end);
  }

  private catchUp(): void {
    this.isCaughtUp = true;
    this.reception.release();
  }

  /** The wall clock, as it would be if nobody had set it since something came last. */
  private tick(): void {
    const { elapsed, now } = this.lastCome;
    const { entries, clock, pace } = this.options;
    const at = clock.elapsed();
    if (!this.isCaughtUp || at - elapsed < pace.idle || at - this.lastTick < pace.tick) return;
    this.lastTick = at;
    entries.tick(now + Math.round((at - elapsed) * 1000));
  }
}
