/** Receives datagrams in a separate thread: they are read while the rules work, before the kernel's buffer overflows. */

import { type Deferred, deferred } from '../../../deferred.ts';
import type { InputProblem, ReportProblem } from '../../problem.ts';
import type { ListenAddress } from '../address.ts';
import { kernelDrops } from '../kernel-drops.ts';
import { noneCounted, type Receiver, type ReceiverCounters, type Renewal, sumOf, type Take } from '../receiver.ts';
import { PackedBatch } from './packed-messages.ts';
import type { Command, Piece, ThreadEvent } from './receiver-host.ts';

/** A channel to a receiving thread. */
export interface ReceiverThread {
  postMessage(command: Command): void;
  on(event: 'message', listener: (event: ThreadEvent) => void): unknown;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  on(event: 'exit', listener: () => void): unknown;
}

export type StartReceiver = (address: ListenAddress) => ReceiverThread;

/** `udp://127.0.0.1:514`, `udp://[::1]:514`. */
const BOUND = /^udp:\/\/\[?([^\]]*?)\]?:(\d+)$/;

export class ThreadedReceiver implements Receiver {
  address: string;
  /** As of the last message from the current thread. */
  private current = { counted: noneCounted(), lost: 0 };
  /** Sums of the previous threads. */
  private before = { counted: noneCounted(), lost: 0 };
  /** Defined while it listens. */
  private thread: ReceiverThread | undefined;
  /** Settled when it listens, or cannot. */
  private listening = deferred<InputProblem | undefined>();
  /** Defined once it was asked to close. */
  private closing: Deferred<void> | undefined;
  private take: Take = () => undefined;
  private fail: (error: unknown) => void = () => {};

  constructor(
    private asked: ListenAddress,
    private readonly report: ReportProblem,
    private readonly start: StartReceiver,
  ) {
    this.address = asked.text;
  }

  counters(): ReceiverCounters {
    const { counted } = this.current;
    const [, host, port] = (this.thread && BOUND.exec(this.address)) ?? [];
    if (host !== undefined) counted.kernelDrops = kernelDrops(host, Number(port)) ?? counted.kernelDrops;
    return sumOf(this.before.counted, counted);
  }

  get lost(): number {
    return this.before.lost + this.current.lost;
  }

  listen(take: Take, fail: (error: unknown) => void): Promise<InputProblem | undefined> {
    this.take = take;
    this.fail = fail;
    this.listening = deferred();
    this.closing = undefined;
    const thread = this.start(this.asked);
    this.thread = thread;
    thread.on('message', (event) => this.handle(event));
    thread.on('error', (error) => this.break(thread, error));
    thread.on('exit', () => this.break(thread, new Error(`The thread that receives on ${this.address} has ended.`)));
    return this.listening.promise;
  }

  adopt(asked: ListenAddress): Renewal {
    return () => {
      this.asked = { ...asked, port: this.asked.port };
      this.thread?.postMessage(this.asked);
    };
  }

  stopListening(): Promise<void> {
    return this.close();
  }

  /** Also waits if it is already releasing its address. */
  async close(): Promise<void> {
    const { thread } = this;
    if (!thread) return;
    if (!this.closing) {
      this.closing = deferred();
      thread.postMessage('close');
    }
    await this.closing.promise;
  }

  /** Handles the unexpected end of a thread. A requested end may come after another thread has begun. */
  private break(thread: ReceiverThread, error: unknown): void {
    if (this.thread !== thread) return;
    this.thread = undefined;
    if (this.closing) {
      this.closing.reject(error);
      return;
    }
    this.listening.reject(error);
    this.fail(error);
  }

  private handle(event: ThreadEvent): void {
    switch (event.kind) {
      case 'listening':
        this.address = event.address;
        if (event.problem) this.thread = undefined;
        else this.asked = { ...this.asked, port: Number(BOUND.exec(event.address)?.[2] ?? this.asked.port) };
        this.listening.resolve(event.problem);
        break;
      case 'problem':
        this.report(event.problem);
        break;
      case 'messages':
        this.takePiece(event);
        break;
      case 'closed':
        this.thread = undefined;
        this.before = { counted: sumOf(this.before.counted, event.counted), lost: this.before.lost + event.lost };
        this.current = { counted: noneCounted(), lost: 0 };
        this.closing?.resolve();
        break;
    }
  }

  private takePiece({ messages, counted, lost }: Piece): void {
    this.current = { counted: { ...counted, kernelDrops: this.current.counted.kernelDrops }, lost };
    if (messages.origins.length > 0) void this.take(new PackedBatch(messages));
    this.thread?.postMessage('taken');
  }
}
