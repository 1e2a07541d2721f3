/** Receives on connections: TCP, TLS, Unix sockets, RELP. */

import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { given } from '../../../given.ts';
import { TokenBucket } from '../../token-bucket.ts';
import type { InputProblem, ReportProblem } from '../problem.ts';
import type { ListenAddress } from './address.ts';
import { Connection, type Conversation } from './connection.ts';
import { DESCRIPTORS } from './descriptors.ts';
import {
  ALL_IN_USE,
  certificateEnding,
  exposure,
  fewDescriptors,
  GAVE_WAY,
  NO_DESCRIPTOR,
  NO_RELP,
  NOT_ALLOWED,
  notAccepting,
  notListening,
  type Reason,
  TOO_MANY_OF_PEER,
  turnedAway,
} from './listen-problem.ts';
import { hostName, peerName, Senders } from './peers.ts';
import { Quotas } from './quotas.ts';
import { noneCounted, type Peer, type PeerCertificate, type Receiver, type ReceiverCounters, type Renewal, type Take } from './receiver.ts';
import { OUR_END, type TlsAcceptor } from './tls-acceptor.ts';
import { removeStaleSocket } from './unix-socket.ts';

/** On closing, senders that do not stop are read from for this many ticks: a blocked process counts as one, however long. */
const LAST_TICKS = 10;
/** Milliseconds. */
const TICK = 100;

/** Milliseconds of silence before keep-alive probes: a machine that loses power closes no connection. */
const PROBE = 60_000;

/** A certificate that is valid for no longer than this is reported, microseconds. */
const SOON = 14 * 86_400_000_000;

/** Begins a conversation with a peer; `onWrong` is called when the peer violates the protocol. */
export type Converse = (socket: Socket, origin: Peer, take: Take, counters: ReceiverCounters, onWrong: () => void) => Conversation;

/** Counters of peers that are turned away. */
type Turned = 'refused' | 'turnedAway' | 'displaced' | 'broken' | 'frameErrors';

interface SilentConnection {
  peer: string;
  /** Closes it, unless a message just comes; resolves to whether it did. */
  giveWay(): Promise<boolean>;
}

export class StreamReceiver implements Receiver {
  address: string;
  private readonly counted = noneCounted();
  private readonly senders: Senders;
  private readonly quotas: Quotas;
  /** Limits messages about peers that are turned away. */
  private readonly reports = new TokenBucket();
  private readonly server = createServer({ allowHalfOpen: true, keepAlive: true, keepAliveInitialDelay: PROBE }, (socket) =>
    this.admit(socket),
  );
  /** All that were admitted, including those whose handshake is not complete. */
  private readonly sockets = new Set<Socket>();
  private readonly connections = new Set<Connection>();
  /** Those that no message has come from, in the order in which they were admitted. */
  private readonly silent = new Map<unknown, SilentConnection>();
  private take: Take = () => undefined;
  private isPaused = false;
  private isClosing = false;
  /** Resolves when no more connections are accepted, and none is open. */
  private closed: Promise<unknown> = Promise.resolve();

  constructor(
    private asked: ListenAddress,
    private readonly converse: Converse,
    private readonly acceptor: TlsAcceptor | undefined,
    private readonly report: ReportProblem,
  ) {
    this.address = asked.text;
    this.senders = new Senders(asked.allow);
    this.quotas = new Quotas(asked.peerConnections, asked.peerRate);
  }

  counters(): ReceiverCounters {
    return { ...this.counted };
  }

  get certificateEnds(): number | undefined {
    return this.acceptor?.ends;
  }

  async listen(take: Take): Promise<InputProblem | undefined> {
    const { asked, server } = this;
    this.take = take;
    const problem = await this.acceptor?.open({
      secure: (socket, certificate) => this.welcome(socket, certificate),
      turned: (what, { remoteAddress }, reason) => {
        // A handshake that breaks while we leave is ended by us.
        if (what === 'refused' || !this.isClosing) this.turn(what, remoteAddress, reason);
      },
    });
    if (problem) return problem;
    try {
      if (asked.path !== '') await removeStaleSocket(asked.path);
      server.listen(asked.path === '' ? { host: asked.host, port: asked.port } : { path: asked.path });
      await once(server, 'listening');
      if (asked.path !== '') await chmod(asked.path, asked.mode);
    } catch (error) {
      server.close();
      return notListening(error, asked);
    }
    this.listensOn();
    server.on('error', this.onError);
    await this.checkDescriptors();
    const warning = exposure(asked, this.address);
    if (warning) this.report(warning);
    this.checkCertificate();
    return undefined;
  }

  pause(): void {
    this.isPaused = true;
    for (const connection of this.connections) connection.pause();
  }

  resume(): void {
    this.isPaused = false;
    for (const connection of this.connections) connection.resume();
  }

  async renew(): Promise<Renewal | InputProblem | undefined> {
    const renewal = await this.acceptor?.renew();
    if (typeof renewal !== 'function') return renewal;
    return () => {
      renewal();
      this.checkCertificate();
    };
  }

  async stopListening(): Promise<void> {
    if (!this.server.listening) return;
    this.closed = new Promise((resolve) => this.server.once('close', resolve));
    this.server.off('error', this.onError).close();
  }

  async close(): Promise<void> {
    void this.stopListening();
    this.isClosing = true;
    this.isPaused = false;
    for (const connection of this.connections) connection.leave();
    let ticks = 0;
    const last = setInterval(() => {
      if (++ticks === LAST_TICKS) for (const socket of this.sockets) socket.destroy();
    }, TICK);
    await this.closed;
    clearInterval(last);
    await Promise.all([...this.connections].map((connection) => connection.closed));
  }

  private admit(socket: Socket): void {
    const key = keyOf(socket);
    const peer = addressOf(socket);
    const leave = this.enter(peer);
    if (!leave) {
      socket.destroy();
      return;
    }
    this.sockets.add(socket);
    this.silent.set(key, { peer, giveWay: async () => socket.destroy(OUR_END).destroyed });
    socket.on('close', () => {
      this.sockets.delete(socket);
      this.silent.delete(key);
      leave();
    });
    if (this.acceptor) this.acceptor.admit(socket);
    else this.welcome(socket, undefined);
  }

  /** Admits a peer, and returns how to release what it occupies; undefined if it is turned away. */
  private enter(peer: string): (() => void) | undefined {
    if (!this.senders.has(peer)) return this.turn('refused', peer, NOT_ALLOWED);
    const quota = this.quotas.enter(peer);
    if (!quota) return this.turn('turnedAway', peer, TOO_MANY_OF_PEER);
    if (this.sockets.size >= this.asked.connections && !this.makeRoom()) {
      quota.leave();
      return this.turn('turnedAway', peer, ALL_IN_USE);
    }
    if (!DESCRIPTORS.take()) {
      quota.leave();
      return this.turn('turnedAway', peer, NO_DESCRIPTOR);
    }
    return () => {
      DESCRIPTORS.giveBack();
      quota.leave();
    };
  }

  /**
   * Closes the connection that has been open for longest without a message, so that a new one can take its place. Returns
   * false if there is none. While nothing is read, all are silent.
   */
  private makeRoom(): boolean {
    const [first] = this.silent;
    if (!first || this.isPaused) return false;
    const [key, one] = first;
    this.silent.delete(key);
    void one.giveWay().then((hasLeft) => hasLeft && this.turn('displaced', one.peer, GAVE_WAY));
    return true;
  }

  private welcome(socket: Socket, certificate: PeerCertificate | undefined): void {
    const { asked, counted, connections, silent } = this;
    const key = keyOf(socket);
    let hasSent = false;
    const take: Take = (batch) => {
      const before = counted.received;
      const taken = this.take(batch);
      // A batch may be empty.
      hasSent ||= counted.received > before;
      if (hasSent) silent.delete(key);
      return taken;
    };
    const address = addressOf(socket);
    const peer = asked.path === '' ? peerName(address, socket.remotePort ?? 0) : asked.path;
    const origin: Peer = { transport: asked.transport, peer, ...given({ certificate }) };
    const onWrong = () => this.turn('frameErrors', address, NO_RELP);
    const conversation = this.converse(socket, origin, take, counted, onWrong);
    const connection = new Connection(socket, conversation, counted, asked.idle, this.quotas.of(address));
    connections.add(connection);
    const waiting = silent.get(key);
    if (waiting) waiting.giveWay = () => connection.endIf(() => !hasSent);
    void connection.closed.then(() => connections.delete(connection));
    if (this.isPaused) connection.pause();
    if (this.isClosing) connection.leave();
  }

  private checkCertificate(): void {
    const { certificateEnds = Number.POSITIVE_INFINITY, address } = this;
    if (certificateEnds < Date.now() * 1000 + SOON) this.report(certificateEnding(address, certificateEnds));
  }

  /** Counts a peer that is turned away, and reports that occasionally. */
  private turn(what: Turned, peer: string | undefined, reason: Reason): undefined {
    const count = ++this.counted[what];
    if (this.reports.take()) this.report(turnedAway(this.address, peer ? hostName(peer) : 'a peer', count, reason));
  }

  /** Connections are turned away and counted before file descriptors run out: Node would then drop them silently. */
  private async checkDescriptors(): Promise<void> {
    const possible = await DESCRIPTORS.measure();
    if (possible < this.asked.connections) this.report(fewDescriptors(this.address, possible));
  }

  /** Sets the actual address, at which it will also listen again. */
  private listensOn(): void {
    const { transport, path } = this.asked;
    if (path !== '') {
      this.address = `${transport}://${path}`;
      return;
    }
    const { address, port } = this.server.address() as AddressInfo;
    this.address = `${transport}://${peerName(address, port)}`;
    this.asked = { ...this.asked, port };
  }

  private readonly onError = (error: Error): void => this.report(notAccepting(error, this.address));
}

/** Identifies a connection, before its handshake and after. */
function keyOf(socket: Socket): unknown {
  return socket.remotePort === undefined ? socket : peerName(addressOf(socket), socket.remotePort);
}

/** Empty for a Unix socket, and for a peer that has reset its connection already: what it sent can still be read. */
function addressOf({ remoteAddress = '' }: Socket): string {
  return remoteAddress;
}
