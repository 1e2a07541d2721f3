/** One connection, from its first byte to its last. */

import type { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
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

  constructor(
    private readonly socket: Socket,
    private readonly conversation: Conversation,
    counters: Pick<ReceiverCounters, 'open' | 'connections' | 'broken'>,
    /** Milliseconds of silence after which it is closed; 0: never. */
    private readonly idle: number,
  ) {
    counters.open++;
    counters.connections++;
    socket.on('data', (chunk: Buffer) => conversation.read(chunk));
    socket.on('end', () => this.end());
    socket.on('timeout', () => void this.endIfSilent());
    socket.on('error', () => counters.broken++);
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        this.end();
        counters.open--;
        resolve();
      });
    });
    socket.setTimeout(idle);
  }

  pause(): void {
    this.socket.pause();
    // It is us who are silent.
    this.socket.setTimeout(0);
  }

  resume(): void {
    this.socket.setTimeout(this.idle);
    this.socket.resume();
  }

  /** Lets the peer know that we leave, and reads what it has sent already. */
  leave(): void {
    const { socket, conversation } = this;
    void (conversation.leave?.() ?? Promise.resolve()).then(() => socket.end());
    socket.setTimeout(QUIET);
    socket.resume();
  }

  /** In a process that was held up, the timer rings before what has come in meanwhile is read. */
  private async endIfSilent(): Promise<void> {
    const { bytesRead } = this.socket;
    await turn();
    await turn();
    if (this.socket.bytesRead === bytesRead) this.end();
  }

  private end(): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    const { socket } = this;
    void (this.conversation.finish() ?? Promise.resolve()).then(() => socket.destroySoon());
  }
}
