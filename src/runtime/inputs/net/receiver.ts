/** What receives messages from a network or a local socket, as its consumer sees it. */

import type { InputProblem } from '../problem.ts';
import type { ListenAddress } from './address.ts';

export type Transport = 'udp' | 'tcp' | 'tls' | 'unix' | 'relp';

/** Where a message came from: what the socket says, never what the message claims. */
export interface Origin {
  readonly transport: Transport;
  /** Address and port of the peer, `192.0.2.1:514` or `[2001:db8::1]:514`; of a unix socket its own path. */
  readonly peer: string;
  /** That of the client, verified. */
  readonly certificate?: PeerCertificate;
}

export interface PeerCertificate {
  /** SHA-256, `AB:CD:…`. */
  readonly fingerprint: string;
  /** The DNS names and addresses that it is made out to, or else its common name. */
  readonly names: readonly string[];
}

/** One message without its framing: `bytes` from `start` to `end`. */
export interface Message {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** `truncated`, `incomplete` and `invalidUtf8` of `RecordFlag`. */
  readonly flags: number;
  readonly origin: Origin;
}

/**
 * The messages that one read of a socket brought, in their order. {@link next} moves on to the next one, which this
 * object then is, until it moves again.
 */
export interface Batch extends Message {
  next(): boolean;
  /** Moves past messages that lie one behind the other as lines, if there are such here. */
  lines?(): Lines | undefined;
}

/** Messages with nothing wrong in them, a line feed behind each: `bytes` from `start` to `end`. */
export interface Lines extends Pick<Message, 'bytes' | 'start' | 'end'> {
  count: number;
}

/**
 * Takes all messages of a batch before it returns: their bytes are used again afterwards. It must not throw. A promise
 * says when they are durable; one that is rejected, that they never will be. RELP tells its sender no earlier, and the
 * others do not wait.
 */
export type Take = (batch: Batch) => undefined | Promise<void>;

/** Counts since the receiver began, but for `open`. Every message sent to it and read is in one of the first three. */
export interface ReceiverCounters {
  /** Messages handed over. */
  received: number;
  /** Frames with nothing in them. */
  blank: number;
  /** Datagrams and connections of peers that may not send. */
  refused: number;
  /** Bytes of the messages handed over. */
  bytes: number;
  /** Texts that begin as a frame with a length does, and are none; errors of RELP. */
  frameErrors: number;
  /** Longer than the limit, the rest discarded. */
  truncated: number;
  /** The connection ended before the frame did. */
  incomplete: number;
  /** Datagrams that the kernel discarded because they were not read in time. */
  kernelDrops: number;
  /** Connections that are open now. */
  open: number;
  /** Connections that were taken. */
  connections: number;
  /** Connections over the limit, and those for which there was no file descriptor left. */
  turnedAway: number;
  /** Connections that broke, and handshakes of TLS that failed. */
  broken: number;
}

export type Renewal = () => void;

/** Receives on one address. */
export interface Receiver {
  /** Where it really listens, such as `tcp://127.0.0.1:5514`; what was asked for until it does. */
  readonly address: string;
  /** As of now; what the kernel counts is read at each call. */
  counters(): ReceiverCounters;
  /**
   * Messages that were received, and lost as they were not taken in time: there was no room to keep more. Absent: none ever is.
   */
  readonly lost?: number;
  /**
   * Begins; what is in the way of that is answered, and then nothing is open: it can be tried again. `fail` is told of a
   * mistake of our own after which nothing more is received.
   */
  listen(take: Take, fail: (error: unknown) => void): Promise<InputProblem | undefined>;
  /** Reads no more from connections, so that their senders wait. Datagrams still come: the alternative is to lose them. */
  pause(): void;
  resume(): void;
  /** Reads certificates again. Answers what puts them to use, for connections from then on, or what is wrong with them. */
  renew(): Promise<Renewal | InputProblem>;
  /**
   * Answers what has it go on where it listens, with other options: nothing that comes meanwhile is lost. Absent: for those
   * another has to take its place.
   */
  adopt?(asked: ListenAddress): Renewal;
  /**
   * Gives up its address: no more connections are taken, and those that are open go on. {@link listen} begins again where
   * it was. With datagrams it is the same as {@link close}.
   */
  stopListening(): Promise<void>;
  /**
   * Takes no more connections and reads what has already come in. Resolves when all of it was handed over, and with
   * RELP told to its senders as durable.
   */
  close(): Promise<void>;
}
