/** Event time: the watermark, the records that wait for it, and the deadlines before it. */

import type { Match } from '../record.ts';
import { Deadlines, type Subject } from './deadlines.ts';
import type { LogEvent } from './event.ts';
import { Pending, type SavedPending } from './pending.ts';

/** What to do when its time has come. */
interface Work {
  /** Called before the first record is delivered; `at` is when the run begins. */
  begin(at: number): void;
  deliver(event: LogEvent): void;
  /** Called when the deadline of a subject has come. */
  fire(subject: Subject, at: number): void;
}

export interface SavedEventTime {
  late: number;
  lateDropped: number;
  futureDropped: number;
  begun: boolean;
  /** Null before the first record, as are the two below. */
  now: number | null;
  lastTime: number | null;
  earliest: number | null;
  pending: SavedPending;
}

export class EventTime {
  /** The instant: the time of the record or deadline in hand; for a late record, and in between, the watermark. It never goes back. */
  now = Number.NEGATIVE_INFINITY;
  late = 0;
  lateDropped = 0;
  readonly deadlines = new Deadlines();
  /** Whether the first record was delivered. */
  begun = false;
  /** The greatest time seen; -Infinity before the first record. */
  lastTime = Number.NEGATIVE_INFINITY;

  private readonly pending = new Pending();
  /** The least time of a record that is not late, until the watermark reaches it: the run begins there. */
  private earliest = Number.POSITIVE_INFINITY;

  /** @param lateness microseconds by which records may be out of order */
  constructor(
    private readonly lateness: number,
    private readonly dropsLate: boolean,
    private readonly work: Work,
  ) {}

  /** No record with an earlier time is expected. */
  get watermark(): number {
    return this.lastTime - this.lateness;
  }

  /** Whether anything waits for time to pass. */
  get isWaiting(): boolean {
    return this.pending.first !== undefined || this.deadlines.peek() !== undefined;
  }

  /** Number of records from the future that were dropped because too many were waiting. */
  get futureDropped(): number {
    return this.pending.dropped;
  }

  /** Accepts a record. `moves` is true if its stamp can be believed, so that it moves the clock. */
  accept(time: number, matches: readonly Match[], moves: boolean): void {
    // Most records match nothing and have the same stamp as the one before: they change nothing.
    if (matches.length === 0 && time === this.lastTime && this.begun) return;
    if (time < this.watermark) {
      this.acceptLate({ time, matches });
      return;
    }
    // One from the future may be the first whose time comes, also if it matches nothing.
    if (!this.begun) this.earliest = Math.min(this.earliest, time);
    if (!moves) {
      if (matches.length > 0) this.pending.addAhead({ time, matches });
      return;
    }
    if (matches.length > 0) this.pending.add({ time, matches });
    this.advance(time);
  }

  /** Counts a late record and delivers it at once, ahead of those still waiting. */
  private acceptLate(event: LogEvent): void {
    this.late++;
    if (this.dropsLate) {
      this.lateDropped++;
      return;
    }
    if (!this.begun) this.begin(this.watermark);
    this.work.deliver(event);
  }

  /** Advances the clock, with a record or without one. */
  advance(to: number): void {
    this.lastTime = Math.max(this.lastTime, to);
    this.drain(this.watermark);
  }

  /** Ends the input, in steps: nothing waits for the watermark any more. Records from the future are dropped: their time does not come. */
  *finish(): Generator<void> {
    while (this.step(this.lastTime + this.lateness)) yield;
    this.drain(this.lastTime);
    this.pending.dropAll();
  }

  /** Delivers records up to the watermark and fires deadlines before it, in order of time; at equal times records go first. */
  private drain(watermark: number): void {
    if (!this.begun && this.earliest <= watermark) this.begin(this.earliest);
    while (this.doNext(watermark));
    this.now = Math.max(this.now, watermark);
  }

  /** Takes one step of what must happen before a record of this time is accepted; returns false if none is left. */
  step(time: number): boolean {
    return this.begun && this.doNext(Math.max(this.lastTime, time) - this.lateness);
  }

  /** Handles the first record or deadline up to the watermark; returns false if there is none. */
  private doNext(watermark: number): boolean {
    const { first } = this.pending;
    const event = first && first.time <= watermark ? first : undefined;
    if (this.fireNext(event ? event.time : watermark)) return true;
    if (!event) return false;
    this.pending.shift();
    this.now = Math.max(this.now, event.time);
    this.work.deliver(event);
    return true;
  }

  private begin(at: number): void {
    this.begun = true;
    this.now = at;
    this.work.begin(at);
  }

  /** Fires the first deadline before a time; returns false if there is none. */
  fireNext(before: number): boolean {
    const subject = this.deadlines.peek();
    if (!subject || subject.due >= before) return false;
    this.now = Math.max(this.now, subject.due);
    this.work.fire(subject, subject.due);
    return true;
  }

  /** Plain JSON, for {@link EventTime.restore}. It holds no deadlines: their subjects set them again. */
  save(): SavedEventTime {
    const { late, lateDropped, futureDropped, begun } = this;
    return {
      ...{ late, lateDropped, futureDropped, begun },
      now: finite(this.now),
      lastTime: finite(this.lastTime),
      earliest: finite(this.earliest),
      pending: this.pending.save(),
    };
  }

  restore({ late, lateDropped, futureDropped, begun, now, lastTime, earliest, pending }: SavedEventTime): void {
    Object.assign(this, { late, lateDropped, begun });
    this.now = now ?? Number.NEGATIVE_INFINITY;
    this.lastTime = lastTime ?? Number.NEGATIVE_INFINITY;
    this.earliest = earliest ?? Number.POSITIVE_INFINITY;
    this.pending.restore(pending);
    this.pending.dropped = futureDropped;
  }
}

function finite(time: number): number | null {
  return Number.isFinite(time) ? time : null;
}
