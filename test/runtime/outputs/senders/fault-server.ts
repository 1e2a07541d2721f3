/** A receiver of webhooks that fails as scripted, and keeps everything that it receives. */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Act =
  | { status: number; headers?: Record<string, string>; body?: string }
  /** Does not answer. */
  | 'hang'
  /** Closes the connection before it answers. */
  | 'close'
  /** Switches to another protocol. */
  | 'switch'
  /** Answers 200, then closes the connection within the body. */
  | 'cut'
  /** Answers 200, then the beginning of a body, and no more. */
  | 'stall'
  /** Answers 200, then an endless body. */
  | 'endless'
  /** Answers 200, one byte at a time. */
  | 'slow';

export interface Received {
  method: string;
  url: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: string;
}

export class FaultServer {
  readonly received: Received[] = [];
  /** Number of connections that were made. */
  connections = 0;
  private readonly server = createServer((request, response) => void this.answer(request, response)).on('connection', () => {
    this.connections++;
  });

  /** After the end of the script, everything is accepted. */
  constructor(private readonly script: Act[] = []) {}

  async listen(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const { method = '', url = '', headers } = request;
    this.received.push({ method, url, headers, body });
    const act = this.script.shift() ?? { status: 200 };
    if (typeof act === 'object') response.writeHead(act.status, act.headers).end(act.body);
    else this.fail(act, request, response);
  }

  private fail(act: Exclude<Act, object>, { socket }: IncomingMessage, response: ServerResponse): void {
    switch (act) {
      case 'hang':
        return;
      case 'stall':
        response.writeHead(200).write('x');
        return;
      case 'switch':
        socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n');
        return;
      case 'close':
        socket.destroy();
        return;
      case 'cut':
        response.writeHead(200, { 'Content-Length': '1000' });
        response.write('half', () => socket.resetAndDestroy());
        return;
      case 'endless': {
        response.writeHead(200);
        const more = (): void => {
          if (!socket.destroyed) response.write('x'.repeat(10_000), () => setImmediate(more));
        };
        more();
        return;
      }
      case 'slow': {
        const bytes = [...'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'];
        const next = (): void => {
          const byte = bytes.shift();
          if (byte !== undefined) socket.write(byte, () => setImmediate(next));
        };
        next();
      }
    }
  }
}
