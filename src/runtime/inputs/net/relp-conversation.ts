/** A peer that speaks RELP, the Reliable Event Logging Protocol: it keeps each message until it is acknowledged as durable. */

import type { Socket } from 'node:net';
import { RecordFlag } from '../../record.ts';
import type { Conversation } from './connection.ts';
import { MessageView } from './message-view.ts';
import type { Batch, Peer, ReceiverCounters, Take } from './receiver.ts';
import { RelpFrames } from './relp-frames.ts';

const OFFERS = '\nrelp_version=0\nrelp_software=corr\ncommands=syslog';
const GOODBYE = '0 serverclose 0\n';
/** Milliseconds that a peer has to read our last answers and to disconnect. */
const LINGER = 10_000;

export class RelpConversation extends MessageView implements Conversation, Batch {
  private readonly frames: RelpFrames;
  private isOpen = false;
  private isLeaving = false;
  /** The answers to the frames of this batch. */
  private answers: string[] = [];
  /** Resolves when all answers so far are sent. */
  private answered: Promise<void> = Promise.resolve();

  constructor(
    private readonly socket: Socket,
    readonly origin: Peer,
    max: number,
    private readonly take: Take,
    counters: ReceiverCounters,
    /** Called when the peer violates the protocol. */
    private readonly onWrong: () => void,
  ) {
    super(max, counters);
    this.frames = new RelpFrames(max + 1);
  }

  read(chunk: Buffer): void {
    // The peer keeps what is not acknowledged.
    if (this.isLeaving) return;
    const { frames } = this;
    frames.feed(chunk);
    this.enter(chunk);
    this.answers = [];
    const durable = this.take(this);
    if (this.answers.length > 0) this.answer(this.answers.join(''), durable);
    if (frames.isWrong) {
      this.onWrong();
      this.isLeaving = true;
    }
    if (this.isLeaving) void this.answered.then(() => this.hangUp());
  }

  next(): boolean {
    const { frames } = this;
    while (!this.isLeaving && frames.next()) {
      if (frames.command !== 'syslog' || !this.isOpen) {
        this.execute();
        continue;
      }
      this.answers.push(response(frames.transaction, '200 OK'));
      this.set(frames.bytes, frames.start, frames.end, frames.isCut ? RecordFlag.truncated : 0);
      if (this.isMessage()) return true;
    }
    return false;
  }

  /** An incomplete frame will be sent again. */
  finish(): Promise<void> {
    return this.answered;
  }

  leave(): Promise<void> {
    this.isLeaving = true;
    this.answer(GOODBYE, undefined);
    return this.answered;
  }

  /**
   * Closing at once could discard data that the peer has not read yet (RFC 9293, 3.6.1); a peer that never closes must
   * not stay forever.
   */
  private hangUp(): void {
    const { socket } = this;
    const last = setTimeout(() => socket.destroy(), LINGER).unref();
    socket.once('close', () => clearTimeout(last)).end();
  }

  /** Executes a frame that is no message. */
  private execute(): void {
    const { transaction, command, bytes, start, end } = this.frames;
    if (command === 'open') {
      this.isOpen = /^commands=(?:.*,)?syslog(?:,|$)/m.test(bytes.toString('utf8', start, end));
      this.answers.push(response(transaction, this.isOpen ? `200 OK${OFFERS}` : '500 syslog is all that is understood'));
    } else if (command === 'close') {
      this.isLeaving = true;
      this.answers.push(response(transaction, ''), GOODBYE);
    } else if (transaction !== 0) {
      this.answers.push(response(transaction, `500 ${this.isOpen ? 'not understood' : 'open first'}`));
    }
  }

  /** Answers after all previous answers. If what it waits for fails, the peer gets no more answers, and sends again. */
  private answer(text: string, after: Promise<void> | undefined): void {
    const { socket } = this;
    this.answered = Promise.all([this.answered, after]).then(
      () => {
        if (socket.writable) socket.write(text);
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
