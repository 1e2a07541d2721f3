/** Gathers what the rules see, as entries in order: followed logs, network messages, clock ticks. */

import type { FormatPlan } from '../../dsl/plan.ts';
import { FollowCursor, type FollowOptions, type Left } from '../inputs/follow/follow.ts';
import { newSince } from '../inputs/follow/succession.ts';
import { Merge } from '../inputs/merge.ts';
import { DESCRIPTORS } from '../inputs/net/descriptors.ts';
import type { SourceSpec } from '../inputs/paths.ts';
import type { Awaited, Position } from '../state/entry.ts';
import type { ReceiverSpec } from './listening.ts';
import type { LiveWorld, Pace } from './pace.ts';
import type { ReceiverChange } from './receiver-change.ts';
import { Reception, type ReceptionOptions } from './reception.ts';
import { setBack } from './set-back.ts';

/** Where to continue sources. */
export interface Progress {
  /** Where reading of a log stopped, or since when it has been followed; undefined if it never was. */
  leftOf(source: string): Left | Awaited | undefined;
  /** The number of the last record of a source; 0 if it had none. */
  lastOf(source: string, format: string): number;
}

export const FROM_THE_BEGINNING: Progress = { leftOf: () => undefined, lastOf: () => 0 };

/** Where records come from. */
export interface Sources {
  /** Logs to follow. */
  logs: readonly SourceSpec[];
  receivers: readonly ReceiverSpec[];
}

/** Where records come from, and how they are read. */
export interface Inputs extends Sources, Omit<FollowOptions, 'clock'> {}

export interface ChangedSources extends Pick<Sources, 'logs'> {
  receivers: ReceiverChange;
}

interface GatheringOptions extends Inputs, Omit<ReceptionOptions, 'progress' | 'zone'> {
  pace: Pace;
  progress: Progress;
  note: LiveWorld['note'];
}

/** Milliseconds for which a record waits for other logs that go on to have earlier ones. */
const LONGEST_MERGE_WAIT = 1000;

export class Gathering {
  readonly reception: Reception;
  /** Whether logs have been read to their end once: from then on, what comes is newer than what was read. */
  isCaughtUp = false;
  private readonly merge: Merge<FollowCursor>;
  private readonly follow: FollowOptions;
  /** Logs that were never followed before, and are not among the entries yet. */
  private readonly newLogs = new Map<string, number>();
  private cursors: readonly FollowCursor[];
  /** Logs for which file descriptors are reserved, because connections come before they are opened. */
  private unopened: number;
  /** Counter of unique numbers for logs. */
  private orders = 0;
  private isPaused = false;
  /** Since when each log is read to the end that it had when it was read. */
  private endedSince = Number.POSITIVE_INFINITY;
  /** The position of the next record, and since when it has been that. */
  private waiting: { at: Readonly<Position> | undefined; since: number } = { at: undefined, since: 0 };
  /** When all logs were last looked at. */
  private lastPoll = Number.NEGATIVE_INFINITY;
  /** Whether some of them had more then. */
  private isMore = false;
  private lastTick = 0;
  /** Since when what is sent is received soon: before that, silence says nothing. */
  private listensSince: number;
  /** When something came last, on both clocks. */
  private lastCome: { elapsed: number; now: number };

  constructor(private readonly options: GatheringOptions) {
    const { logs, receivers, formats, time, maxLine, clock, report } = options;
    this.follow = { formats, time, maxLine, clock, report };
    this.cursors = logs.map((spec) => this.begin(spec));
    this.unopened = logs.length;
    DESCRIPTORS.reserve(logs.length);
    this.merge = new Merge(this.cursors);
    this.reception = new Reception(receivers, { ...options, zone: time.zone });
    this.lastCome = { elapsed: clock.elapsed(), now: clock.now() };
    this.listensSince = this.lastCome.elapsed;
  }

  /** Reads the logs; if nothing has come and time is awaited, the clock may tick. Returns false if nothing has come. */
  async gather(isTimeAwaited: boolean): Promise<boolean> {
    const { entries, clock } = this.options;
    if (!this.isPaused) await this.readLogs();
    const isBusy = entries.length > 0;
    if (isBusy) this.come({ elapsed: clock.elapsed(), now: clock.now() });
    else if (isTimeAwaited) this.tick();
    return isBusy;
  }

  /**
   * Replaces the sources and formats. Sources that stay continue undisturbed, others where reading stopped. Everything
   * gathered must have been applied.
   */
  change({ logs, receivers }: ChangedSources, formats: readonly FormatPlan[]): void {
    this.follow.formats = formats;
    this.cursors = logs.map((spec) => this.cursors.find((cursor) => cursor.isOf(spec)) ?? this.begin(spec));
    for (const gone of this.merge.change(this.cursors)) void gone.close();
    this.reception.change(receivers);
    this.pollSoon();
  }

  /** Makes the next {@link gather} read the logs, however recently that was done. */
  pollSoon(): void {
    this.lastPoll = Number.NEGATIVE_INFINITY;
  }

  /** Stops reading, as there is no room for more. */
  pause(): void {
    this.isPaused = true;
    this.reception.pause();
  }

  /** Must be called once pending entries are written. */
  resume(): void {
    if (this.isPaused) this.listenAnew();
    this.isPaused = false;
    this.reception.resume();
  }

  /** Must be called when the process did not run for a while: what was sent meanwhile comes before the clock may tick. */
  listenAnew(): void {
    this.listensSince = this.options.clock.elapsed();
  }

  /** Closes the logs. */
  async close(): Promise<void> {
    this.giveBack();
    await this.merge.close();
  }

  private begin(spec: SourceSpec): FollowCursor {
    return new FollowCursor(this.orders++, spec, this.follow, this.options.progress.leftOf(spec.name) ?? this.followAnew(spec.name));
  }

  private followAnew(source: string): Awaited {
    const since = newSince(source, this.options.clock);
    this.newLogs.set(source, since);
    return { since };
  }

  private async readLogs(): Promise<void> {
    const { entries, clock, pace } = this.options;
    const now = clock.elapsed();
    const isDue = now - this.lastPoll >= pace.poll;
    if (this.isCaughtUp && !isDue && !this.isMore) return;
    if (isDue) this.lastPoll = now;
    for (const [source, since] of this.newLogs) entries.awaited(source, since);
    this.newLogs.clear();
    const mayWait = !this.isHeldUp(now);
    this.isMore = await this.merge.fill(isDue);
    for (let cursor = this.merge.next(mayWait); cursor; cursor = this.merge.next(mayWait)) {
      this.put(cursor);
      if (entries.length >= pace.turn) return;
    }
    if (!this.isCaughtUp && (!this.isMore || now - this.endedSince > LONGEST_MERGE_WAIT)) this.catchUp();
  }

  /**
   * Whether a record has waited for too long, though all logs are read to their ends, for one that goes on to have earlier
   * ones: without times, or in another zone, and written all the time.
   */
  private isHeldUp(now: number): boolean {
    const haveEnded = this.cursors.every(({ isAtEnd }) => isAtEnd);
    if (!haveEnded) this.endedSince = now;
    const at = this.merge.waitingFirst?.end;
    if (!haveEnded || this.waiting.at !== at) this.waiting = { at, since: now };
    return at !== undefined && now - this.waiting.since > LONGEST_MERGE_WAIT;
  }

  private put(cursor: FollowCursor): void {
    const { entries, clock } = this.options;
    const { record, line, end, flags } = cursor;
    const origin = entries.idOf(cursor.key, () => cursor.origin());
    const head = { origin, received: clock.now(), flags, line, last: end.line, offset: end.offset };
    entries.record(head, record.bytes, record.start, record.end);
  }

  private giveBack(): void {
    DESCRIPTORS.reserve(-this.unopened);
    this.unopened = 0;
  }

  private catchUp(): void {
    this.isCaughtUp = true;
    this.giveBack();
    this.reception.release();
  }

  /**
   * Tells when somebody has set the wall clock back since something came last. Set ahead, it looks like a pause of the
   * machine, and does harm only once it is set right again.
   */
  private come(at: Gathering['lastCome']): void {
    const { elapsed, now } = this.lastCome;
    this.lastCome = at;
    const told = setBack(now + (at.elapsed - elapsed) * 1000 - at.now);
    if (told !== undefined) this.options.note(told);
  }

  /** Adds a tick with the wall clock as it would be if nobody had set it since something came last. */
  private tick(): void {
    const { elapsed, now } = this.lastCome;
    const { entries, clock, pace } = this.options;
    const at = clock.elapsed();
    const silentSince = Math.max(elapsed, this.listensSince);
    if (!this.isCaughtUp || at - silentSince < pace.idle || at - this.lastTick < pace.tick) return;
    this.lastTick = at;
    entries.tick(now + Math.round((at - elapsed) * 1000));
  }
}
