/** `--metrics ADDRESS`: HTTP for monitoring: `/metrics`, `/healthz` and `/readyz`. */

import { createServer, type Server, type ServerResponse } from 'node:http';
import { peerName } from '../../runtime/inputs/net/peers.ts';
import type { LiveStatus } from '../../runtime/live/status.ts';
import { terminalText } from '../../runtime/outputs/escape.ts';
import { diskFailure, ExitCode, Failure, usageError } from '../exit-code.ts';
import type { Metrics } from './metrics.ts';

/** An application that is watched. */
interface Watched {
  /** Undefined if it is the only one. */
  readonly name: string | undefined;
  /** What is wrong, in a sentence; undefined if all is well. */
  readonly trouble: string | undefined;
  /** Undefined if it has not begun. */
  status(): LiveStatus | undefined;
}

/** The time limit of a connection in milliseconds. */
const PATIENCE = 10_000;
const MOST_CONNECTIONS = 64;
const LOOPBACK = '127.0.0.1';

export class Monitor {
  private readonly server: Server;

  constructor(
    private readonly metrics: Metrics,
    private readonly all: readonly Watched[],
  ) {
    this.server = createServer({ requestTimeout: PATIENCE, headersTimeout: PATIENCE }, ({ method, url = '' }, response) => {
      if (method === 'GET' || method === 'HEAD') void this.answer(url.split('?', 1)[0] ?? '', response);
      else tell(response.setHeader('allow', 'GET, HEAD'), 405, 'Only GET and HEAD are answered.');
    });
    this.server.maxConnections = MOST_CONNECTIONS;
    // A peer that sends many requests at once must not keep the rules waiting while all of them are answered.
    this.server.maxRequestsPerSocket = 1;
    // A peer that does not read its answer must not keep a connection for ever.
    this.server.setTimeout(PATIENCE);
  }

  /** @throws Failure for an invalid address, or one that cannot be listened on. */
  async listen(text: string): Promise<void> {
    const { host, port } = monitorAddress(text);
    try {
      await new Promise<void>((resolve, reject) => this.server.once('error', reject).listen(port, host, resolve));
    } catch (error) {
      throw new Failure(
        ExitCode.input,
        `--metrics '${text}': ${(error as Error).message}.`,
        'Choose another port, or stop the process that uses it.',
      );
    }
    this.server.on('error', () => {});
    // It does not keep the process alive.
    this.server.unref();
  }

  /** The actual address it listens on. */
  get address(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') return '';
    return `http://${peerName(address.address, address.port)}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(path: string, response: ServerResponse): Promise<void> {
    const troubles = this.all.flatMap(({ name, trouble }) =>
      trouble === undefined ? [] : name === undefined ? trouble : `${name}: ${trouble}`,
    );
    const text = troubles.map(terminalText).join('\n');
    if (path === '/healthz') tell(response, 200, 'ok');
    else if (path === '/readyz') tell(response, troubles.length === 0 ? 200 : 503, text || 'ok');
    else if (path !== '/metrics') tell(response, 404, 'There are /metrics, /healthz and /readyz.');
    else await this.measure(response, text);
  }

  private async measure(response: ServerResponse, trouble: string): Promise<void> {
    const statuses = this.all.flatMap((one) => {
      const status = statusOf(one);
      return status ? { name: one.name, status } : [];
    });
    if (statuses.length === 0) tell(response, 503, trouble || 'The state cannot be read.');
    else tell(response, 200, await this.metrics.text(statuses), this.metrics.contentType);
  }
}

/** Undefined also where its disk cannot even be asked: it will end for that, or has, and the others are measured. */
function statusOf(one: Watched): LiveStatus | undefined {
  try {
    return one.status();
  } catch (error) {
    if (!(diskFailure(error) instanceof Failure)) throw error;
    return undefined;
  }
}

/**
 * `127.0.0.1:9464`, `[::1]:9464`, `:9464`: the loopback interface unless a host is given. @throws Failure if it is not
 * an address.
 */
export function monitorAddress(text: string): { host: string; port: number } {
  const [, bracketed, plain, digits] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (digits !== undefined && port <= 65_535) return { host: bracketed || plain || LOOPBACK, port };
  throw usageError(`'${text}' is not a valid address for --metrics.`, 'Write it as 127.0.0.1:9464 or [::1]:9464.');
}

function tell(response: ServerResponse, status: number, text: string, type = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, { 'content-type': type, 'x-content-type-options': 'nosniff' }).end(text.endsWith('\n') ? text : `${text}\n`);
}
