/** A receiver of messages from a network or a local socket, as its consumer sees it. */

import type { InputProblem } from '../problem.ts';
import type { ListenAddress } from './address.ts';

export type Transport = 'udp' | 'tcp' | 'tls' | 'unix' | 'relp';

/** Where a message came from, according to the socket, never to the message. */
export interface Peer {
  readonly transport: Transport;
  /** Address and port of the peer, `192.0.2.1:514` or `[2001:db8::1]:514`; for a Unix socket its own path. */
  readonly peer: string;
  /** The verified certificate of the client. */
  readonly certificate?: PeerCertificate;
}

export interface PeerCertificate {
  /** SHA-256, `AB:CD:…`. */
  readonly fingerprint: string;
  /** The DNS names and addresses it is issued to, otherwise its common name. */
  readonly names: readonly string[];
}

/** One message without its framing: `bytes` from `start` to `end`. */
export interface Message {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** `truncated`, `incomplete` and `invalidUtf8` of `RecordFlag`. */
  readonly flags: number;
  readonly origin: Peer;
}

/**
 * The messages of one read from a socket, in order. {@link next} moves to the next one, which this object then
 * represents until it moves again.
 */
export interface Batch extends Message {
  next(): boolean;
  /** Moves past adjacent messages with line ends, if there are any here; otherwise returns undefined. */
  lines?(): Lines | undefined;
}

/** Well-formed messages, each followed by a line feed: `bytes` from `start` to `end`. */
export interface Lines extends Pick<Message, 'bytes' | 'start' | 'end'> {
  count: number;
}

/**
 * Must take all messages of a batch before it returns, as their buffer is reused, and must not throw. For RELP, which
 * acknowledges no earlier, a promise resolves when they are durable, and rejects if they never will be.
 */
export type Take = (batch: Batch) => undefined | Promise<void>;

/** Counts since the receiver began, except for `open`. Every message sent to it and read is in one of the first three. */
export interface ReceiverCounters {
  /** Messages handed over. */
  received: number;
  /** Frames without content. */
  blank: number;
  /** Datagrams and connections of peers that may not send. */
  refused: number;
  /** Bytes of the messages handed over. */
  bytes: number;
  /** Texts that begin like a frame with a length but are none; RELP errors. */
  frameErrors: number;
  /** Messages longer than the limit, whose rest was discarded. */
  truncated: number;
  /** Messages whose connection ended before they did. */
  incomplete: number;
  /** Datagrams discarded by the kernel because they were not read in time. */
  kernelDrops: number;
  /** Connections currently open. */
  open: number;
  /** Connections accepted. */
  connections: number;
  /** Connections beyond the limit, and those without a free file descriptor. */
  turnedAway: number;
  /** Connections without a message that were closed for new ones. */
  displaced: number;
  /** Connections that broke, and failed TLS handshakes. */
  broken: number;
}

export function noneCounted(): ReceiverCounters {
  return {
    received: 0,
    blank: 0,
    refused: 0,
    bytes: 0,
    frameErrors: 0,
    truncated: 0,
    incomplete: 0,
    kernelDrops: 0,
    open: 0,
    connections: 0,
    turnedAway: 0,
    displaced: 0,
    broken: 0,
  };
}

/** The sum of two sets of counters. */
export function sumOf(before: Readonly<ReceiverCounters>, after: Readonly<ReceiverCounters>): ReceiverCounters {
  const sum = { ...before };
  for (const name of Object.keys(after) as (keyof ReceiverCounters)[]) sum[name] += after[name];
  return sum;
}

export type Renewal = () => void;

/** Receives on one address. */
export interface Receiver {
  /** The actual address, such as `tcp://127.0.0.1:5514`; the requested one until it listens. */
  readonly address: string;
  /** The current counters; reads those of the kernel at each call. */
  counters(): ReceiverCounters;
  /** Messages that were received but dropped, as they were not taken in time and the buffer was full. Absent if that cannot happen. */
  readonly lost?: number;
  /** When its certificate stops being valid, microseconds since 1970. Undefined if it has none. */
  readonly certificateEnds?: number | undefined;
  /**
   * Begins to listen; returns the problem if that fails: nothing is open then, and it can be retried. `fail` is called
   * for an internal error after which nothing more is received.
   */
  listen(take: Take, fail: (error: unknown) => void): Promise<InputProblem | undefined>;
  /** Stops reading from connections, so that their senders wait. Absent for datagrams: those of senders that cannot wait would be lost. */
  pause?(): void;
  resume?(): void;
  /**
   * Reads certificates again. Returns a function that applies them to later connections, or what is wrong with them;
   * undefined if there are none.
   */
  renew?(): Promise<Renewal | InputProblem | undefined>;
  /**
   * Returns a function that applies other options without ceasing to listen, so that nothing is lost. If absent, a
   * receiver with other options must replace this one.
   */
  adopt?(asked: ListenAddress): Renewal;
  /**
   * Releases its address: no more connections are accepted, and open ones continue. {@link listen} resumes at the same
   * address. For datagrams this is the same as {@link close}.
   */
  stopListening(): Promise<void>;
  /**
   * Accepts no more connections and reads what has already come. Resolves when all of it was handed over and, with RELP,
   * acknowledged as durable.
   */
  close(): Promise<void>;
}
