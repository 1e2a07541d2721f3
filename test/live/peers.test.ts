import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../folder.ts';
import { Authority, canRun, HAS_OPENSSL } from '../runtime/inputs/net/certificates.ts';
import { type Receiving, receiving } from '../runtime/inputs/net/receiving.ts';
import { until } from '../until.ts';
import { numbered, numberIn } from './flood.ts';
import { type Daemon, type Destination, rsyslog, syslogNg } from './peers.ts';

const COUNT = 1000;
/** This many datagrams fit into any buffer. */
const FEW = 50;
const LINES = Array.from({ length: COUNT }, (_, i) => numbered(i).replace(/^.*?#/, '#'));

interface Kind extends Pick<Destination, 'transport' | 'framing'> {
  secure?: true;
}

const STREAMS: Kind[] = [
  { transport: 'tcp', framing: 'octet' },
  { transport: 'tcp', framing: 'lf' },
  { transport: 'tls', framing: 'octet', secure: true },
  { transport: 'tls', framing: 'lf', secure: true },
];

describe.skipIf(!canRun('rsyslogd', '-v') || !HAS_OPENSSL)('rsyslog', () => {
  it.each<Kind>([...STREAMS, { transport: 'udp' }, { transport: 'relp' }, { transport: 'relp', secure: true }])(
    'sends all its messages: %o',
    (kind) => sendsAll(rsyslog, kind),
  );
});

describe.skipIf(!canRun('syslog-ng', '--version') || !HAS_OPENSSL)('syslog-ng', () => {
  it.each(STREAMS)('sends all its messages: %o', (kind) => sendsAll(syslogNg, kind));
});

describe.skipIf(!canRun('logger', '--version'))('logger', () => {
  it.each([
    ['udp', ['-d']],
    ['udp', ['-d', '--rfc3164']],
    ['tcp', ['-T']],
    ['tcp', ['-T', '--octet-count']],
    ['tcp', ['-T', '--octet-count', '--rfc3164']],
  ])('is understood over %s, %j', async (transport, options) => {
    const { receiver, target, received } = await receiving(`${transport}://127.0.0.1:0`);
    execFileSync('logger', ['-n', target.host, '-P', String(target.port), ...options, '-p', 'auth.crit', '-t', 'app', 'user=bob login']);
    await until(() => received.length === 1);
    await receiver.close();
    expect(received).toMatchObject([{ text: expect.stringMatching(/^<34>(1 )?\S.*app.*user=bob login$/), flags: [] }]);
    expect(receiver.counters()).toMatchObject({ frameErrors: 0, blank: 0 });
  });

  it('is understood on a unix socket', async () => {
    const path = join(temporaryFolder(), 'log.sock');
    const { receiver, received } = await receiving(`unix://${path}`);
    execFileSync('logger', ['-u', path, '-T', '-t', 'app', 'user=bob login']);
    await until(() => received.length === 1);
    await receiver.close();
    expect(received[0]?.text).toMatch(/^<13>.*app: user=bob login$/);
  });
});

/** No message is missing or duplicated, and they arrive in order. */
async function sendsAll(start: (folder: string, file: string, to: Destination) => Daemon, kind: Kind): Promise<void> {
  const ours = new Authority();
  const server = ours.sign('server', 'localhost', 'DNS:localhost,IP:127.0.0.1');
  const client = ours.sign('client', 'client', 'DNS:client.example.com');
  const isSecure = kind.secure === true;
  const options = isSecure ? `?cert=${server.cert}&key=${server.key}&ca=${ours.pair.cert}&permit=*.example.com` : '';
  const receives = await receiving(`${kind.transport}://127.0.0.1:0${options}`);
  const file = join(ours.folder, 'app.log');
  const lines = LINES.slice(0, kind.transport === 'udp' ? FEW : COUNT);
  writeFileSync(file, `${lines.join('\n')}\n`);
  const tls = isSecure ? { tls: { ca: ours.pair.cert, ...client } } : {};
  const daemon = start(ours.folder, file, { ...kind, port: receives.target.port, ...tls });
  try {
    await receives.until(({ received }) => received >= lines.length);
  } finally {
    await daemon.stop();
    await receives.receiver.close();
  }
  expectAll(receives, lines.length, isSecure);
}

function expectAll({ received, receiver }: Receiving, count: number, isSecure: boolean): void {
  // The daemon may send a message that it stops.
  const numbers = received.map(({ text }) => numberIn(text)).filter((number) => !Number.isNaN(number));
  expect(numbers).toEqual(Array.from({ length: count }, (_, i) => i));
  expect(received.every(({ flags }) => flags.length === 0)).toBe(true);
  // How the daemon closes its connection when stopped is up to it: `broken` may count that.
  expect(receiver.counters()).toMatchObject({ frameErrors: 0, truncated: 0, incomplete: 0, refused: 0 });
  if (isSecure) expect(received[0]?.origin.certificate?.names).toEqual(['client.example.com']);
}
