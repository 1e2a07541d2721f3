/** One connection, from its first byte to its last. */

import type { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import type { Quota } from './quotas.ts';
import type { ReceiverCounters } from './receiver.ts';

/** What is made of the bytes of one connection. */
export interface Conversation {
  read(chunk: Buffer): void;
  /** Nothing more comes. Resolves when nothing more is to be said either. */
  finish(): Promise<void> | undefined;
  /** We are about to leave. Resolves when the peer was told. */
  leave?(): Promise<void>;
}

/** So long nothing may come, in milliseconds, before what was under way is taken to have come. */
const QUIET = 100;

export class Connection {
  readonly closed: Promise<void>;
  private hasEnded = false;
  private isLeaving = false;
  /** The receiver takes nothing for now. */
  private isHeld = false;
  /** Waits until the peer may send again. */
  private wait: NodeJS.Timeout | undefined;

  constructor(
    private readonly socket: Socket,
    private readonly conversation: Conversation,
    counters: Pick<ReceiverCounters, 'open' | 'connections' | 'broken'>,
    /** Milliseconds of silence after which it is closed; 0: never. */
    private readonly idle: number,
    /** Of the peer; absent: it may send what it likes. */
    private readonly quota: Quota | undefined,
  ) {
    counters.open++;
    counters.connections++;
    socket.on('data', (chunk: Buffer) => {
      conversation.read(chunk);
      this.pace(chunk.length);
    });
    socket.on('end', () => this.end());
    socket.on('drain', () => this.goOn());
    socket.on('timeout', () => void this.endIfSilent());
    socket.on('error', () => counters.broken++);
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        this.end();
        clearTimeout(this.wait);
        counters.open--;
        resolve();
      });
    });
    socket.setTimeout(idle);
  }

  pause(): void {
    this.isHeld = true;
    this.hold();
  }

  resume(): void {
    this.isHeld = false;
    this.goOn();
  }

  /** Lets the peer know that we leave, and reads what it has sent already. */
  leave(): void {
    const { socket, conversation } = this;
    void (conversation.leave?.() ?? Promise.resolve()).then(() => socket.end());
    this.isLeaving = true;
    clearTimeout(this.wait);
    this.wait = undefined;
    socket.setTimeout(QUIET);
    socket.resume();
  }

  /** Reads no more while the peer does not read what it is answered, nor for as long as what was read is more than it may send. */
  private pace(bytes: number): void {
    const { socket } = this;
    const wait = this.quota?.spend(bytes) ?? 0;
    if (this.isLeaving || socket.destroyed) return;
    // If it never reads, it is the one who is silent.
    if (socket.writableNeedDrain) socket.pause();
    if (wait <= 0) return;
    this.hold();
    this.wait = setTimeout(() => {
      this.wait = undefined;
      this.goOn();
    }, wait);
  }

  private hold(): void {
    this.socket.pause();
    // It is us who are silent.
    this.socket.setTimeout(0);
  }

  private goOn(): void {
    const { socket } = this;
    if (this.isHeld || this.wait) return;
    socket.setTimeout(this.isLeaving ? QUIET : this.idle);
    if (this.isLeaving || !socket.writableNeedDrain) socket.resume();
  }

  /** In a process that was held up, the timer rings before what has come in meanwhile is read. */
  private async endIfSilent(): Promise<void> {
    const { socket } = this;
    const { bytesRead } = socket;
    await turn();
    await turn();
    if (socket.bytesRead !== bytesRead) return;
    // What it does not read would be waited for without end.
    if (socket.writableNeedDrain && !this.isLeaving) socket.destroy();
    else this.end();
  }

  private end(): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    const { socket } = this;
    void (this.conversation.finish() ?? Promise.resolve()).then(() => socket.destroySoon());
  }
}
