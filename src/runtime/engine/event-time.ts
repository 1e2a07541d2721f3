/** Event time: the watermark, the records that wait for it, and the deadlines before it. */

import type { Match } from '../record.ts';
import { Deadlines, type Subject } from './deadlines.ts';
import type { LogEvent } from './event.ts';
import { Pending, type SavedPending } from './pending.ts';

/** What is to be done when its time has come. */
export interface Work {
  /** The first record is about to be delivered; `at` is when the run begins. */
  begin(at: number): void;
  deliver(event: LogEvent): void;
  /** The deadline of a subject has come. */
  fire(subject: Subject, at: number): void;
}

export interface SavedEventTime {
  late: number;
  lateDropped: number;
  futureDropped: number;
  begun: boolean;
  /** Null before the first record, as are the others. */
  now: number | null;
  greatest: number | null;
  earliest: number | null;
  pending: SavedPending;
}

export class EventTime {
  /** The instant: the time of the record or the deadline in hand, and never before the watermark. */
  now = Number.NEGATIVE_INFINITY;
  late = 0;
  lateDropped = 0;
  readonly deadlines = new Deadlines();
  /** The first record was delivered. */
  begun = false;

  private readonly pending = new Pending();
  private greatest = Number.NEGATIVE_INFINITY;
  /** The least time of a record that is not late, until the watermark has come to it: the run begins there. */
  private earliest = Number.POSITIVE_INFINITY;

  /** @param lateness microseconds by which records may be out of order */
  constructor(
    private readonly lateness: number,
    private readonly dropsLate: boolean,
    private readonly work: Work,
  ) {}

  /** The greatest time seen; -Infinity before the first record. */
  get lastTime(): number {
    return this.greatest;
  }

  /** No record with a time before it is expected. */
  get watermark(): number {
    return this.greatest - this.lateness;
  }

  /** Whether time alone can bring something about. */
  get isWaiting(): boolean {
    return this.pending.first !== undefined || this.deadlines.peek() !== undefined;
  }

  /** Records from the future that were dropped, as too many waited for their time. */
  get futureDropped(): number {
    return this.pending.dropped;
  }

  /** A record was read. `moves`: its stamp can be believed, so that the clock goes on to it. */
  accept(time: number, matches: readonly Match[], moves: boolean): void {
    // Most records are nobody's, and of the same stamp as the one before: they change nothing.
    if (matches.length === 0 && time === this.greatest && this.begun) return;
    if (time < this.watermark) this.acceptLate({ time, matches });
    else if (moves) {
      if (matches.length > 0) this.pending.add({ time, matches });
      if (!this.begun) this.earliest = Math.min(this.earliest, time);
      this.advance(time);
    } else if (matches.length > 0) this.pending.addAhead({ time, matches });
  }

  /** Counted, and delivered at once, ahead of those still waiting. */
  private acceptLate(event: LogEvent): void {
    this.late++;
    if (this.dropsLate) {
      this.lateDropped++;
      return;
    }
    if (!this.begun) this.begin(this.watermark);
    this.work.deliver(event);
  }

  /** The clock goes on to a time, with a record or without one. */
  advance(to: number): void {
    this.greatest = Math.max(this.greatest, to);
    this.drain(this.watermark);
  }

  /** The input has ended: nothing waits for the watermark any more. Goes on after each thing when it is asked to. */
  *finish(): Generator<void> {
    while (this.step(this.greatest + this.lateness)) yield;
    this.drain(this.greatest);
    for (let event = this.pending.first; event; event = this.pending.first) {
      this.pending.shift();
      this.work.deliver(event);
      yield;
    }
  }

  /** Takes records up to the watermark and deadlines before it, in order of time; at one time records go first. */
  private drain(watermark: number): void {
    if (!this.begun && this.earliest <= watermark) this.begin(this.earliest);
    while (this.doNext(watermark));
    this.now = Math.max(this.now, watermark);
  }

  /** Does one thing of all that comes before a record of this time is taken; false: there is none left. */
  step(time: number): boolean {
    return this.begun && this.doNext(Math.max(this.greatest, time) - this.lateness);
  }

  /** The first record or deadline up to the watermark; false: there is none. */
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

  /** Fires the first deadline before a time; false: there is none. */
  fireNext(before: number): boolean {
    const subject = this.deadlines.peek();
    if (!subject || subject.due >= before) return false;
    this.now = Math.max(this.now, subject.due);
    this.work.fire(subject, subject.due);
    return true;
  }

  /** Plain JSON, for {@link EventTime.restore}. Deadlines are not in it: their subjects set them again. */
  save(): SavedEventTime {
    const { late, lateDropped, futureDropped, begun } = this;
    return {
      ...{ late, lateDropped, futureDropped, begun },
      now: finite(this.now),
      greatest: finite(this.greatest),
      earliest: finite(this.earliest),
      pending: this.pending.save(),
    };
  }

  restore({ late, lateDropped, futureDropped, begun, now, greatest, earliest, pending }: SavedEventTime): void {
    Object.assign(this, { late, lateDropped, begun });
    this.now = now ?? Number.NEGATIVE_INFINITY;
    this.greatest = greatest ?? Number.NEGATIVE_INFINITY;
    this.earliest = earliest ?? Number.POSITIVE_INFINITY;
    this.pending.restore(pending);
    this.pending.dropped = futureDropped;
  }
}

function finite(time: number): number | null {
  return Number.isFinite(time) ? time : null;
}
