/** From receivers to entries. */

import type { Batch, Message, Receiver, Take } from '../inputs/net/receiver.ts';
import type { InputProblem, ReportProblem } from '../inputs/problem.ts';
import type { Clock } from '../state/clock.ts';
import { HEAD } from '../state/entry.ts';
import { copyOf } from '../values/copy.ts';
import type { Progress } from './gathering.ts';
import { Listening, type ListeningOptions, type ReceiverSpec } from './listening.ts';
import { type Obstacles, ReceiverChange } from './receiver-change.ts';
import type { InputStatus } from './status.ts';

export interface ReceptionOptions extends ListeningOptions {
  clock: Clock;
  report: ReportProblem;
  progress: Pick<Progress, 'lastOf'>;
  /** Called when something has come. */
  wake(): void;
  /** Ends the run with an error. */
  fail(error: unknown): void;
  /** Resolves when all entries so far are safe from a power failure. */
  durable(): Promise<void>;
}

/** A message that has come before its turn. */
interface Held {
  from: Listening;
  received: number;
  message: Message;
}

/** How many bytes may wait before connections are no longer read. */
const HIGH_WATER = 8 * 1024 * 1024;
/** How many bytes may wait before datagrams are dropped, and counted: their senders cannot be made to wait. */
const MOST_WAITING = 64 * 1024 * 1024;

export class Reception {
  /** Messages dropped while nothing could be written, and those lost by receivers that are removed. */
  private lostBefore = 0;
  private all: readonly Listening[];
  /** The current ones and those being prepared. */
  private readonly known: Set<Listening>;
  /** What receivers that were handed over have become. */
  private readonly successors = new Map<Receiver, Listening>();
  /** Whether logs have been read to their end, so that messages may be taken. */
  private isReleased = false;
  private held: Held[] = [];
  private heldBytes = 0;
  private isPaused = false;
  private isClosed = false;

  constructor(
    specs: readonly ReceiverSpec[],
    private readonly options: ReceptionOptions,
  ) {
    this.all = specs.map((spec) => new Listening(spec, options));
    this.known = new Set(this.all);
  }

  get addresses(): string[] {
    return this.all.map(({ receiver }) => receiver.address);
  }

  /** Messages that were received but dropped, as there was no room until they could be written. */
  get lost(): number {
    return this.all.reduce((sum, { receiver }) => sum + (receiver.lost ?? 0), this.lostBefore);
  }

  /** The counters of each address. */
  status(): InputStatus[] {
    return this.all.map(({ receiver }) => {
      const { address, certificateEnds } = receiver;
      return { address, certificateEnds, ...receiver.counters() };
    });
  }

  /** Begins to listen; messages are held back until {@link release}. Returns the obstacles. */
  listen(): Promise<Obstacles> {
    return Promise.all(this.all.map((one) => this.open(one)));
  }

  /** Must be called once files are read: from now on messages are journaled as they come. */
  release(): void {
    this.isReleased = true;
    this.releaseHeld();
  }

  /**
   * Prepares to receive from these and no others: new ones listen, and hold messages back until {@link change};
   * certificates of the others are read again. If there are obstacles, everything stays as it was.
   */
  async prepare(specs: readonly ReceiverSpec[]): Promise<ReceiverChange> {
    const after = specs.map((spec) => this.all.find((one) => isSame(one.spec, spec)) ?? new Listening(spec, this.options));
    const change = new ReceiverChange(this.all, after, (one) => this.open(one), this.options.report);
    for (const one of after) this.known.add(one);
    await change.prepare();
    if (!change.isPossible) {
      this.forget(change.added);
      for (const [, to] of change.handedOver) this.known.delete(to);
    }
    return change;
  }

  /** From now on, what a receiver that continues as another receives belongs to the latter, and is held back until {@link change}. */
  handOver({ handedOver }: ReceiverChange): void {
    for (const [{ receiver }, to] of handedOver) this.successors.set(receiver, to);
  }

  /** Puts the prepared receivers in charge. */
  change(change: ReceiverChange): void {
    this.forget(change.gone);
    for (const [from] of change.handedOver) this.known.delete(from);
    this.handOver(change);
    change.renew();
    this.all = change.after;
    if (this.isReleased) this.releaseHeld();
  }

  /** Reads certificates again. Returns what is wrong with them: those in use then stay. */
  async renew(): Promise<Obstacles> {
    const change = await this.prepare(this.all.map(({ spec }) => spec));
    if (change.isPossible) this.change(change);
    return change.obstacles;
  }

  pause(): void {
    this.isPaused = true;
    for (const { receiver } of this.known) receiver.pause?.();
  }

  /** Must be called once pending entries are written. */
  resume(): void {
    if (!this.isPaused) return;
    this.isPaused = false;
    for (const { receiver, isHeld } of this.known) if (!isHeld) receiver.resume?.();
  }

  /** Takes in what has already come, and what was held back for logs. What RELP sent must be written meanwhile. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.release();
    await Promise.all(Array.from(this.known, (one) => one.close()));
  }

  private async open(one: Listening): Promise<InputProblem | undefined> {
    if (one.isHeld) one.receiver.pause?.();
    const problem = await one.receiver.listen(this.taker(one), (error) => this.options.fail(error));
    if (this.isClosed) await one.receiver.close();
    return problem;
  }

  /** Held-back messages come first, in order of arrival. */
  private releaseHeld(): void {
    const due = this.all.filter(({ isHeld }) => isHeld);
    for (const one of due) one.release(this.options.progress.lastOf(one.receiver.address, one.spec.format));
    for (const { from, message, received } of this.withdraw(due)) from.put(message, received);
    if (!this.isPaused) for (const { receiver } of due) receiver.resume?.();
  }

  private forget(gone: readonly Listening[]): void {
    this.withdraw(gone);
    for (const one of gone) {
      this.known.delete(one);
      this.successors.delete(one.receiver);
      this.lostBefore += one.receiver.lost ?? 0;
    }
  }

  /** Removes and returns the held-back messages of these. */
  private withdraw(of: readonly Listening[]): Held[] {
    const withdrawn = this.held.filter(({ from }) => of.includes(from));
    this.held = this.held.filter(({ from }) => !of.includes(from));
    this.heldBytes = this.held.reduce((sum, { message }) => sum + sizeOf(message), 0);
    return withdrawn;
  }

  private taker(first: Listening): Take {
    return (batch) => {
      const from = this.successors.get(first.receiver) ?? first;
      const received = this.options.clock.now();
      let hasMessage = false;
      from.beginBatch();
      while (takeLines(from, batch, received) || this.takeNext(from, batch, received)) hasMessage = true;
      this.options.wake();
      if (this.options.entries.length > HIGH_WATER) this.pause();
      // A batch without messages, such as the opening of a session, is acknowledged at once.
      return batch.origin.transport === 'relp' && hasMessage ? this.durable(from) : undefined;
    };
  }

  /** Resolves when everything taken is safe: what is held back is not even written. */
  private async durable(from: Listening): Promise<void> {
    if (from.isHeld) await from.released;
    return this.options.durable();
  }

  private takeNext(from: Listening, batch: Batch, received: number): boolean {
    if (!batch.next()) return false;
    this.take(from, batch, received);
    return true;
  }

  private take(from: Listening, message: Message, received: number): void {
    const { bytes, start, end, flags, origin } = message;
    if (origin.transport === 'udp' && this.heldBytes + this.options.entries.length > MOST_WAITING) {
      this.lostBefore++;
      return;
    }
    if (from.isHeld) {
      this.heldBytes += sizeOf(message);
      this.held.push({ from, received, message: { bytes: copyOf(bytes, start, end), start: 0, end: end - start, flags, origin } });
    } else {
      from.put(message, received);
    }
  }
}

function takeLines(from: Listening, batch: Batch, received: number): boolean {
  const lines = from.isHeld ? undefined : batch.lines?.();
  if (!lines) return false;
  from.putLines(lines, batch.origin, received);
  return true;
}

/** A receiver asked for with other options counts as another. */
function isSame(one: ReceiverSpec, other: ReceiverSpec): boolean {
  return one.receiver === other.receiver && one.asked === other.asked;
}

function sizeOf({ start, end }: Message): number {
  return HEAD.record + end - start;
}
