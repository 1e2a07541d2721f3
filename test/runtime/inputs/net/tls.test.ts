import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { flood, numberIn } from '../../../live/flood.ts';
import { Authority, fingerprintOf, HAS_OPENSSL, selfSigned } from './certificates.ts';
import { type Receiving, receiving } from './receiving.ts';

type Pairs = ReturnType<typeof makePairs>;

function makePairs() {
  const ours = new Authority();
  return {
    ours,
    server: ours.sign('server', 'localhost', 'DNS:localhost,IP:127.0.0.1'),
    client: ours.sign('client', 'ignored', 'DNS:web1.example.com,IP:192.0.2.1'),
    named: ours.sign('named', 'web2.example.com'),
    stranger: new Authority('Another authority').sign('stranger', 'ignored', 'DNS:web1.example.com'),
    alone: selfSigned(ours.folder, 'alone', 'alone', 'subjectAltName=DNS:web1.example.com'),
  };
}

/** Without openssl none of these tests runs. */
const pairs = HAS_OPENSSL ? makePairs() : (undefined as unknown as Pairs);

function address(more = ''): string {
  return `tls://127.0.0.1:0?cert=${pairs.server.cert}&key=${pairs.server.key}${more}`;
}

/** Requires client certificates from our authority. */
function asking(): string {
  return `&ca=${pairs.ours.pair.cert}`;
}

describe.skipIf(!HAS_OPENSSL)('TLS', () => {
  it('carries messages, and no client needs a certificate unless it is asked for', async () => {
    const { receiver, target, received } = await receiving(address());
    await flood({ transport: 'tls', port: target.port, count: 1000, chunk: 999, tls: pairs.ours.client() });
    await receiver.close();
    expect(received.map(({ text }) => numberIn(text))).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect(received[0]?.origin).toEqual({ transport: 'tls', peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/) });
    expect(receiver.counters()).toMatchObject({ open: 0, broken: 0, refused: 0 });
  });

  it('tells what the certificate of the client says', async () => {
    const { receiver, target, received } = await receiving(address(asking()));
    await flood({ transport: 'tls', port: target.port, count: 1, tls: pairs.ours.client(pairs.client) });
    await receiver.close();
    const fingerprint = fingerprintOf(pairs.client).replace('sha256:', '');
    expect(received[0]?.origin.certificate).toEqual({ fingerprint, names: ['web1.example.com', '192.0.2.1'] });
  });

  it('ends a handshake that is not complete when it is closed, and blames nobody for it', async () => {
    const { receiver, target } = await receiving(address());
    const half = connectTcp(target);
    await once(half, 'connect');
    half.write(Buffer.from([22, 3, 1]));
    // Connections are accepted in their order.
    const whole = connect({ ...target, ...pairs.ours.client() });
    await once(whole, 'secureConnect');
    whole.end();
    const closed = once(half.resume(), 'close');
    await receiver.close();
    await closed;
    // It is told later that a handshake has ended.
    for (let i = 0; i < 3; i++) await turn();
    expect(receiver.counters()).toMatchObject({ open: 0, connections: 1, broken: 0 });
  });

  it('closes a connection for a new one when all are in use, in the middle of its handshake or silent after it', async () => {
    const receives = await receiving(address('&connections=2'));
    const { receiver, target, until } = receives;
    const half = connectTcp(target);
    await once(half, 'connect');
    const silent = await dial(receives, pairs.ours.client());
    for (const [at, gone] of [half, silent].entries()) {
      const closed = once(gone.resume(), 'close');
      (await dial(receives, pairs.ours.client())).write('<13>served\n');
      await until(({ received }) => received === at + 1);
      await closed;
    }
    expect(receiver.counters()).toMatchObject({ open: 2, displaced: 2, broken: 0, turnedAway: 0 });
    await receiver.close();
  });

  it('continues after peers that do not speak TLS, or stop in the middle', async () => {
    const receives = await receiving(address());
    const { target } = receives;
    const plain = connectTcp(target);
    plain.write('<13>plain text\n'.repeat(20));
    await once(plain.resume(), 'close').catch(() => undefined);
    await receives.until(({ broken }) => broken === 1);
    const silent = connectTcp(target);
    await once(silent, 'connect');
    const old = connect({ ...target, ...pairs.ours.client(), maxVersion: 'TLSv1.1', minVersion: 'TLSv1' });
    await once(old, 'error').catch(() => undefined);
    await flood({ transport: 'tls', port: target.port, count: 1, tls: pairs.ours.client() });
    silent.destroy();
    await receives.receiver.close();
    expect(receives.received.length).toBe(1);
    const told = toldBy(receives);
    expect(told[0]).toMatch(/: 127\.0\.0\.1 failed the TLS handshake: wrong version number \(1 so far\)\.$/);
    // OpenSSL 3.0 calls it an unsupported protocol, 3.5 an unexpected message.
    expect(told[1]).toMatch(/ failed the TLS handshake: un\w+ \w+ \(2 so far\)\.$/);
  });
});

function toldBy({ warnings }: Receiving): string[] {
  return warnings.filter(({ code }) => code === 'turned-away').map(({ message }) => message);
}

/**
 * Who is admitted: whether certificates of our authority are required, the permitted names (for `=NAME` its
 * fingerprint), and the presented certificate.
 */
const CLIENTS: [string, boolean, string, Exclude<keyof Pairs, 'ours'> | undefined, boolean][] = [
  ['any of an authority', true, '', 'client', true],
  ['one of another authority', true, '', 'stranger', false],
  ['one of no authority', true, '', 'alone', false],
  ['none', true, '', undefined, false],
  ['a name', true, 'web1.example.com', 'client', true],
  ['a name by pattern', true, '*.example.com', 'client', true],
  ['a pattern for one label, of two', true, '*.com', 'client', false],
  ['an address', true, '192.0.2.1', 'client', true],
  ['a common name that is not the name', true, 'ignored', 'client', false],
  ['a common name where there is no other', true, 'WEB2.example.com', 'named', true],
  ['another name', true, 'web3.example.com', 'client', false],
  ['a name, signed by another authority', true, 'web1.example.com', 'stranger', false],
  ['a fingerprint', false, '=alone', 'alone', true],
  ['a fingerprint, and another authority', true, '=stranger', 'stranger', true],
  ['another fingerprint', false, '=alone', 'client', false],
  ['another fingerprint, of our authority', true, '=alone', 'client', false],
];

describe.skipIf(!HAS_OPENSSL)('certificates', () => {
  it.each(CLIENTS)('of clients: %s', async (_, asks, permitted, shown, isLetIn) => {
    const named = permitted.startsWith('=') ? fingerprintOf(pairs[permitted.slice(1) as 'alone']).toLowerCase() : permitted;
    const receives = await receiving(address(`${asks ? asking() : ''}${named === '' ? '' : `&permit=${named}`}`));
    const socket = await dial(receives, pairs.ours.client(shown && pairs[shown]));
    socket.write('<13>hello\n');
    await receives.until(({ received, refused }) => received + refused === 1);
    socket.destroy();
    await receives.receiver.close();
    expect(receives.received.length).toBe(isLetIn ? 1 : 0);
    expect(toldBy(receives).length).toBe(isLetIn ? 0 : 1);
  });

  it.each<[string, string, keyof Omit<Pairs, 'ours'> | undefined, string]>([
    ['there is none', '', undefined, 'has no certificate'],
    ['no known authority vouches for it', '', 'alone', 'a certificate for web1.example.com that is not valid: DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['it is another name', '&permit=web3.example.com', 'client', 'a certificate for web1.example.com, 192.0.2.1, which is not permitted'],
  ])('of clients that are refused are told, with why: %s', async (_, permit, shown, why) => {
    const receives = await receiving(address(asking() + permit));
    const socket = await dial(receives, pairs.ours.client(shown && pairs[shown]));
    await receives.until(({ refused }) => refused === 1);
    socket.destroy();
    await receives.receiver.close();
    expect(toldBy(receives)).toEqual([expect.stringContaining(why)]);
  });

  it('reads certificates again without disturbing connections, and keeps those in use if they are no good', async () => {
    const pair = pairs.ours.sign('renewed', 'localhost', 'DNS:localhost');
    const receives = await receiving(`tls://127.0.0.1:0?cert=${pair.cert}&key=${pair.key}`);
    const first = await dial(receives, pairs.ours.client());
    const before = first.getPeerCertificate().fingerprint256;
    copyFileSync(pairs.server.cert, pair.cert);
    expect(await receives.receiver.renew?.()).toMatchObject({ code: 'bad-certificate' });
    copyFileSync(pairs.server.key, pair.key);
    const renewal = await receives.receiver.renew?.();
    if (typeof renewal !== 'function') throw new Error(renewal?.message);
    const still = await dial(receives, pairs.ours.client());
    expect(still.getPeerCertificate().fingerprint256).toBe(before);
    renewal();
    const second = await dial(receives, pairs.ours.client());
    expect(`sha256:${second.getPeerCertificate().fingerprint256}`).toBe(fingerprintOf(pairs.server));
    first.write('<13>first\n');
    second.write('<13>second\n');
    await receives.until(({ received }) => received === 2);
    expect(before).not.toBe(second.getPeerCertificate().fingerprint256);
    for (const socket of [first, still, second]) socket.destroy();
    await receives.receiver.close();
  });

  it('says until when its own certificate is valid, and warns when it soon expires', async () => {
    const { receiver, warnings } = await receiving(address());
    const ends = Date.parse(new X509Certificate(readFileSync(pairs.server.cert)).validTo);
    expect(receiver.certificateEnds).toBe(ends * 1000);
    const ending = { code: 'certificate-ends', message: expect.stringContaining(new Date(ends).toISOString()) };
    expect(warnings).toMatchObject([ending]);
    const renewal = await receiver.renew?.();
    if (typeof renewal === 'function') renewal();
    expect(warnings).toMatchObject([ending, ending]);
    await receiver.close();
  });

  it('does not begin with files that are no certificates', async () => {
    const file = `${pairs.ours.folder}/text.pem`;
    writeFileSync(file, 'no certificate');
    await expect(receiving(`tls://127.0.0.1:0?cert=${file}&key=${pairs.server.key}`)).rejects.toThrow('certificate and key cannot be used');
    await expect(receiving(`tls://127.0.0.1:0?cert=${pairs.client.cert}&key=${pairs.server.key}`)).rejects.toThrow(
      'certificate and key cannot be used',
    );
    await expect(receiving(`tls://127.0.0.1:0?cert=${pairs.ours.folder}/none&key=${pairs.server.key}`)).rejects.toThrow('There is no file');
  });
});

it.skipIf(!HAS_OPENSSL)('a certificate of a client that has expired is to be renewed, and permitted only until then', async () => {
  const expired = pairs.ours.sign('expired', 'web1.example.com', '', -1);
  const receives = await receiving(address(asking()));
  const socket = await dial(receives, pairs.ours.client(expired));
  await receives.until(({ refused }) => refused === 1);
  socket.destroy();
  await receives.receiver.close();
  expect(receives.warnings.filter(({ code }) => code === 'turned-away')).toMatchObject([
    { message: expect.stringContaining('is not valid: CERT_HAS_EXPIRED'), help: expect.stringMatching(/^Give it a new one\. /) },
  ]);
});

async function dial({ target }: Receiving, options: ConnectionOptions): Promise<TLSSocket> {
  const socket = connect({ ...target, ...options });
  socket.on('error', () => undefined);
  await once(socket, 'secureConnect');
  return socket.resume();
}
