/** Records that wait for the watermark, in order of time; records of equal time in order of arrival. */

import type { LogEvent } from './event.ts';
import { restoreEvent, type SavedEvent, saveEvent } from './saved.ts';
import { Timeline } from './summaries/timeline.ts';

/** The most records from the future to keep; one more drops the one furthest ahead. */
const MOST_AHEAD = 100_000;

export interface SavedPending {
  near: SavedEvent[];
  ahead: SavedEvent[];
}

export class Pending {
  /** Number of records from the future that were dropped. */
  dropped = 0;
  /** The waiting record if it is the only one, as it nearly always is; `near` is then empty. */
  private only: LogEvent | undefined;
  private readonly near = new Timeline<LogEvent>();
  /** Records from the future, whose stamps do not move the clock: a host with a wrong clock may send them for months. */
  private readonly ahead = new Timeline<LogEvent>();

  constructor(private readonly mostAhead = MOST_AHEAD) {}

  get first(): LogEvent | undefined {
    const near = this.only ?? this.near.first;
    return this.isAheadFirst(near) ? this.ahead.first : near;
  }

  add(event: LogEvent): void {
    const { only, near } = this;
    if (!only && near.size === 0) {
      this.only = event;
      return;
    }
    if (only) near.add(only.time, only);
    this.only = undefined;
    near.add(event.time, event);
  }

  /** Adds a record from the future. */
  addAhead(event: LogEvent): void {
    this.ahead.add(event.time, event);
    if (this.ahead.size <= this.mostAhead) return;
    this.ahead.removeLastUpTo(Number.POSITIVE_INFINITY);
    this.dropped++;
  }

  shift(): void {
    const { only, near } = this;
    if (this.isAheadFirst(only ?? near.first)) this.ahead.shift();
    else if (only) this.only = undefined;
    else near.shift();
  }

  /** At equal times the record from the future goes first: it arrived earlier, as the other one is in time only now. */
  private isAheadFirst(near: LogEvent | undefined): boolean {
    return this.ahead.size > 0 && (near === undefined || this.ahead.firstTime <= near.time);
  }

  /** Drops and counts all that wait. */
  dropAll(): void {
    for (; this.first; this.dropped++) this.shift();
  }

  save(): SavedPending {
    const near = this.only ? [this.only] : eventsOf(this.near);
    return { near: near.map(saveEvent), ahead: eventsOf(this.ahead).map(saveEvent) };
  }

  restore({ near, ahead }: SavedPending): void {
    for (const event of near) this.add(restoreEvent(event));
    for (const event of ahead) this.addAhead(restoreEvent(event));
  }
}

function eventsOf(timeline: Timeline<LogEvent>): LogEvent[] {
  return Array.from(timeline.entries(), ([, event]) => event);
}
