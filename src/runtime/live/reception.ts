/** From receivers to what is written. */

import type { Batch, Message, Take } from '../inputs/net/receiver.ts';
import type { InputProblem, ReportProblem } from '../inputs/problem.ts';
import type { Clock } from '../state/clock.ts';
import { RECORD_HEAD } from '../state/entry.ts';
import { Listening, type ListeningOptions, type ReceiverSpec } from './listening.ts';
import type { InputStatus } from './status.ts';

export interface ReceptionOptions extends ListeningOptions {
  clock: Clock;
  report: ReportProblem;
  /** The number of the last message of a source; 0: it had none. */
  lastOf(source: string, format: string): number;
  /** Something has come. */
  wake(): void;
  /** Nobody can go on after this. */
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

/** Connections are read no more while so many bytes wait. */
const HIGH_WATER = 8 * 1024 * 1024;
/** Datagrams cannot be told to wait: beyond this they are lost, and counted. */
const MOST_WAITING = 64 * 1024 * 1024;

export class Reception {
  /** Messages that there was no room for while nothing could be written. */
  private unwritten = 0;
  private readonly all: Listening[];
  private held: Held[] = [];
  private heldBytes = 0;
  private isPaused = false;

  constructor(
    specs: readonly ReceiverSpec[],
    private readonly options: ReceptionOptions,
  ) {
    this.all = specs.map((spec) => new Listening(spec, options));
  }

  get addresses(): string[] {
    return this.all.map(({ receiver }) => receiver.address);
  }

  /** Messages that were received, and that there was no room for until they could be written. */
  get lost(): number {
    return this.all.reduce((sum, { receiver }) => sum + (receiver.lost ?? 0), this.unwritten);
  }

  /** What each address has counted. */
  status(): InputStatus[] {
    return this.all.map(({ receiver }) => ({ address: receiver.address, ...receiver.counters() }));
  }

  /** Begins to listen; messages are kept back until {@link release}. Answers what is in the way. */
  async listen(): Promise<InputProblem[]> {
    const problems = await Promise.all(this.all.map((one) => this.open(one)));
    return problems.filter((problem) => problem !== undefined);
  }

  /** The files are read: from now on messages are journaled as they come. */
  release(): void {
    this.letIn();
  }

  /** Reads certificates again. Answers what is wrong with them: those in use stay then. */
  async renew(): Promise<InputProblem[]> {
    const read = await Promise.all(this.all.map(({ receiver }) => receiver.renew()));
    const problems = read.filter((one) => typeof one !== 'function');
    if (problems.length === 0) for (const one of read) if (typeof one === 'function') one();
    return problems;
  }

  pause(): void {
    this.isPaused = true;
    for (const { receiver } of this.all) receiver.pause();
  }

  /** What waited is written. */
  resume(): void {
    if (!this.isPaused) return;
    this.isPaused = false;
    for (const { receiver, isHeld } of this.all) if (!isHeld) receiver.resume();
  }

  /** Takes in what has come already. What RELP sent must be written meanwhile. */
  async close(): Promise<void> {
    await Promise.all(this.all.map(({ receiver }) => receiver.close()));
  }

  private async open(one: Listening): Promise<InputProblem | undefined> {
    const problem = await one.receiver.listen(this.taker(one), (error) => this.options.fail(error));
    if (one.isHeld) one.receiver.pause();
    return problem;
  }

  /** What was kept back comes first, in the order in which it came. */
  private letIn(): void {
    const due = this.all.filter(({ isHeld }) => isHeld);
    for (const one of due) one.release(this.options.lastOf(one.receiver.address, one.spec.format));
    const { held } = this;
    this.held = held.filter(({ from }) => from.isHeld);
    this.heldBytes = this.held.reduce((sum, { message }) => sum + sizeOf(message), 0);
    for (const { from, message, received } of held) if (!from.isHeld) from.put(message, received);
    if (!this.isPaused) for (const { receiver } of due) receiver.resume();
  }

  private taker(from: Listening): Take {
    return (batch) => {
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
      this.unwritten++;
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

function sizeOf({ start, end }: Message): number {
  return RECORD_HEAD + end - start;
}
