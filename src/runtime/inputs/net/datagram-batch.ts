/** Datagrams waiting to be handed over, as messages. */

import type { RemoteInfo } from 'node:dgram';
import { TokenBucket } from '../../token-bucket.ts';
import { MessageView } from './message-view.ts';
import type { ListenOptions } from './options.ts';
import { peerName, Senders } from './peers.ts';
import type { Batch, Peer, ReceiverCounters } from './receiver.ts';

interface Datagram {
  bytes: Buffer;
  origin: Peer;
}

/** The most peers to remember: a sender can forge any number of them. */
const MOST_PEERS = 1000;

export class DatagramBatch extends MessageView implements Batch {
  origin: Peer = { transport: 'udp', peer: '' };

  /** Number of datagrams in all batches so far. */
  added = 0;

  private waiting: Datagram[] = [];
  private at = 0;
  private readonly senders: Senders;
  private readonly reports = new TokenBucket();
  /** By address and port; null for one that may not send. */
  private readonly peers = new Map<string, Peer | null>();
  /** The sender of the previous datagram, which is usually that of the next. */
  private before: { address: string; port: number; origin: Peer | null } = { address: '', port: 0, origin: null };

  constructor(
    { max, allow }: ListenOptions,
    protected override readonly counters: ReceiverCounters,
    /** Called occasionally for a peer that may not send. */
    private readonly onRefused: (peer: string) => void,
  ) {
    super(max, counters);
    this.senders = new Senders(allow);
  }

  /** Takes a datagram, unless its peer may not send; keeps the bytes until they are handed over. */
  add(bytes: Buffer, { address, port }: RemoteInfo): void {
    this.added++;
    const origin = this.originOf(address, port);
    if (origin) {
      this.waiting.push({ bytes, origin });
      return;
    }
    this.counters.refused++;
    if (this.reports.take()) this.onRefused(address);
  }

  next(): boolean {
    while (this.at < this.waiting.length) {
      const { bytes, origin } = this.waiting[this.at++]!;
      this.origin = origin;
      this.set(bytes, 0, bytes.length, 0);
      if (this.isMessage()) return true;
    }
    return false;
  }

  /** Must be called once all were handed over. */
  clear(): void {
    this.waiting = [];
    this.at = 0;
  }

  private originOf(address: string, port: number): Peer | null {
    const { before } = this;
    if (before.address === address && before.port === port) return before.origin;
    const origin = this.peerAt(address, port);
    this.before = { address, port, origin };
    return origin;
  }

  private peerAt(address: string, port: number): Peer | null {
    const name = `${address} ${port}`;
    const known = this.peers.get(name);
    if (known !== undefined) return known;
    const origin: Peer | null = this.senders.has(address) ? { transport: 'udp', peer: peerName(address, port) } : null;
    if (this.peers.size === MOST_PEERS) this.peers.clear();
    this.peers.set(name, origin);
    return origin;
  }
}
