/** A proxy that leads to this machine, whatever host is asked for, and fails as told. */

import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** A status, and what is said with it; or a way not to answer. */
export type Manner = 'lead' | 'hang' | 'cut' | 'cut in the tunnel' | 'hang in the tunnel' | { status: number };

export class ProxyServer {
  manner: Manner = 'lead';
  /** What was asked for, with the login that came with it. */
  readonly asked: string[] = [];
  /** The connections of clients that are open. */
  readonly sockets = new Set<Socket>();
  private readonly server: Server;

  /** @param tls the certificate, if clients come over TLS */
  constructor(private readonly tls?: { cert: string; key: string }) {
    const forward = (asking: IncomingMessage, answer: ServerResponse) => this.forward(asking, answer);
    this.server = tls ? createHttps(tls, forward) : createServer(forward);
    this.server.on('connect', (asking: IncomingMessage, socket: Socket) => this.tunnel(asking, socket));
    this.server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.on('error', () => {}).on('close', () => this.sockets.delete(socket));
    });
  }

  async listen(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `${this.tls ? 'https' : 'http'}://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private note({ method, url, headers }: IncomingMessage): void {
    const login = Buffer.from((headers['proxy-authorization'] ?? '').replace('Basic ', ''), 'base64').toString();
    this.asked.push([method, url, login].filter((text) => text !== '').join(' '));
  }

  private tunnel(asking: IncomingMessage, socket: Socket): void {
    this.note(asking);
    const { manner } = this;
    socket.on('end', () => socket.destroy());
    // Only who reads notices that the other side has gone.
    if (manner === 'hang') socket.resume();
    else if (manner === 'cut') socket.destroy();
    else if (typeof manner === 'object') socket.end(`HTTP/1.1 ${manner.status} No\r\nContent-Length: 2\r\n\r\nno`);
    else if (manner === 'hang in the tunnel') socket.resume().write('HTTP/1.1 200 OK\r\n\r\n');
    else if (manner === 'cut in the tunnel') socket.write('HTTP/1.1 200 OK\r\n\r\n', () => socket.destroy());
    else {
      const far = connect(Number(asking.url?.split(':').at(-1)), '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
      far.on('error', () => socket.destroy()).on('close', () => socket.destroy());
      socket.on('close', () => far.destroy());
      far.pipe(socket).pipe(far);
    }
  }

  private forward(asking: IncomingMessage, answer: ServerResponse): void {
    this.note(asking);
    const { manner } = this;
    if (manner === 'hang') return;
    if (typeof manner === 'object') answer.writeHead(manner.status).end('no');
    else if (manner !== 'lead') asking.socket.destroy();
    else {
      const { method, headers } = asking;
      const { port, pathname, search } = new URL(asking.url ?? '');
      const far = request({ host: '127.0.0.1', port, path: pathname + search, method, headers }, (response) => {
        answer.writeHead(response.statusCode ?? 0, response.headers);
        response.pipe(answer);
      });
      asking.pipe(far);
    }
  }
}
