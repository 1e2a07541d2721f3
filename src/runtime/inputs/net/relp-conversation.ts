/** A peer that speaks RELP, the Reliable Event Logging Protocol: it keeps each message until it is told that ours is durable. */

import type { Socket } from 'node:net';
import { RecordFlag } from '../../record.ts';
import type { Conversation } from './connection.ts';
import { MessageView } from './message-view.ts';
import type { Batch, Origin, ReceiverCounters, Take } from './receiver.ts';
import { RelpFrames } from './relp-frames.ts';

const OFFERS = '\nrelp_version=0\nrelp_software=corr\ncommands=syslog';

export class RelpConversation extends MessageView implements Conversation, Batch {
  private readonly frames: RelpFrames;
  private isOpen = false;
  private isLeaving = false;
  /** Transactions of the messages of the batch. */
  private taken: number[] = [];
  /** All answers so far are on their way. */
  private answered: Promise<void> = Promise.resolve();

  constructor(
    private readonly socket: Socket,
    readonly origin: Origin,
    max: number,
    private readonly take: Take,
    counters: ReceiverCounters,
  ) {
    super(max, counters);
    this.frames = new RelpFrames(max + 1);
  }

  read(chunk: Buffer): void {
    // The peer keeps what it is not told of.
    if (this.isLeaving) return;
    this.frames.feed(chunk);
    this.enter(chunk);
    this.taken = [];
    const durable = this.take(this);
    this.acknowledge(this.taken, durable);
    if (!this.frames.isWrong) return;
    this.counters.frameErrors++;
    this.isLeaving = true;
    void this.answered.then(() => this.socket.destroySoon());
  }

  next(): boolean {
    const { frames } = this;
    while (frames.next()) {
      if (frames.command !== 'syslog' || !this.isOpen) {
        this.obey();
        continue;
      }
      this.taken.push(frames.transaction);
      this.set(frames.bytes, frames.start, frames.end, frames.isCut ? RecordFlag.truncated : 0);
      if (this.isMessage()) return true;
    }
    return false;
  }

  /** A frame that broke off is sent again. */
  finish(): Promise<void> {
    return this.answered;
  }

  leave(): Promise<void> {
    this.isLeaving = true;
    this.answer(() => '0 serverclose 0\n');
    return this.answered;
  }

  private acknowledge(transactions: readonly number[], durable: Promise<void> | undefined): void {
    if (transactions.length === 0) return;
    this.answer(() => transactions.map((transaction) => response(transaction, '200 OK')).join(''), durable);
  }

  /** Carries out what is no message. */
  private obey(): void {
    const { transaction, command } = this.frames;
    if (command === 'open') {
      const offers = this.data().split('\n');
      this.isOpen = offers.some((offer) => /^commands=(?:.*,)?syslog(?:,|$)/.test(offer.trim()));
      this.answer(() => response(transaction, this.isOpen ? `200 OK${OFFERS}` : '500 syslog is all that is understood'));
    } else if (command === 'close') {
      this.isLeaving = true;
      this.answer(() => `${response(transaction, '')}0 serverclose 0\n`);
      void this.answered.then(() => this.socket.end());
    } else if (transaction !== 0) {
      this.answer(() => response(transaction, `500 ${this.isOpen ? 'not understood' : 'open first'}`));
    }
  }

  private data(): string {
    const { bytes, start, end } = this.frames;
    return bytes.toString('utf8', start, end);
  }

  /** Answers after all that was answered before. If what it waits for fails, the peer hears nothing, and sends all again. */
  private answer(text: () => string, after?: Promise<void>): void {
    const { socket } = this;
    this.answered = Promise.all([this.answered, after]).then(
      () => {
        if (socket.writable) socket.write(text());
      },
      () => {
        socket.destroy();
      },
    );
  }
}

function response(transaction: number, data: string): string {
  return data === '' ? `${transaction} rsp 0\n` : `${transaction} rsp ${Buffer.byteLength(data)} ${data}\n`;
}
