/** Receives datagrams, each of which is one message (RFC 5426). */

import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import type { InputProblem, ReportProblem } from '../problem.ts';
import type { ListenAddress } from './address.ts';
import { DatagramBatch } from './datagram-batch.ts';
import { kernelDrops } from './kernel-drops.ts';
import { exposure, NOT_ALLOWED, notListening, notReading, smallBuffer, turnedAway } from './listen-problem.ts';
import { hostName, peerName } from './peers.ts';
import { noneCounted, type Receiver, type ReceiverCounters, type Renewal, type Take } from './receiver.ts';

/** Turns of the event loop in which data held by the kernel is read before closing, some dozens of datagrams in each. */
const LAST_TURNS = 1000;

export class DatagramReceiver implements Receiver {
  address: string;
  /** Without the kernel's counters of the current socket. */
  readonly counted = noneCounted();
  /** Datagrams dropped by the kernel for sockets that are closed. */
  private dropsBefore = 0;
  private batch: DatagramBatch;
  /** Defined while it listens. */
  private socket: Socket | undefined;
  /** Defined while it closes. */
  private closing: Promise<void> | undefined;
  /** Whether datagrams of this turn of the event loop wait to be handed over at its end. */
  private isDue = false;
  private take: Take = () => undefined;

  constructor(
    private asked: ListenAddress,
    private readonly report: ReportProblem,
  ) {
    this.address = asked.text;
    this.batch = this.batchFor(asked);
  }

  counters(): ReceiverCounters {
    if (this.socket) {
      const { address, port } = this.socket.address();
      const drops = kernelDrops(address, port);
      if (drops !== undefined) this.counted.kernelDrops = this.dropsBefore + drops;
    }
    return { ...this.counted };
  }

  async listen(take: Take): Promise<InputProblem | undefined> {
    const { asked } = this;
    const socket = createSocket(asked.host.includes(':') ? 'udp6' : 'udp4');
    this.take = take;
    socket.on('message', (bytes, peer) => {
      this.batch.add(bytes, peer);
      if (this.isDue) return;
      this.isDue = true;
      setImmediate(() => this.handOver());
    });
    try {
      socket.bind({ address: asked.host, port: asked.port, exclusive: true });
      await once(socket, 'listening');
    } catch (error) {
      socket.close();
      return notListening(error, asked);
    }
    this.socket = socket;
    const { address, port } = socket.address();
    this.address = `udp://${peerName(address, port)}`;
    this.asked = { ...asked, port };
    socket.on('error', (error) => this.report(notReading(error, this.address)));
    for (const warning of [this.enlargeBuffer(socket), exposure(asked, this.address)]) if (warning) this.report(warning);
    return undefined;
  }

  /** Earlier datagrams keep the options in force when they came. */
  adopt(asked: ListenAddress): Renewal {
    return () => {
      this.handOver();
      this.asked = { ...asked, port: this.asked.port };
      this.batch = this.batchFor(asked);
      const warning = this.socket && this.enlargeBuffer(this.socket);
      if (warning) this.report(warning);
    };
  }

  stopListening(): Promise<void> {
    return this.close();
  }

  /** Those who close it at the same time wait for the same end, as a reload and a stop may. */
  close(): Promise<void> {
    const { socket } = this;
    if (!socket) return Promise.resolve();
    this.closing ??= this.closeOnce(socket).finally(() => {
      this.closing = undefined;
    });
    return this.closing;
  }

  private async closeOnce(socket: Socket): Promise<void> {
    for (let count = 0, before = -1; before !== this.batch.added && count < LAST_TURNS; count++) {
      before = this.batch.added;
      // Between two turns the event loop polls the kernel.
      await turn();
      await turn();
    }
    this.handOver();
    this.dropsBefore = this.counters().kernelDrops;
    this.socket = undefined;
    socket.close();
    await once(socket, 'close');
  }

  private batchFor(asked: ListenAddress): DatagramBatch {
    const { counted } = this;
    const onRefused = (peer: string) => this.report(turnedAway(this.address, hostName(peer), counted.refused, NOT_ALLOWED));
    return new DatagramBatch(asked, counted, onRefused);
  }

  private handOver(): void {
    if (!this.isDue) return;
    this.isDue = false;
    void this.take(this.batch);
    this.batch.clear();
  }

  /** Linux reports twice what it grants, to account for its own overhead. */
  private enlargeBuffer(socket: Socket): InputProblem | undefined {
    const { asked } = this;
    try {
      socket.setRecvBufferSize(asked.buffer);
    } catch {
      // Some systems refuse a size that is too large, and keep the previous one.
    }
    const granted = socket.getRecvBufferSize() / (process.platform === 'linux' ? 2 : 1);
    return granted < asked.buffer ? smallBuffer(this.address, granted, asked.buffer) : undefined;
  }
}
