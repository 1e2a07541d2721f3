/** Asks a running server. */

import { connect, type Socket } from 'node:net';
import { counted } from '../../runtime/outputs/figures.ts';
import { ExitCode, Failure } from '../exit-code.ts';
import type { Stream } from '../terminal.ts';
import type { LostLine, RefusalLine, Request } from './request.ts';

/** Codes of errors where the other end has closed the connection. */
const CUT_OFF: ReadonlySet<string | undefined> = new Set(['ECONNRESET', 'EPIPE']);

/**
 * The lines of the answer as they arrive, until the server ends it; of a list without the last one, which says that it is
 * whole.
 * @throws Failure if no server answers there, the request is refused, or a list is not whole
 */
export async function* ask(path: string, request: Request): AsyncGenerator<string> {
  const socket = await connected(path);
  try {
    socket.write(`${JSON.stringify(request)}\n`);
    let rest = '';
    let isWhole = request.command !== 'list';
    for await (const piece of socket.setEncoding('utf8') as AsyncIterable<string>) {
      const lines = (rest + piece).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line.startsWith('{"error":')) throw refusal(line);
        if (line.startsWith('{"listed":')) isWhole = true;
        else yield line;
      }
    }
    if (!isWhole) throw broken();
  } catch (error) {
    // A server that is killed does not finish its answers; one with too many connections does not even read the request.
    if (!CUT_OFF.has((error as NodeJS.ErrnoException).code)) throw error;
    if (request.command === 'list') throw broken();
  } finally {
    socket.destroy();
  }
}

/** The lines of an answer; the number of dropped lines is reported on standard error. */
export async function* withoutLosses(lines: AsyncIterable<string>, err: Stream): AsyncGenerator<string> {
  for await (const line of lines) {
    if (line.startsWith('{"lost":')) {
      const { lost } = JSON.parse(line) as LostLine;
      err.write(`corr: ${counted(lost, 'line')} not shown, as they were not read fast enough.\n`);
    } else yield line;
  }
}

function broken(): Failure {
  return new Failure(ExitCode.input, 'The server stopped before it had listed everything.', 'Ask again once it runs.');
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
