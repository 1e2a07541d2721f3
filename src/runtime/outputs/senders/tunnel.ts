/** Connections over TLS through a proxy, which sees only encrypted bytes. */

import { request as overHttp } from 'node:http';
import { type AgentOptions, request as overHttps, Agent as SecureAgent } from 'node:https';
import { isIPv6 } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect } from 'node:tls';
import { given } from '../../../given.ts';
import { authorizing, type HttpProxy, towards } from './proxy.ts';

/** An option of requests: when aborted, the connection is needed no more. Node does not hand over their `signal`. */
export interface Cancellable {
  wanted: AbortSignal;
}

/** Asks the proxy for a connection (CONNECT; RFC 9110, 9.3.6), and verifies the certificate of the target as ever. */
export class TunnelAgent extends SecureAgent {
  constructor(
    private readonly proxy: HttpProxy,
    settings: AgentOptions,
  ) {
    super(settings);
  }

  override createConnection(
    needed: ConnectionOptions & Partial<Cancellable>,
    callback: (error: Error | null, socket: Duplex) => void,
  ): undefined {
    const { host = '', port, wanted: signal } = needed;
    const target = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
    const none = undefined as unknown as Duplex;
    const { proxy } = this;
    const start = proxy.url.protocol === 'https:' ? overHttps : overHttp;
    start({
      ...towards(proxy),
      ...{ method: 'CONNECT', path: target, agent: false, ca: needed.ca },
      headers: { Host: target, Connection: 'keep-alive', ...authorizing(proxy) },
      ...given({ signal }),
    })
      .once('connect', ({ statusCode = 0, statusMessage = '' }, socket) => {
        if (statusCode === 200) return callback(null, connect({ ...needed, socket }));
        socket.destroy();
        callback(refusal(statusCode, statusMessage), none);
      })
      .once('error', (error) => callback(error, none))
      .end();
  }
}

/** Whatever a proxy refuses is the fault of a configuration, not the answer of the receiver. */
export function refusal(status: number, message = ''): Error {
  if (status === 407) return new Error('it wants a login, or another one (407): set it in the variable that names the proxy');
  return new Error(`it refuses to connect: ${status} ${message}`.trimEnd());
}
