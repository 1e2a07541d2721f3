/** Accepts TLS connections (RFC 5425), and admits only peers with valid certificates. */

import { constants, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { createSecureContext, createServer, type SecureContextOptions, type Server, type TLSSocket } from 'node:tls';
import { type InputProblem, problemOf } from '../problem.ts';
import { certificateOf, isPermitted } from './certificate.ts';
import { badCertificate, noHandshake, notPermitted, type Reason } from './listen-problem.ts';
import type { TlsOptions } from './options.ts';
import type { PeerCertificate, Renewal } from './receiver.ts';

/** Milliseconds for a handshake. */
const HANDSHAKE = 10_000;

/** A connection is destroyed with this in the middle of its handshake by us: then its peer is not to blame, and not reported. */
export const OUR_END = new Error('We ended the connection during its handshake.');

/** Informed of the result of each connection. */
interface TlsHandler {
  /** The peer is admitted. The certificate is undefined if clients need none. */
  secure(socket: TLSSocket, certificate: PeerCertificate | undefined): void;
  /** The peer is turned away: `refused` for its certificate, or as the handshake was `broken`. */
  turned(what: 'refused' | 'broken', socket: TLSSocket, reason: Reason): void;
}

export class TlsAcceptor {
  /** When the certificate in use stops being valid, microseconds since 1970. */
  ends = Number.POSITIVE_INFINITY;
  private server: Server | undefined;

  /** @param text the address, as given */
  constructor(
    private readonly options: TlsOptions,
    private readonly text: string,
  ) {}

  async open(handler: TlsHandler): Promise<InputProblem | undefined> {
    const read = await this.read();
    if ('severity' in read) return read;
    const { ca, permit } = this.options;
    const asksClients = ca !== undefined || permit.length > 0;
    // Certificates are checked here: one that is permitted by its fingerprint needs no authority.
    const server = createServer({
      ...read,
      requestCert: asksClients,
      rejectUnauthorized: false,
      handshakeTimeout: HANDSHAKE,
      allowHalfOpen: true,
    });
    server.on('tlsClientError', (error, socket) => {
      if (error !== OUR_END) handler.turned('broken', socket, noHandshake(error));
      socket.destroy();
    });
    server.on('secureConnection', (socket) => {
      const certificate = asksClients ? certificateOf(socket) : undefined;
      if (!asksClients || (certificate && isPermitted(certificate, socket.authorized, permit))) return handler.secure(socket, certificate);
      handler.turned('refused', socket, notPermitted(certificate, socket.authorized ? undefined : String(socket.authorizationError)));
      socket.destroy();
    });
    this.server = server;
    this.ends = endOf(read);
    return undefined;
  }

  admit(socket: Socket): void {
    this.server?.emit('connection', socket);
  }

  /** Reads the files again. Returns a function that applies them to later connections. */
  async renew(): Promise<Renewal | InputProblem> {
    const read = await this.read();
    if ('severity' in read) return read;
    return () => {
      this.server?.setSecureContext(read);
      this.ends = endOf(read);
    };
  }

  private async read(): Promise<SecureContextOptions | InputProblem> {
    const read: SecureContextOptions = { minVersion: 'TLSv1.2', secureOptions: constants.SSL_OP_NO_TICKET };
    for (const name of ['cert', 'key', 'ca'] as const) {
      const path = this.options[name];
      if (path === undefined) continue;
      try {
        read[name] = await readFile(path);
      } catch (error) {
        return problemOf(error, path);
      }
    }
    try {
      createSecureContext(read);
      return read;
    } catch (error) {
      return badCertificate(error, this.text);
    }
  }
}

/** Of a file with several certificates, the first is our own. */
function endOf({ cert }: SecureContextOptions): number {
  return Date.parse(new X509Certificate(cert as Buffer).validTo) * 1000;
}
