/** From receivers to what is written. */

import type { Batch, Message, Receiver, Origin as Sender, Take } from '../inputs/net/receiver.ts';
import type { InputProblem, ReportProblem } from '../inputs/problem.ts';
import type { Clock } from '../state/clock.ts';
import { type Entries, type Origin, RECORD_HEAD } from '../state/entry.ts';
import type { InputStatus } from './status.ts';

/** A receiver, and the format of its messages. */
export interface ReceiverSpec {
  receiver: Receiver;
  format: string;
  /** IANA name of the zone of stamps without one, if it is not that of the run. */
  zone?: string;
}

export interface ReceptionOptions {
  entries: Entries;
  clock: Clock;
  /** IANA name of the zone of stamps without one. */
  zone: string;
  report: ReportProblem;
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

interface Listening extends ReceiverSpec {
  /** The number of its last message. */
  count: number;
  /** Who sent the message before, of the same batch, and the id of that origin. Once a frame is written ids may be others. */
  before: { sender: Sender; id: number } | undefined;
}

/** Connections are read no more while so many bytes wait. */
const HIGH_WATER = 8 * 1024 * 1024;
/** Datagrams cannot be told to wait: beyond this they are lost, and counted. */
const MOST_WAITING = 64 * 1024 * 1024;

export class Reception {
  /** Messages that there was no room for while nothing could be written. */
  private unwritten = 0;
  private readonly all: Listening[];
  private held: Held[] | undefined = [];
  private heldBytes = 0;
  /** Resolves when nothing is held back any more. */
  private readonly released: Promise<void>;
  private onReleased = () => {};
  private isPaused = false;

  constructor(
    specs: readonly ReceiverSpec[],
    private readonly options: ReceptionOptions,
  ) {
    this.all = specs.map((spec) => ({ ...spec, count: 0, before: undefined }));
    this.released = new Promise((resolve) => {
      this.onReleased = resolve;
    });
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
    const fail = (error: unknown) => this.options.fail(error);
    const problems = await Promise.all(this.all.map((one) => one.receiver.listen(this.taker(one), fail)));
    if (this.held) this.pause();
    return problems.filter((problem) => problem !== undefined);
  }

  /** The files are read: from now on messages are journaled as they come. `lastOf` tells the number of a source's last message. */
  release(lastOf: (source: string, format: string) => number): void {
    for (const one of this.all) one.count = lastOf(one.receiver.address, one.format);
    const held = this.held ?? [];
    this.held = undefined;
    for (const { from, message, received } of held) this.put(from, message, received);
    this.heldBytes = 0;
    this.onReleased();
    this.resume();
  }

  /** Reads certificates again. Answers what is wrong with them: those in use stay then. */
  async reload(): Promise<InputProblem[]> {
    const problems = await Promise.all(this.all.map(({ receiver }) => receiver.reload()));
    return problems.filter((problem) => problem !== undefined);
  }

  pause(): void {
    this.isPaused = true;
    for (const { receiver } of this.all) receiver.pause();
  }

  /** What waited is written. */
  resume(): void {
    if (!this.isPaused || this.held) return;
    this.isPaused = false;
    for (const { receiver } of this.all) receiver.resume();
  }

  /** Takes in what has come already. What RELP sent must be written meanwhile. */
  async close(): Promise<void> {
    await Promise.all(this.all.map(({ receiver }) => receiver.close()));
  }

  private taker(from: Listening): Take {
    return (batch) => {
      const received = this.options.clock.now();
      let hasMessage = false;
      from.before = undefined;
      while (this.takeLines(from, batch, received) || this.takeNext(from, batch, received)) hasMessage = true;
      this.options.wake();
      if (this.options.entries.length > HIGH_WATER) this.pause();
      // What holds no message, such as the opening of a session, waits for nothing.
      return batch.origin.transport === 'relp' && hasMessage ? this.durable() : undefined;
    };
  }

  /** Resolves when all that was taken is safe: what is held back is not even written. */
  private async durable(): Promise<void> {
    if (this.held) await this.released;
    return this.options.durable();
  }

  /** Messages that lie side by side are journaled at once. */
  private takeLines(from: Listening, batch: Batch, received: number): boolean {
    const lines = this.held ? undefined : batch.lines?.();
    if (!lines) return false;
    const { bytes, start, end, count } = lines;
    this.options.entries.lines({ origin: this.originId(from, batch.origin), received, line: from.count + 1, count }, bytes, start, end);
    from.count += count;
    return true;
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
    if (this.held) {
      this.heldBytes += RECORD_HEAD + end - start;
      this.held.push({ from, received, message: { bytes: bytes.slice(start, end), start: 0, end: end - start, flags, origin } });
    } else {
      this.put(from, message, received);
    }
  }

  private put(from: Listening, { bytes, start, end, flags, origin: sender }: Message, received: number): void {
    const origin = this.originId(from, sender);
    const line = ++from.count;
    this.options.entries.record({ origin, received, flags, line, last: line, offset: 0 }, bytes, start, end);
  }

  /** A batch is mostly of one sender: a key for each message would cost more than journaling it (`bench/live.ts`). */
  private originId(from: Listening, sender: Sender): number {
    if (from.before?.sender !== sender) from.before = { sender, id: this.idOf(from, sender) };
    return from.before.id;
  }

  private idOf(from: Listening, sender: Sender): number {
    const { peer, certificate } = sender;
    const key = `${from.receiver.address} ${from.format} ${peer} ${certificate?.fingerprint ?? ''}`;
    return this.options.entries.idOf(key, () => this.originOf(from, sender));
  }

  private originOf({ receiver, format, zone = this.options.zone }: Listening, { peer, certificate }: Sender): Origin {
    const context = { received: 0, zone, live: true };
    return { source: receiver.address, format, context, peer, ...(certificate ? { certificate: certificate.fingerprint } : {}) };
  }
}
