/** One connection, from its first byte to its last. */

import type { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import type { Quota } from './quotas.ts';
import type { ReceiverCounters } from './receiver.ts';

/** Interprets the bytes of one connection. */
export interface Conversation {
  read(chunk: Buffer): void;
  /** Must be called when nothing more comes. Resolves when there is nothing more to send either. */
  finish(): Promise<void> | undefined;
  /** Must be called before we leave. Resolves when the peer was told. */
  leave?(): Promise<void>;
}

/** Milliseconds without data after which everything in flight is assumed to have arrived. */
const QUIET = 100;

export class Connection {
  readonly closed: Promise<void>;
  private hasEnded = false;
  private isLeaving = false;
  /** Whether the receiver takes no data for now. */
  private isHeld = false;
  /** Runs until the peer may send again. */
  private wait: NodeJS.Timeout | undefined;

  constructor(
    private readonly socket: Socket,
    private readonly conversation: Conversation,
    counters: Pick<ReceiverCounters, 'open' | 'connections' | 'broken'>,
    /** Milliseconds of silence after which the connection is closed; 0 for never. */
    private readonly idle: number,
    /** That of the peer; absent if it is not limited. */
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

  /** Tells the peer that we leave, and reads what it has already sent. */
  leave(): void {
    const { socket, conversation } = this;
    void (conversation.leave?.() ?? Promise.resolve()).then(() => socket.end());
    this.isLeaving = true;
    clearTimeout(this.wait);
    this.wait = undefined;
    socket.setTimeout(QUIET);
    socket.resume();
  }

  /** Stops reading while the peer does not read its answers, and while it has exceeded its rate. */
  private pace(bytes: number): void {
    const { socket } = this;
    const wait = this.quota?.spend(bytes) ?? 0;
    if (this.isLeaving || socket.destroyed) return;
    // A peer that never reads counts as silent.
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
    // The silence is ours, so the idle timeout is off.
    this.socket.setTimeout(0);
  }

  private goOn(): void {
    const { socket } = this;
    if (this.isHeld || this.wait) return;
    socket.setTimeout(this.isLeaving ? QUIET : this.idle);
    if (this.isLeaving || !socket.writableNeedDrain) socket.resume();
  }

  /** In a blocked process the timer fires before data that came meanwhile is read. */
  private async endIfSilent(): Promise<void> {
    const { socket } = this;
    const { bytesRead } = socket;
    await turn();
    await turn();
    if (socket.bytesRead !== bytesRead) return;
    // Waiting for unread answers would never end.
    if (socket.writableNeedDrain && !this.isLeaving) socket.destroy();
    else this.end();
  }

  /** Ends it if it is not wanted once what has come already is read; resolves to whether it was not. */
  async endIf(isUnwanted: () => boolean): Promise<boolean> {
    await turn();
    await turn();
    if (!isUnwanted()) return false;
    this.end();
    return true;
  }

  private end(): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    const { socket } = this;
    void (this.conversation.finish() ?? Promise.resolve()).then(() => socket.destroySoon());
  }
}
