/** The proxies that the environment names, as curl, Node and most others read it. */

import { isIP } from 'node:net';
import { parseAddress } from '../../../addresses.ts';
import { networkSet } from '../../values/network-map.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface HttpProxy {
  /** Without login. */
  url: URL;
  /** `Basic …` (RFC 7617); undefined if there is no login. */
  authorization: string | undefined;
  /** What must never be shown. */
  secrets: readonly string[];
}

/**
 * The proxy for a URL: `https_proxy` or `http_proxy` by the scheme of the URL, unless `no_proxy` lists its host; in lower or
 * upper case, lower case first. Never for this machine: a proxy would look for it at its own place. Undefined if there is
 * none; a sentence if what the variable says is no proxy.
 */
export function proxyFor(url: URL, environment: Environment): HttpProxy | string | undefined {
  const name = `${url.protocol.slice(0, -1)}_proxy`;
  const written = environment[name] || environment[name.toUpperCase()];
  if (!written || isExempt(url, environment['no_proxy'] || environment['NO_PROXY'] || '')) return undefined;
  const text = written.includes('://') ? written : `http://${written}`;
  const problem = `The variable ${environment[name] ? name : name.toUpperCase()} is no proxy: write http://HOST:PORT or https://HOST:PORT.`;
  if (!URL.canParse(text)) return problem;
  const proxy = new URL(text);
  return proxy.protocol === 'http:' || proxy.protocol === 'https:' ? proxyAt(proxy) : problem;
}

function proxyAt({ origin, username, password }: URL): HttpProxy {
  const url = new URL(origin);
  if (username === '' && password === '') return { url, authorization: undefined, secrets: [] };
  const login = `${decoded(username)}:${decoded(password)}`;
  const authorization = `Basic ${Buffer.from(login).toString('base64')}`;
  return { url, authorization, secrets: [password, decoded(password), login, authorization].filter((text) => text !== '') };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const LOOPBACK = networkSet(['127.0.0.0/8', '::1']);

/**
 * @param list separated by commas or blanks: `*`, names, which stand for what is below them too, addresses and networks;
 * each but `*` may have a port
 */
function isExempt(url: URL, list: string): boolean {
  const host = hostOf(url).replace(/\.$/, '');
  const address = isIP(host) === 0 ? undefined : parseAddress(host);
  if (address === undefined ? isBelow(host, 'localhost') : LOOPBACK.find(address)) return true;
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      const [, bracketed, plain, given = port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? [];
      const name = bracketed ?? plain ?? entry;
      if (given !== port) return false;
      return address === undefined ? isBelow(host, name.replace(/^\*?\./, '')) : networkSet([name]).find(address) === true;
    });
}

function isBelow(host: string, name: string): boolean {
  return name !== '' && (host === name || host.endsWith(`.${name}`));
}

/** Options of a request that goes to the proxy itself: the name in its certificate is its own, not that of the target. */
export function towards({ url }: HttpProxy) {
  const hostname = hostOf(url);
  return { protocol: url.protocol, hostname, port: url.port || undefined, servername: isIP(hostname) === 0 ? hostname : '' };
}

export function authorizing({ authorization }: HttpProxy): Readonly<Record<string, string>> {
  return authorization === undefined ? {} : { 'Proxy-Authorization': authorization };
}

/** Without the brackets of IPv6. `URL` has already normalised other notations of addresses, such as a single number. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}
