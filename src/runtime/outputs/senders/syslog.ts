/** Forwards outcomes as syslog over TCP or TLS, each message preceded by its length (RFC 6587 3.4.1, RFC 5425). */

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectSecurely, TLSSocket } from 'node:tls';
import { type Delivery, type Parcel, retry, SENT, type Sender, whyOf } from './sender.ts';
import { type SyslogMessageOptions, syslogMessage } from './syslog-message.ts';
import { withinTime } from './within-time.ts';

/**
 * Milliseconds of silence before keep-alive probes: hours may pass between two outcomes, and what is written to a
 * machine that is gone, or through a gateway that has forgotten the connection, would count as sent.
 */
const PROBE = 60_000;

/** Milliseconds to wait for a receiver that says neither yes nor no to a connection over TLS 1.3. */
const VERDICT = 1_000;

export interface SyslogOptions extends SyslogMessageOptions {
  host: string;
  port: number;
  /** If absent, plain TCP. `ca` is trusted instead of the usual ones; `cert` and `key` identify us. All PEM. */
  tls: { ca?: string; cert?: string; key?: string } | undefined;
  /** Milliseconds for connecting and for writing. */
  timeout: number;
}

/**
 * A message is sent when it was written, and taken by the system: the protocol has no acknowledgements, so that messages
 * in flight when the receiver dies can be lost.
 */
export class SyslogForward implements Sender {
  private socket: Socket | undefined;
  private connecting: Promise<Socket> | undefined;

  constructor(private readonly options: SyslogOptions) {}

  async deliver(parcel: Parcel, signal: AbortSignal): Promise<Delivery> {
    try {
      await withinTime(this.options.timeout, signal, (time) => this.write(this.preview(parcel), time));
      return SENT;
    } catch (error) {
      // A truncated message must not become the beginning of the next.
      this.socket?.destroy();
      return retry(whyOf(error));
    }
  }

  preview(parcel: Parcel): string {
    return syslogMessage(parcel, this.options);
  }

  async close(): Promise<void> {
    const { socket } = this;
    if (!socket || socket.destroyed) return;
    // A peer that disconnects at this moment is as good as one that has noticed our closing.
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.destroySoon();
    await closed;
  }

  private async write(message: string, signal: AbortSignal): Promise<void> {
    const socket = await this.connected(signal);
    const frame = Buffer.from(message);
    await new Promise<void>((resolve, reject) => {
      socket.write(Buffer.concat([Buffer.from(`${frame.length} `), frame]), (error) => (error ? reject(error) : resolve()));
    });
  }

  /** One connection, however many messages wait for it. */
  private async connected(signal: AbortSignal): Promise<Socket> {
    if (this.socket?.writable) return this.socket;
    this.connecting ??= this.connect(signal).finally(() => {
      this.connecting = undefined;
    });
    this.socket = await this.connecting;
    return this.socket;
  }

  private async connect(signal: AbortSignal): Promise<Socket> {
    const { host, port, tls } = this.options;
    const socket = tls ? connectSecurely({ host, port, ...tls }) : connect({ host, port });
    try {
      await once(socket, tls ? 'secureConnect' : 'connect', { signal });
      if (socket instanceof TLSSocket && socket.getProtocol() === 'TLSv1.3') await accepted(socket, signal);
    } catch (error) {
      socket.destroy();
      throw error;
    }
    // Reading detects the end of the connection. An error shows at the next message, as the socket is then no longer writable.
    return socket
      .on('error', () => {})
      .setKeepAlive(true, PROBE)
      .resume();
  }
}

/**
 * With TLS 1.3 our handshake is over before the receiver has seen our certificate, or that there is none. What is written
 * before it refuses would count as sent. A receiver that agrees usually sends a session ticket (RFC 8446, 4.6.1).
 */
async function accepted(socket: TLSSocket, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await new Promise<unknown>((resolve, reject) => {
    timer = setTimeout(resolve, VERDICT);
    // What is written during this event itself is never sent.
    socket.once('session', () => setImmediate(resolve)).once('error', reject);
    socket.resume().once('close', () => reject(new Error('closed after the handshake')));
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  }).finally(() => clearTimeout(timer));
}
