/** The receiving thread: it receives, and buffers what the main thread is not ready for. */

import type { InputProblem } from '../../problem.ts';
import type { ListenAddress } from '../address.ts';
import type { DatagramReceiver } from '../datagram-receiver.ts';
import type { Batch, Message, ReceiverCounters } from '../receiver.ts';
import { MessagePacker, type PackedMessages, sizeOf } from './packed-messages.ts';

/** `taken`: the last piece was processed. An address: its options apply from now on. */
export type Command = 'taken' | 'close' | ListenAddress;

/** Counters as of the last message sent with them. */
interface Counted {
  counted: ReceiverCounters;
  /** Messages for which there was no room. */
  lost: number;
}

export interface Piece extends Counted {
  kind: 'messages';
  messages: PackedMessages;
}

export type ThreadEvent =
  | { kind: 'listening'; address: string; problem: InputProblem | undefined }
  | { kind: 'problem'; problem: InputProblem }
  | Piece
  | ({ kind: 'closed' } & Counted);

/** Approximate bytes of a piece. Between two pieces the main thread can do other work. */
const PIECE = 256 * 1024;
/** Milliseconds in which a piece gathers messages: sending a few datagrams at a time took a quarter of the thread's work (`--cpu-prof`). */
const GATHER = 2;
/** The most bytes waiting. Senders of datagrams cannot be made to wait: what comes beyond this is dropped, and counted. */
const MOST_WAITING = 64 * 1024 * 1024;

export class ReceiverHost {
  private readonly whole: Piece[] = [];
  private begun = new MessagePacker();
  /** Bytes of complete pieces. */
  private waiting = 0;
  private lost = 0;
  /** Whether the main thread has not yet confirmed the last piece. */
  private isAwaited = false;
  private isClosed = false;
  /** Whether something has come that is in no piece yet. */
  private isDue = false;
  private gathering: NodeJS.Timeout | undefined;

  constructor(
    private readonly receiver: Pick<DatagramReceiver, 'address' | 'adopt' | 'close' | 'counted' | 'counters' | 'listen'>,
    private readonly send: (event: ThreadEvent) => void,
    private readonly mostWaiting = MOST_WAITING,
  ) {}

  async listen(): Promise<void> {
    const { receiver } = this;
    const problem = await receiver.listen((batch) => this.take(batch));
    this.send({ kind: 'listening', address: receiver.address, problem });
  }

  execute(command: Command): void {
    if (command === 'close') {
      void this.close();
    } else if (command === 'taken') {
      this.isAwaited = false;
      this.goOn();
    } else {
      this.receiver.adopt(command)();
    }
  }

  private async close(): Promise<void> {
    await this.receiver.close();
    this.isClosed = true;
    this.goOn();
  }

  private take(batch: Batch): undefined {
    while (batch.next()) this.keep(batch);
    // Even without a message, counters have changed.
    this.isDue = true;
    this.goOn();
  }

  private keep(message: Message): void {
    if (this.waiting + this.begun.size >= this.mostWaiting) {
      this.lost++;
      return;
    }
    this.begun.add(message);
    if (this.begun.size < PIECE) return;
    this.waiting += this.begun.size;
    this.whole.push(this.finish());
  }

  private goOn(): void {
    if (this.isAwaited) return;
    const { receiver, lost } = this;
    if (this.whole.length > 0 || (this.isClosed && this.isDue)) this.sendPiece();
    else if (this.isClosed) this.send({ kind: 'closed', counted: receiver.counters(), lost });
    else if (this.isDue) this.gathering ??= setTimeout(() => this.sendPiece(), GATHER);
  }

  /** Sends the oldest piece. */
  private sendPiece(): void {
    clearTimeout(this.gathering);
    this.gathering = undefined;
    const piece = this.whole.shift();
    if (piece) this.waiting -= sizeOf(piece.messages);
    this.isAwaited = true;
    this.send(piece ?? this.finish());
  }

  private finish(): Piece {
    const { begun, receiver, lost } = this;
    this.begun = new MessagePacker();
    this.isDue = false;
    return { kind: 'messages', messages: begun.pack(), counted: { ...receiver.counted }, lost };
  }
}
