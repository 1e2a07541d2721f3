/** One receiver of a run: the origin of its messages, their numbering, and whether it is their turn. */

import { given } from '../../given.ts';
import { deferred } from '../deferred.ts';
import type { ListenAddress } from '../inputs/net/address.ts';
import type { Lines, Message, Peer, Receiver } from '../inputs/net/receiver.ts';
import type { Entries, Origin } from '../state/entry.ts';

/** A receiver, and the format of its messages. */
export interface ReceiverSpec {
  receiver: Receiver;
  format: string;
  /** IANA name of the zone of stamps without one, if different from that of the run. */
  zone?: string;
  /** The options asked for: a receiver that already listens continues with these. */
  asked?: ListenAddress;
}

export interface ListeningOptions {
  entries: Entries;
  /** IANA name of the zone of stamps without one. */
  zone: string;
}

export class Listening {
  isHeld = true;
  /** Resolves when nothing is held back any more; rejects when what was will never be taken. */
  readonly released: Promise<void>;
  private readonly releasing = deferred();
  private closing: Promise<void> | undefined;
  /** The number of its last message. */
  private count = 0;
  /** The previous sender within the batch, and the id of that origin. */
  private before: { sender: Peer; id: number } | undefined;

  constructor(
    readonly spec: ReceiverSpec,
    private readonly options: ListeningOptions,
  ) {
    this.released = this.releasing.promise;
    // Usually nobody waits for it.
    this.released.catch(() => undefined);
  }

  get receiver(): Receiver {
    return this.spec.receiver;
  }

  /** From now on its messages are journaled as they come, with numbers after `last`. */
  release(last: number): void {
    this.count = last;
    this.isHeld = false;
    this.releasing.resolve();
  }

  /** What is held back will never be taken: a RELP sender gets no acknowledgement, and sends it again. */
  refuse(): void {
    this.releasing.reject(new Error('Nothing is received here.'));
  }

  /** Closes it once, however often this is called. */
  close(): Promise<void> {
    this.closing ??= this.receiver.close();
    return this.closing;
  }

  /** Ids of origins may change after a frame is written. */
  beginBatch(): void {
    this.before = undefined;
  }

  /** Journals adjacent messages as one entry. */
  putLines({ bytes, start, end, count }: Lines, sender: Peer, received: number): void {
    this.options.entries.lines({ origin: this.originId(sender), received, line: this.count + 1, count }, bytes, start, end);
    this.count += count;
  }

  put({ bytes, start, end, flags, origin: sender }: Message, received: number): void {
    const origin = this.originId(sender);
    const line = ++this.count;
    this.options.entries.record({ origin, received, flags, line, last: line, offset: 0 }, bytes, start, end);
  }

  /** A batch is mostly of one sender: building a key for each message would cost more than journaling it (`bench/live.ts`). */
  private originId(sender: Peer): number {
    if (this.before?.sender !== sender) this.before = { sender, id: this.idOf(sender) };
    return this.before.id;
  }

  private idOf(sender: Peer): number {
    const { receiver, format, zone = '' } = this.spec;
    const { peer, certificate } = sender;
    const key = `${receiver.address} ${format} ${zone} ${peer} ${certificate?.fingerprint ?? ''}`;
    return this.options.entries.idOf(key, () => this.originOf(sender));
  }

  private originOf({ peer, certificate }: Peer): Origin {
    const { receiver, format, zone = this.options.zone } = this.spec;
    const context = { received: 0, zone, live: true };
    return { source: receiver.address, format, context, peer, ...given({ certificate: certificate?.fingerprint }) };
  }
}
