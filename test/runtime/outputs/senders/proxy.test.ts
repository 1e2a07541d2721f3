import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { HttpClient } from '../../../../src/runtime/outputs/senders/http.ts';
import { type Environment, type HttpProxy, proxyFor } from '../../../../src/runtime/outputs/senders/proxy.ts';
import type { Delivery } from '../../../../src/runtime/outputs/senders/sender.ts';
import { until } from '../../../until.ts';
import { Authority, HAS_OPENSSL, type Pair } from '../../inputs/net/certificates.ts';
import { FaultServer } from './fault-server.ts';
import { live } from './parcels.ts';
import { type Manner, ProxyServer } from './proxy-server.ts';

const found = (url: string, environment: Environment) => {
  const proxy = proxyFor(new URL(url), environment);
  return typeof proxy === 'object' ? proxy.url.href : proxy;
};

describe('the proxy of a URL', () => {
  const both = { HTTPS_PROXY: 'http://s:1', HTTP_PROXY: 'http://p:2' };

  it.each<[string, Environment, string | undefined]>([
    ['https://hooks.example.org/', both, 'http://s:1/'],
    ['http://hooks.example.org/', both, 'http://p:2/'],
    ['http://hooks.example.org/', { HTTPS_PROXY: 'http://s:1' }, undefined],
    ['https://hooks.example.org/', { HTTPS_PROXY: 'http://s:1', https_proxy: 'https://low' }, 'https://low/'],
    ['https://hooks.example.org/', { https_proxy: '', HTTPS_PROXY: 'proxy.corp:3128' }, 'http://proxy.corp:3128/'],
    ['https://hooks.example.org/', { HTTPS_PROXY: '' }, undefined],
    ['https://localhost/', both, undefined],
    ['http://app.localhost:8080/', both, undefined],
    ['http://127.0.0.2/', both, undefined],
    ['https://[::1]/', both, undefined],
    ['https://10.0.0.1/', both, 'http://s:1/'],
  ])('%s with %j is %s', (url, environment, expected) => {
    expect(found(url, environment)).toBe(expected);
  });

  it.each<[string, string, boolean]>([
    ['*', 'https://a.example.org/', true],
    ['example.org', 'https://example.org/', true],
    ['example.org', 'https://a.b.example.org/', true],
    ['example.org', 'https://badexample.org/', false],
    ['.example.org', 'https://a.example.org/', true],
    ['.example.org', 'https://example.org/', true],
    ['*.Example.org', 'https://A.example.ORG./', true],
    ['other.test, example.org', 'https://a.example.org/', true],
    ['other.test example.org:443', 'https://a.example.org/', true],
    ['example.org:8443', 'https://a.example.org/', false],
    ['example.org:8443', 'https://a.example.org:8443/', true],
    ['org', 'https://example.org/', true],
    ['.', 'https://example.org/', false],
    ['10.0.0.0/8', 'https://10.1.2.3/', true],
    ['10.0.0.0/8', 'https://11.1.2.3/', false],
    ['10.1.2.3', 'https://10.1.2.3:99/', true],
    ['10.1.2.3:98', 'https://10.1.2.3:99/', false],
    ['2.3', 'https://10.1.2.3/', false],
    ['2001:db8::/32', 'https://[2001:db8::1]/', true],
    ['[2001:db8::1]:443', 'https://[2001:db8::1]/', true],
    ['2001:db8::1', 'https://[2001:db8::1]/', true],
    ['[2001:db8::1]:444', 'https://[2001:db8::1]/', false],
  ])('is none if no_proxy %j lists %s: %s', (list, url, isListed) => {
    for (const name of ['no_proxy', 'NO_PROXY'])
      expect(found(url, { https_proxy: 'http://s:1', [name]: list })).toBe(isListed ? undefined : 'http://s:1/');
  });

  it.each(['socks5://me:secret@p:1', 'http://me:secret@:0', 'http://[me:secret'])('%j is a mistake that shows no login', (written) => {
    const problem = found('https://a.org/', { HTTPS_PROXY: written });
    expect(problem).toMatch(/^The variable HTTPS_PROXY is no proxy/);
    expect(problem).not.toContain('secret');
  });
});

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

const LOGIN = 'me:s%40cret%zz';

async function through(proxy: ProxyServer, url: string, given: { login?: string; ca?: string; timeout?: number } = {}) {
  const { login = '', ca, timeout = 60_000 } = given;
  open.push(proxy);
  const where = (await proxy.listen()).replace('//', login === '' ? '//' : `//${login}@`);
  const found = proxyFor(new URL(url), { https_proxy: where, http_proxy: where }) as HttpProxy;
  const client = new HttpClient({ proxy: found, ca, timeout, allowPrivate: false, now: () => 0 });
  open.push(client);
  const at = new URL(where).host;
  const send = async (signal = live()): Promise<Delivery> => {
    const delivery = await client.send({ method: 'POST', url: new URL(url), headers: { Authorization: 'Bearer t' }, body: '{}' }, signal);
    return delivery.kind === 'sent' ? delivery : { ...delivery, why: delivery.why.replace(at, 'PROXY') };
  };
  return { client, send };
}

/** An answer for each way a proxy fails. */
const FAILURES: [Manner, string][] = [
  [{ status: 403 }, 'it refuses to connect: 403 No'],
  [{ status: 502 }, 'it refuses to connect: 502 No'],
  [{ status: 204 }, 'it refuses to connect: 204 No'],
  [{ status: 407 }, 'it wants a login, or another one (407): set it in the variable that names the proxy'],
  ['cut', 'socket hang up'],
];

const authority = HAS_OPENSSL ? new Authority() : undefined;
const pemOf = (pair: Pair | undefined) => ({
  cert: pair ? readFileSync(pair.cert, 'utf8') : '',
  key: pair ? readFileSync(pair.key, 'utf8') : '',
});
const ca = pemOf(authority?.pair).cert;
const right = pemOf(authority?.sign('server', 'server', 'DNS:hooks.example.org'));
const other = pemOf(authority?.sign('other', 'other', 'DNS:other.example.org'));
const ofProxy = pemOf(authority?.sign('proxy', 'proxy', 'IP:127.0.0.1'));
const received: Readonly<Record<string, unknown>>[] = [];

/** The URL of a receiver, which only the proxy can find. */
async function receiver(pair = right): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createHttps(pair, (request, response) => {
    received.push(request.headers);
    request.resume().on('end', () => response.end());
  });
  server.on('connection', (socket: Socket) => sockets.add(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    for (const socket of sockets) socket.destroy();
    return once(server.close(), 'close');
  };
  open.push({ close });
  return `https://hooks.example.org:${(server.address() as AddressInfo).port}/in`;
}

describe.runIf(HAS_OPENSSL)('a request over TLS through a proxy', () => {
  it.each([
    ['in the clear', undefined],
    ['over TLS', ofProxy],
  ])('that is reached %s arrives, the next on the same connection', async (_, tls) => {
    const proxy = new ProxyServer(tls);
    const url = await receiver();
    const { send } = await through(proxy, url, { ca });
    expect(await send()).toEqual({ kind: 'sent' });
    expect(proxy.asked).toEqual([`CONNECT ${new URL(url).host}`]);
    // The connection is free once the body of the answer is read.
    await until(async () => {
      const before = proxy.asked.length;
      expect(await send()).toEqual({ kind: 'sent' });
      return proxy.asked.length === before;
    });
  });

  it('is sent only to a trusted server with the right name', async () => {
    expect(await (await through(new ProxyServer(), await receiver())).send()).toMatchObject({
      kind: 'retry',
      why: expect.stringMatching(/certificate/),
    });
    const { send } = await through(new ProxyServer(), await receiver(other), { ca });
    expect(await send()).toMatchObject({ kind: 'retry', why: expect.stringContaining("not in the cert's") });
    const { send: toOther } = await through(new ProxyServer(other), await receiver(), { ca });
    expect(await toOther()).toMatchObject({ kind: 'retry', why: expect.stringContaining("not in the cert's") });
  });

  it('carries the login of the proxy to the proxy, and to nobody else', async () => {
    const proxy = new ProxyServer();
    const url = await receiver();
    const { send } = await through(proxy, url, { ca, login: LOGIN });
    received.length = 0;
    expect(await send()).toEqual({ kind: 'sent' });
    expect(proxy.asked).toEqual([`CONNECT ${new URL(url).host} me:s%40cret%zz`]);
    expect(received).toMatchObject([{ authorization: 'Bearer t' }]);
    expect(received[0]).not.toHaveProperty('proxy-authorization');
  });
});

describe.runIf(HAS_OPENSSL)('a request over TLS', () => {
  it.each(FAILURES)('is tried again when the proxy fails: %j', async (manner, why) => {
    const proxy = new ProxyServer();
    const { send } = await through(proxy, await receiver(), { ca });
    proxy.manner = manner;
    expect(await send()).toEqual({ kind: 'retry', why: `through the proxy PROXY: ${why}` });
    proxy.manner = 'cut in the tunnel';
    expect(await send()).toMatchObject({ kind: 'retry' });
    proxy.manner = 'lead';
    expect(await send()).toEqual({ kind: 'sent' });
  });

  it('leaves nothing behind when the proxy hangs, or the target behind it', async () => {
    const proxy = new ProxyServer();
    const { send } = await through(proxy, await receiver(), { ca, timeout: 50 });
    for (proxy.manner of ['hang', 'hang in the tunnel'] satisfies Manner[])
      expect(await send()).toEqual({ kind: 'retry', why: 'through the proxy PROXY: timed out after 0.05 s' });
    await until(() => proxy.sockets.size === 0);
    const stop = new AbortController();
    const aborted = send(stop.signal);
    stop.abort();
    expect(await aborted).toMatchObject({ kind: 'retry' });
    await until(() => proxy.sockets.size === 0);
  });

  it('is tried again when there is no proxy', async () => {
    const proxy = new ProxyServer();
    const { send } = await through(proxy, await receiver(), { ca });
    await proxy.close();
    open.splice(open.indexOf(proxy), 1);
    expect(await send()).toMatchObject({ kind: 'retry', why: expect.stringMatching(/^through the proxy PROXY: .*ECONNREFUSED/) });
  });
});

describe('a request without TLS through a proxy', () => {
  async function receiver(status: number): Promise<[string, FaultServer]> {
    const server = new FaultServer([{ status, body: 'so' }]);
    open.push(server);
    return [(await server.listen()).replace('127.0.0.1', 'hooks.example.org'), server];
  }

  it('arrives as it would without, and so does the answer', async () => {
    const proxy = new ProxyServer();
    const [url, server] = await receiver(200);
    const { send } = await through(proxy, `${url}/in?a=1`, { login: 'me:secret' });
    expect([await send(), await send()]).toEqual([{ kind: 'sent' }, { kind: 'sent' }]);
    expect(proxy.asked[0]).toBe(`POST ${url}/in?a=1 me:secret`);
    expect(server.received).toMatchObject([
      { url: '/in?a=1', headers: { host: new URL(url).host, authorization: 'Bearer t' }, body: '{}' },
      {},
    ]);
    const [refusing] = await receiver(400);
    expect(await (await through(new ProxyServer(), refusing)).send()).toEqual({ kind: 'refused', why: 'through the proxy PROXY: 400: so' });
  });

  it('is tried again when the proxy wants a login, hangs, or hangs up', async () => {
    for (const [manner, why] of [
      [{ status: 407 }, FAILURES[3]?.[1]],
      ['cut', 'socket hang up'],
      ['hang', 'timed out after 0.05 s'],
    ] as [Manner, string][]) {
      const proxy = Object.assign(new ProxyServer(), { manner });
      // The others answer, and may take longer on a busy machine.
      const { send } = await through(proxy, 'http://hooks.example.org/', manner === 'hang' ? { timeout: 50 } : {});
      expect(await send()).toEqual({ kind: 'retry', why: `through the proxy PROXY: ${why}` });
      await until(() => proxy.sockets.size === 0);
    }
  });

  it('is not made for an address that is not public', async () => {
    const proxy = new ProxyServer();
    const { send } = await through(proxy, 'http://10.0.0.1/');
    expect(await send()).toMatchObject({ kind: 'retry', why: expect.stringContaining('which is not public') });
    expect(proxy.asked).toEqual([]);
  });
});
