/** One request over HTTP, and what its response means for a delivery. */

import { lookup as systemLookup } from 'node:dns';
import { Agent, type ClientRequest, type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps, type RequestOptions, Agent as SecureAgent } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { given } from '../../../given.ts';
import { terminalText } from '../escape.ts';
import { authorizing, type HttpProxy, hostOf, towards } from './proxy.ts';
import { isPublic } from './public-address.ts';
import { CUT, type Delivery, excerptOf, refused, retry, SENT, whyOf } from './sender.ts';
import { type Cancellable, refusal, TunnelAgent } from './tunnel.ts';
import { withinTime } from './within-time.ts';

export interface HttpCall {
  method: string;
  url: URL;
  headers: Readonly<Record<string, string>>;
  body: string;
}

export interface HttpOptions {
  /** Milliseconds for the whole exchange, redirects included. */
  timeout: number;
  /** Whether hosts at non-public addresses are allowed. */
  allowPrivate: boolean;
  /** Certificates to trust instead of the usual ones (PEM), also that of a proxy. */
  ca?: string | undefined;
  /** Through which all requests go. It resolves the names of their hosts, and decides which addresses are allowed. */
  proxy?: HttpProxy | undefined;
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves names; defaults to that of the system. */
  lookup?: LookupFunction;
}

interface Answer {
  status: number;
  retryAfter: string | undefined;
  location: string | undefined;
  /** The beginning of the body. */
  excerpt: string;
}

/** The longest body; no reasonable one is longer. */
const MOST_SENT = 1 << 20;
/** The longest body of an answer, in characters, that is worth reading to its end. */
const MOST_READ = 1 << 16;
/** Answers that say nothing about the outcome: a secret that is no longer valid may be replaced, as a receiver that is busy becomes free. */
const MAY_CHANGE: ReadonlySet<number> = new Set([401, 408, 429]);
const MOST_HOPS = 3;
/** The longest pause, whatever the receiver asks for. */
const LONGEST_PAUSE = 3_600_000;

export class HttpClient {
  private readonly plain: Agent;
  private readonly secure: SecureAgent;

  constructor(private readonly options: HttpOptions) {
    const { lookup = systemLookup, allowPrivate, ca, proxy } = options;
    const trusted = given({ ca });
    const settings = { keepAlive: true, lookup: allowPrivate ? lookup : publicOnly(lookup) };
    this.plain = proxy ? agentOf(proxy, trusted) : new Agent(settings);
    this.secure = proxy ? new TunnelAgent(proxy, { keepAlive: true, ...trusted }) : new SecureAgent({ ...settings, ...trusted });
  }

  /**
   * Sent if the receiver responds with 2xx. Retried after 401, 408, 429, 5xx, and any error on the way. Refused after any
   * other response, and after redirects to another origin. Never rejects.
   */
  async send(call: HttpCall, signal: AbortSignal): Promise<Delivery> {
    if (Buffer.byteLength(call.body) > MOST_SENT) return refused(`the body has more than ${MOST_SENT} bytes`);
    try {
      return await withinTime(this.options.timeout, signal, (time) => this.follow(call, time));
    } catch (error) {
      return retry(this.routed(whyOf(error)));
    }
  }

  /** An error, which may be that of the proxy. */
  private routed(why: string): string {
    const { proxy } = this.options;
    return proxy ? `through the proxy ${proxy.url.host}: ${why}` : why;
  }

  async close(): Promise<void> {
    this.plain.destroy();
    this.secure.destroy();
  }

  private async follow(call: HttpCall, signal: AbortSignal): Promise<Delivery> {
    let { url } = call;
    for (let hops = 0; hops <= MOST_HOPS; hops++) {
      const answer = await this.exchange({ ...call, url }, signal);
      const next = redirection(answer, url);
      if (!next) return this.deliveryOf(answer, url);
      if (next.origin !== url.origin) return refused(`${answer.status}: it redirects to ${next.origin}`);
      url = next;
    }
    return refused('it redirects again and again');
  }

  /** A host given as an address is never looked up, so it is checked here. */
  private async exchange(call: HttpCall, signal: AbortSignal): Promise<Answer> {
    const { url, body } = call;
    const host = hostOf(url);
    if (!this.options.allowPrivate && isIP(host) !== 0 && !isPublic(host)) throw notPublic(url.hostname, [host]);
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      this.requestOf(call, signal)
        .on('response', resolve)
        .on('error', reject)
        // As when it is told to switch protocols (101): no error occurs then.
        .on('close', () => reject(new Error('closed without an answer')))
        .end(body);
    });
    const { statusCode: status = 0, headers: answered } = response;
    // Only a proxy asks for this login (RFC 9110, 15.5.8).
    if (status === 407 && this.options.proxy) {
      response.destroy();
      throw refusal(status);
    }
    // Also read where nobody waits for it, so that the connection can be reused.
    const said = this.saidBy(response);
    const excerpt = isTaken(status) ? '' : await said;
    return { status, retryAfter: answered['retry-after'], location: answered.location, excerpt };
  }

  private requestOf({ method, url, headers, body }: HttpCall, signal: AbortSignal): ClientRequest {
    const { proxy } = this.options;
    const all = { ...headers, 'Content-Length': String(Buffer.byteLength(body)) };
    const options: RequestOptions & Cancellable = { method, signal, wanted: signal, headers: all };
    if (url.protocol === 'https:') return overHttps(url, { ...options, agent: this.secure });
    const start = proxy?.url.protocol === 'https:' ? overHttps : overHttp;
    return start(url, { ...options, agent: this.plain, ...(proxy ? forwarding(proxy, url, all) : {}) });
  }

  /** The beginning of a body. One that does not come leaves enough time for what the status means. */
  private saidBy(response: IncomingMessage): Promise<string> {
    const late = setTimeout(() => response.destroy(), this.options.timeout / 2);
    return beginningOf(response).finally(() => clearTimeout(late));
  }

  private deliveryOf({ status, retryAfter, location, excerpt }: Answer, url: URL): Delivery {
    if (isTaken(status)) return SENT;
    const said = location !== undefined && status < 400 ? `it redirects to ${excerptOf(location)}` : excerpt;
    const answer = said === '' ? String(status) : `${status}: ${terminalText(said)}`;
    // Without TLS, it may be the proxy's own answer.
    const why = url.protocol === 'http:' ? this.routed(answer) : answer;
    if (MAY_CHANGE.has(status) || status >= 500) return retry(why, pauseOf(retryAfter, this.options.now()));
    return refused(why);
  }
}

/** For connections to the proxy itself, which may be at any address. */
function agentOf({ url }: HttpProxy, trusted: { ca?: string }): Agent {
  return url.protocol === 'https:' ? new SecureAgent({ keepAlive: true, ...trusted }) : new Agent({ keepAlive: true });
}

/** A request without TLS goes to the proxy with its whole URL (RFC 9112, 3.2.2). */
function forwarding(proxy: HttpProxy, url: URL, headers: Readonly<Record<string, string>>) {
  return {
    ...towards(proxy),
    path: url.href,
    headers: { ...headers, Host: url.host, ...authorizing(proxy) },
  };
}

function notPublic(name: string, addresses: readonly string[]): Error {
  return new Error(`'${name}' is at ${addresses.join(', ')}, which is not public, and 'allow-private' is not set`);
}

/** Removes addresses that are not public. The connection uses the addresses that were checked: a second look-up could give others. */
export function publicOnly(lookup: LookupFunction): LookupFunction {
  return (name, options, callback) =>
    lookup(name, { ...options, all: true }, (error, found) => {
      if (error || !Array.isArray(found)) return callback(error, found);
      const allowed = found.filter(({ address }) => isPublic(address));
      const [first] = allowed;
      const addresses = found.map(({ address }) => address);
      if (!first) return callback(notPublic(name, addresses), []);
      return options.all ? callback(null, allowed) : callback(null, first.address, first.family);
    });
}

/** Whether the receiver has taken the request, whatever happens to the body of its response. */
function isTaken(status: number): boolean {
  return status >= 200 && status < 300;
}

/** The beginning of a body. It is read to its end unless it is long, as the connection can be used again only then. */
async function beginningOf(response: IncomingMessage): Promise<string> {
  let text = '';
  try {
    response.setEncoding('utf8');
    for await (const chunk of response) {
      text += chunk;
      if (text.length > MOST_READ) break;
    }
  } catch {
    // The connection broke.
    text += CUT;
  }
  return excerptOf(text);
}

/** Only redirects that preserve method and body (RFC 9110, 15.4). */
function redirection({ status, location }: Answer, from: URL): URL | undefined {
  return (status === 307 || status === 308) && location !== undefined && URL.canParse(location, from.href)
    ? new URL(location, from)
    : undefined;
}

/** `Retry-After` (RFC 9110, 10.2.3), in seconds or as a date, converted to milliseconds from now. */
function pauseOf(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const pause = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(pause) ? undefined : Math.min(Math.max(pause, 0), LONGEST_PAUSE);
}
