/** From receivers to what is written. */

import type { Batch, Message, Receiver, Take } from '../inputs/net/receiver.ts';
import type { InputProblem, ReportProblem } from '../inputs/problem.ts';
import type { Clock } from '../state/clock.ts';
import { RECORD_HEAD } from '../state/entry.ts';
import { Listening, type ListeningOptions, type ReceiverSpec } from './listening.ts';
import { type Obstacles, ReceiverChange } from './receiver-change.ts';
import type { InputStatus } from './status.ts';

export interface ReceptionOptions extends ListeningOptions {
  clock: Clock;
  report: ReportProblem;
  /** The number of the last message of a source; 0: it had none. */
  lastOf(source: string, format: string): number;
  /** Something has come. */
  wake(): void;
  /** Ends the run with an error. */
  fail(error: unknown): void;
  /** Resolves when all entries so far are safe from a loss of power. */
  durable(): Promise<void>;
}

/** A message that has come before its turn. */
interface Held {
  from: Listening;
  received: number;
  message: Message;
}

/** How many bytes may wait before connections are not read any more. */
const HIGH_WATER = 8 * 1024 * 1024;
/** How many bytes may wait before datagrams are lost, and counted: their senders cannot be told to wait. */
const MOST_WAITING = 64 * 1024 * 1024;

export class Reception {
  /** Messages that there was no room for while nothing could be written, and those that receivers that are gone have lost. */
  private lostBefore = 0;
  private all: readonly Listening[];
  /** All of them, and those that are to be. */
  private readonly known: Set<Listening>;
  /** What receivers that were handed over are now. */
  private readonly heirs = new Map<Receiver, Listening>();
  /** Logs are read to their end, so that messages may be taken. */
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

  /** Messages that were received, and that there was no room for until they could be written. */
  get lost(): number {
    return this.all.reduce((sum, { receiver }) => sum + (receiver.lost ?? 0), this.lostBefore);
  }

  /** What each address has counted. */
  status(): InputStatus[] {
    return this.all.map(({ receiver }) => ({ address: receiver.address, ...receiver.counters() }));
  }

  /** Begins to listen; messages are kept back until {@link release}. Answers what is in the way. */
  listen(): Promise<Obstacles> {
    return Promise.all(this.all.map((one) => this.open(one)));
  }

  /** The files are read: from now on messages are journaled as they come. */
  release(): void {
    this.isReleased = true;
    this.letIn();
  }

  /**
   * Gets ready to receive from these and no others: new ones listen, and keep back what comes until {@link change}; of the
   * others certificates are read again. Answers what is in the way: if anything is, all is as it was.
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

  /** What comes from here on to a receiver that goes on as another is for what it becomes, and kept back until {@link change}. */
  handOver({ handedOver }: ReceiverChange): void {
    for (const [{ receiver }, to] of handedOver) this.heirs.set(receiver, to);
  }

  /** From here on the receivers that were prepared are in charge. */
  change(change: ReceiverChange): void {
    this.forget(change.gone);
    for (const [from] of change.handedOver) this.known.delete(from);
    this.handOver(change);
    change.renew();
    this.all = change.after;
    if (this.isReleased) this.letIn();
  }

  /** Reads certificates again. Answers what is wrong with them: those in use stay then. */
  async renew(): Promise<Obstacles> {
    const change = await this.prepare(this.all.map(({ spec }) => spec));
    if (change.isPossible) this.change(change);
    return change.obstacles;
  }

  pause(): void {
    this.isPaused = true;
    for (const { receiver } of this.known) receiver.pause();
  }

  /** What waited is written. */
  resume(): void {
    if (!this.isPaused) return;
    this.isPaused = false;
    for (const { receiver, isHeld } of this.known) if (!isHeld) receiver.resume();
  }

  /** Takes in what has come already. What RELP sent must be written meanwhile. */
  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all(Array.from(this.known, (one) => one.close()));
  }

  private async open(one: Listening): Promise<InputProblem | undefined> {
    if (one.isHeld) one.receiver.pause();
    const problem = await one.receiver.listen(this.taker(one), (error) => this.options.fail(error));
    if (this.isClosed) await one.receiver.close();
    return problem;
  }

  /** What was kept back comes first, in the order in which it came. */
  private letIn(): void {
    const due = this.all.filter(({ isHeld }) => isHeld);
    for (const one of due) one.release(this.options.lastOf(one.receiver.address, one.spec.format));
    for (const { from, message, received } of this.withdraw(due)) from.put(message, received);
    if (!this.isPaused) for (const { receiver } of due) receiver.resume();
  }

  private forget(gone: readonly Listening[]): void {
    this.withdraw(gone);
    for (const one of gone) {
      this.known.delete(one);
      this.heirs.delete(one.receiver);
      this.lostBefore += one.receiver.lost ?? 0;
    }
  }

  /** What was kept back of these is so no more. */
  private withdraw(of: readonly Listening[]): Held[] {
    const withdrawn = this.held.filter(({ from }) => of.includes(from));
    this.held = this.held.filter(({ from }) => !of.includes(from));
    this.heldBytes = this.held.reduce((sum, { message }) => sum + sizeOf(message), 0);
    return withdrawn;
  }

  private taker(first: Listening): Take {
    return (batch) => {
      const from = this.heirs.get(first.receiver) ?? first;
      const received = this.options.clock.now();
      let hasMessage = false;
      from.beginBatch();
      while (takeLines(from, batch, received) || this.takeNext(from, batch, received)) hasMessage = true;
      this.options.wake();
      if (this.options.entries.length > HIGH_WATER) this.pause();
      // What holds no message, such as the opening of a session, waits for nothing.
      return batch.origin.transport === 'relp' && hasMessage ? this.durable(from) : undefined;
    };
  }

  /** Resolves when all that was taken is safe: what is held back is not even written. */
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
      this.held.push({ from, received, message: { bytes: bytes.slice(start, end), start: 0, end: end - start, flags, origin } });
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

/** A receiver that is asked for with other options goes on as another. */
function isSame(one: ReceiverSpec, other: ReceiverSpec): boolean {
  return one.receiver === other.receiver && one.asked === other.asked;
}

function sizeOf({ start, end }: Message): number {
  return RECORD_HEAD + end - start;
}
