/** The control socket of a running server. Write access to its folder grants access to it. */

import { chmod } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { isTooLong, removeStaleSocket } from '../../runtime/inputs/net/unix-socket.ts';
import { ExitCode, Failure } from '../exit-code.ts';
import { ControlConnection } from './connection.ts';
import { LONGEST_REQUEST, type Request, readRequest } from './request.ts';

/** Answers a request; the message of a thrown Failure is sent to the client. */
export type Answer = (request: Request, client: ControlConnection) => Promise<void>;

/** The time limit for a connection to send its request, milliseconds. */
const PATIENCE = 10_000;
const MOST_CONNECTIONS = 64;

export class ControlServer {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  constructor(private readonly answer: Answer) {
    this.server = createServer({ allowHalfOpen: true }, (socket) => this.welcome(socket));
    this.server.maxConnections = MOST_CONNECTIONS;
  }

  /** @throws Failure if it cannot listen there. */
  async listen(path: string): Promise<void> {
    if (isTooLong(path)) {
      throw new Failure(ExitCode.usage, `'${path}' is too long for a socket.`, 'Give a shorter path: --control /run/corr/control');
    }
    await removeStaleSocket(path);
    try {
      await new Promise<void>((resolve, reject) => this.server.once('error', reject).listen(path, resolve));
      await chmod(path, 0o600);
    } catch (error) {
      const { message } = error as Error;
      throw new Failure(ExitCode.input, `The control socket cannot be created: ${message}.`, 'Give another place: --control FILE, or off.');
    }
    // Failure to accept one connection is no reason to stop.
    this.server.on('error', () => {});
    this.server.unref();
  }

  /** Closes all connections, and removes the socket. */
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
      const end = piece.indexOf('\n');
      text += end < 0 ? piece : piece.slice(0, end);
      if (end >= 0 || text.length > LONGEST_REQUEST) begin();
    };
    const begin = () => {
      socket.off('data', onData).off('end', begin).setTimeout(0);
      // Further input is discarded; reading it is the only way to notice the end of the connection.
      socket.resume();
      void this.serve(text.length > LONGEST_REQUEST ? '' : text, new ControlConnection(socket));
    };
    // One that sends nothing more, as `echo … | socat`, awaits its answer all the same.
    socket.on('data', onData).on('end', begin);
  }

  private async serve(line: string, client: ControlConnection): Promise<void> {
    try {
      const request = readRequest(line);
      if (!request) throw new Failure(ExitCode.usage, 'That is not a valid request.', 'schema/control-request.schema.json describes them.');
      await this.answer(request, client);
    } catch (error) {
      client.refuse(error);
    }
    client.end();
  }
}
