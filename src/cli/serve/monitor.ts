/** `--metrics ADDRESS`: HTTP for those who watch a server: `/metrics`, `/healthz` and `/readyz`. */

import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Live } from '../../runtime/live.ts';
import { ExitCode, Failure } from '../exit-code.ts';
import type { Metrics } from './metrics.ts';

/** Nobody holds a connection for longer without a request, milliseconds. */
const PATIENCE = 10_000;
const MOST_CONNECTIONS = 64;
const LOOPBACK = '127.0.0.1';

export class Monitor {
  private readonly server: Server;
  private live: Live | undefined;

  constructor(private readonly metrics: Metrics) {
    this.server = createServer({ requestTimeout: PATIENCE, headersTimeout: PATIENCE }, ({ method, url = '' }, response) => {
      if (method === 'GET' || method === 'HEAD') void this.answer(url.split('?', 1)[0] ?? '', response);
      else tell(response, 405, 'Only GET is answered.');
    });
    this.server.maxConnections = MOST_CONNECTIONS;
  }

  /** @throws Failure for what is no address, or one that cannot be listened on. */
  async listen(text: string): Promise<void> {
    const { host, port } = addressOf(text);
    try {
      await new Promise<void>((resolve, reject) => this.server.once('error', reject).listen(port, host, resolve));
    } catch (error) {
      throw new Failure(ExitCode.input, `--metrics '${text}': ${(error as Error).message}.`, 'Choose another port, or stop who has it.');
    }
    this.server.on('error', () => {});
    // It alone is no reason to go on.
    this.server.unref();
  }

  /** Where it really listens. */
  get address(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') return '';
    return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
  }

  /** From now on it is this run that is told of; before it is not ready. */
  watch(live: Live): void {
    this.live = live;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(path: string, response: ServerResponse): Promise<void> {
    const { live, metrics } = this;
    const trouble = live ? live.trouble : 'It starts: the journal is read.';
    if (path === '/healthz') tell(response, 200, 'ok');
    else if (path === '/readyz') tell(response, trouble === undefined ? 200 : 503, trouble ?? 'ok');
    else if (path !== '/metrics') tell(response, 404, 'There are /metrics, /healthz and /readyz.');
    else if (live) tell(response, 200, await metrics.text(live.status()), metrics.contentType);
    else tell(response, 503, trouble ?? '');
  }
}

/** `127.0.0.1:9464`, `[::1]:9464`, `:9464`: of this machine alone, unless it says otherwise. @throws Failure when it is none. */
function addressOf(text: string): { host: string; port: number } {
  const [, bracketed, plain, digits] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (digits !== undefined && port <= 65_535) return { host: bracketed || plain || LOOPBACK, port };
  throw new Failure(ExitCode.usage, `'${text}' is no address for --metrics.`, 'Write it as 127.0.0.1:9464 or [::1]:9464.');
}

function tell(response: ServerResponse, status: number, text: string, type = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, { 'content-type': type, 'x-content-type-options': 'nosniff' }).end(text.endsWith('\n') ? text : `${text}\n`);
}
