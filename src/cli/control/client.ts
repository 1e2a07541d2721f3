/** Asks a running server. */

import { connect, type Socket } from 'node:net';
import { ExitCode, Failure } from '../exit-code.ts';
import type { RefusalLine, Request } from './request.ts';

/**
 * The lines of the answer as they arrive, until the server ends it.
 * @throws Failure if no server answers there, or the request is refused
 */
export async function* ask(path: string, request: Request): AsyncGenerator<string> {
  const socket = await connected(path);
  try {
    socket.write(`${JSON.stringify(request)}\n`);
    let rest = '';
    for await (const piece of socket.setEncoding('utf8') as AsyncIterable<string>) {
      const lines = (rest + piece).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line.startsWith('{"error":')) throw refusal(line);
        yield line;
      }
    }
  } catch (error) {
    // A server that is killed does not finish its answers.
    if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error;
  } finally {
    socket.destroy();
  }
}

function connected(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(socket));
    socket.once('error', (error: NodeJS.ErrnoException) => reject(notThere(path, error)));
  });
}

function notThere(path: string, { code, message }: NodeJS.ErrnoException): Failure {
  if (code === 'EACCES')
    return new Failure(ExitCode.input, `'${path}' belongs to another user.`, 'Run the command as that user, or as root.');
  if (code === 'ENOENT' || code === 'ECONNREFUSED') {
    return new Failure(
      ExitCode.input,
      `No server is listening on '${path}'.`,
      'Start one: corr serve RULES --state FOLDER; or give the --state of the one that runs.',
    );
  }
  return new Failure(ExitCode.input, `'${path}' does not answer: ${message}.`, 'Give the --state of a running server.');
}

function refusal(line: string): Failure {
  const { error, help, exit } = JSON.parse(line) as RefusalLine;
  const known = Object.values(ExitCode).find((code) => code === exit);
  return new Failure(known ?? ExitCode.bug, error, help);
}
