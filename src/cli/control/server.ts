/** The control socket of a running server. Who may write to its folder may ask. */

import { chmod } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { removeStaleSocket } from '../../runtime/inputs/net/unix-socket.ts';
import { ExitCode, Failure } from '../exit-code.ts';
import { Asker } from './asker.ts';
import { LONGEST_REQUEST, type Request, readRequest } from './request.ts';

/** Answers a request; what is thrown as a Failure is told to the asker. */
export type Answer = (request: Request, asker: Asker) => Promise<void>;

/** The longest path that a unix socket can have, in bytes: unix(7). */
const LONGEST_PATH = 107;
/** How long a connection may take to ask, milliseconds. */
const PATIENCE = 10_000;
const MOST_CONNECTIONS = 64;

export class ControlServer {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  constructor(private readonly answer: Answer) {
    this.server = createServer((socket) => this.welcome(socket));
    this.server.maxConnections = MOST_CONNECTIONS;
  }

  /** @throws Failure when it cannot listen there. */
  async listen(path: string): Promise<void> {
    if (Buffer.byteLength(path) > LONGEST_PATH) {
      throw new Failure(ExitCode.usage, `'${path}' is too long for a socket.`, 'Give a shorter one: --control /run/corr/control');
    }
    await removeStaleSocket(path);
    try {
      await new Promise<void>((resolve, reject) => this.server.once('error', reject).listen(path, resolve));
      await chmod(path, 0o600);
    } catch (error) {
      const { message } = error as Error;
      throw new Failure(ExitCode.input, `The control socket cannot be made: ${message}.`, 'Give another place: --control FILE, or off.');
    }
    // One connection that cannot be taken is no reason to stop.
    this.server.on('error', () => {});
    this.server.unref();
  }

  /** Ends all connections, and removes the socket. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private welcome(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.setEncoding('utf8');
    socket.setTimeout(PATIENCE, () => socket.destroy());
    let text = '';
    const onData = (piece: string) => {
      text += piece;
      const end = text.indexOf('\n');
      if (end < 0 && text.length <= LONGEST_REQUEST) return;
      socket.off('data', onData);
      socket.setTimeout(0);
      // Whatever else comes is thrown away; reading on is how the end of the connection is noticed.
      socket.resume();
      void this.serve(end > LONGEST_REQUEST ? '' : text.slice(0, Math.max(end, 0)), new Asker(socket));
    };
    socket.on('data', onData);
  }

  private async serve(line: string, asker: Asker): Promise<void> {
    try {
      const request = readRequest(line);
      if (!request) throw new Failure(ExitCode.usage, 'That is no request.', 'schema/control-request.schema.json describes them.');
      await this.answer(request, asker);
    } catch (error) {
      asker.refuse(error);
    }
    asker.end();
  }
}
