import type { LookupFunction } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { HttpClient, type HttpOptions, publicOnly } from '../../../../src/runtime/outputs/senders/http.ts';
import type { Delivery } from '../../../../src/runtime/outputs/senders/sender.ts';
import { type Act, FaultServer } from './fault-server.ts';

const open: (FaultServer | HttpClient)[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const NOW = Date.UTC(2024, 4, 1);

function client(given: Partial<HttpOptions> = {}): HttpClient {
  const made = new HttpClient({ timeout: 60_000, allowPrivate: true, now: () => NOW, ...given });
  open.push(made);
  return made;
}

async function server(script: Act[]): Promise<{ base: string; faults: FaultServer }> {
  const faults = new FaultServer(script);
  open.push(faults);
  return { base: await faults.listen(), faults };
}

const post = (one: HttpClient, url: string, signal = new AbortController().signal) =>
  one.send({ method: 'POST', url: new URL(url), headers: {}, body: '{}' }, signal);

async function answerTo(act: Act, given: Partial<HttpOptions> = {}): Promise<Delivery> {
  const { base } = await server([act]);
  return post(client(given), base);
}

describe('a request', () => {
  it.each([200, 201, 202, 204])('is sent at %i', async (status) => {
    expect(await answerTo({ status })).toEqual({ kind: 'sent' });
  });

  it.each([401, 408, 429, 500, 502, 503, 504])('is tried again at %i', async (status) => {
    expect(await answerTo({ status, body: 'later' })).toEqual({ kind: 'retry', why: `${status}: later` });
  });

  it.each([300, 301, 302, 303, 304, 400, 403, 404, 410, 413, 422])('is refused at %i', async (status) => {
    const why = status < 400 ? `${status}: it redirects to /else\\x9bwhere` : String(status);
    expect(await answerTo({ status, headers: { Location: '/else\x9bwhere' } })).toEqual({ kind: 'refused', why });
  });

  it.each<[string, number | undefined]>([
    ['120', 120_000],
    ['0', 0],
    ['999999999', 3_600_000],
    ['Wed, 01 May 2024 00:00:30 GMT', 30_000],
    ['Tue, 30 Apr 2024 00:00:00 GMT', 0],
    ['soon', undefined],
  ])('waits as long as is asked for: Retry-After: %s', async (header, after) => {
    const delivery = await answerTo({ status: 429, headers: { 'Retry-After': header } });
    expect(delivery).toEqual({ kind: 'retry', why: '429', ...(after === undefined ? {} : { after }) });
  });

  it('is tried again when the connection is cut or nothing comes', async () => {
    expect(await answerTo('close')).toMatchObject({ kind: 'retry' });
    expect(await answerTo('switch')).toEqual({ kind: 'retry', why: 'closed without an answer' });
    expect(await answerTo('hang', { timeout: 50 })).toEqual({ kind: 'retry', why: 'timed out after 0.05 s' });
    expect(await post(client(), 'http://127.0.0.1:1')).toEqual({ kind: 'retry', why: expect.stringContaining('ECONNREFUSED') });
  });

  it('is sent once the status says so, whatever becomes of the body', async () => {
    for (const act of ['cut', 'endless', 'slow', 'stall'] satisfies Act[]) expect(await answerTo(act), act).toEqual({ kind: 'sent' });
  });

  it('is what the status says also where the body never ends', async () => {
    const begun = { body: 'half', headers: { 'Content-Length': '1000', 'Retry-After': '120' } };
    const answers = [400, 429].map((status) => answerTo({ status, ...begun }, { timeout: 2_000 }));
    expect(await Promise.all(answers)).toEqual([
      { kind: 'refused', why: '400: half…' },
      { kind: 'retry', why: '429: half…', after: 120_000 },
    ]);
  });

  it('tells the beginning of an answer only, harmless on a terminal', async () => {
    const delivery = await answerTo({ status: 400, body: `\x1b[2Jno\n${'x'.repeat(100_000)}` });
    expect(delivery).toEqual({ kind: 'refused', why: `400: \\x1b[2Jno\\n${'x'.repeat(300 - 7)}…` });
  });

  it.each([400, 503])('uses the connection of the one before it, whatever that was answered: %i', async (status) => {
    const { base, faults } = await server(Array.from({ length: 3 }, () => ({ status, body: 'x'.repeat(5_000) })));
    const one = client();
    for (let i = 0; i < 3; i++) {
      await post(one, base);
      await new Promise(setImmediate);
    }
    expect(faults.received).toHaveLength(3);
    expect(faults.connections).toBe(1);
  });

  it('is given up when it is aborted', async () => {
    const { base } = await server(['hang']);
    const abort = new AbortController();
    const delivery = post(client(), base, abort.signal);
    abort.abort();
    expect(await delivery).toMatchObject({ kind: 'retry' });
  });

  it('is refused when it is too large', async () => {
    const call = { method: 'POST', url: new URL('http://127.0.0.1:1'), headers: {}, body: 'x'.repeat((1 << 20) + 1) };
    expect(await client().send(call, new AbortController().signal)).toMatchObject({ kind: 'refused' });
  });
});

describe('a redirection', () => {
  it('is followed within its origin, with method and body', async () => {
    const { base, faults } = await server([
      { status: 307, headers: { Location: '/next?x=1' } },
      { status: 308, headers: { Location: 'last' } },
    ]);
    expect(await post(client(), base)).toEqual({ kind: 'sent' });
    expect(faults.received.map(({ method, url, body }) => `${method} ${url} ${body}`)).toEqual([
      'POST / {}',
      'POST /next?x=1 {}',
      'POST /last {}',
    ]);
  });

  it('to another origin is refused', async () => {
    const other = await server([]);
    for (const location of [other.base, 'https://127.0.0.1/', '//example.org/', 'ftp://127.0.0.1/']) {
      const delivery = await answerTo({ status: 307, headers: { Location: location } });
      expect(delivery).toEqual({ kind: 'refused', why: expect.stringContaining('307: it redirects to ') });
    }
    expect(other.faults.received).toEqual([]);
  });

  it('without an end is refused', async () => {
    const { base, faults } = await server(Array(9).fill({ status: 307, headers: { Location: '/' } }));
    expect(await post(client(), base)).toEqual({ kind: 'refused', why: 'it redirects again and again' });
    expect(faults.received.length).toBe(4);
  });
});

describe('an address that is not public', () => {
  it.each([
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '017700000001',
    '127.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '169.254.169.254',
    '10.0.0.1',
    '[fe80::1]',
    '[fd00::1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '0.0.0.0',
  ])('is not connected to: %s', async (host) => {
    const delivery = await post(client({ allowPrivate: false }), `http://${host}:9/`);
    expect(delivery).toEqual({ kind: 'retry', why: expect.stringContaining('which is not public') });
  });

  const resolving =
    (...addresses: string[]): LookupFunction =>
    (_, options, callback) => {
      const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
      const [first] = found;
      if (options.all) callback(null, found);
      else callback(null, first?.address ?? '', first?.family);
    };

  it('is not connected to by a name', async () => {
    const { base, faults } = await server([]);
    const url = base.replace('127.0.0.1', 'hooks.example.org');
    for (const addresses of [['127.0.0.1'], ['::ffff:127.0.0.1'], ['10.1.2.3', '169.254.169.254'], ['fe80::1%eth0'], []]) {
      const delivery = await post(client({ allowPrivate: false, lookup: resolving(...addresses) }), url);
      expect(delivery).toEqual({ kind: 'retry', why: expect.stringContaining('which is not public') });
    }
    expect(faults.received).toEqual([]);
    expect(await post(client({ lookup: resolving('127.0.0.1') }), url)).toEqual({ kind: 'sent' });
  });

  it('is skipped when there are others', () => {
    const found: unknown[] = [];
    const lookup = publicOnly(resolving('127.0.0.1', '240.0.0.1', '8.8.8.8', '2606:4700::1'));
    lookup('hooks.example.org', { all: true }, (...answer) => found.push(answer));
    lookup('hooks.example.org', {}, (...answer) => found.push(answer));
    expect(found).toEqual([
      [
        null,
        [
          { address: '8.8.8.8', family: 4 },
          { address: '2606:4700::1', family: 6 },
        ],
      ],
      [null, '8.8.8.8', 4],
    ]);
  });
});
