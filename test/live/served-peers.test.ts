/** The built program running live, fed by real senders: its outcomes equal those for the same lines in a file. */

import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corr, folderWith } from '../cli/corr.ts';
import { Running } from '../cli/running.ts';
import { Authority, canRun, HAS_OPENSSL } from '../runtime/inputs/net/certificates.ts';
import { type Destination, logrotate, openssl, rsyslog } from './peers.ts';

const RULES = `records app from syslog where app == "shop" {
  opened = "open {id}"
  used   = "use {id} {what}"
  closed = "close {id}"
}

transaction visit {
  key host, id
  start app.opened
  then app.used * as use
  then app.closed
  timeout "stalled" after 30s idle
  emit { uses = count(use), last = use.what }
}

window busy {
  key host
  over 10s
  open when count(app.used) >= 4
}
`;

/** Visits that end, or stall. So few lines fit into any buffer of datagrams. */
const LINES = Array.from({ length: 12 }, (_, i) =>
  ['open', 'use', 'use', ...(i % 3 === 0 ? [] : ['close'])].map((word, step) => {
    const at = new Date(Date.UTC(2024, 4, 1, 12) + i * 4000 + step * 1000).toISOString();
    return `<14>1 ${at} web${i % 2} shop ${100 + i} - - ${word} v${i}${word === 'use' ? ` page${step}` : ''}`;
  }),
)
  .flat()
  .concat('<14>1 2024-05-01T13:00:00Z web0 shop 99 - - open last');
const ended = (line: string) => `${line}\n`;

const folder = folderWith({ 'rules.corr': RULES, 'app.log': LINES.map(ended).join('') });
const path = (name: string) => join(folder, name);

/** The number of lines in the growing log before it is rotated. */
const FIRST = 9;

/** Each outcome that is not caused by the end of input, without the positions of its records. */
function toldIn(ndjson: string): unknown[] {
  // Text after the last line end is still being written.
  const outcomes = ndjson
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const named = (records: unknown) => (records as { record: string }[]).map(({ record }) => record);
  return outcomes.filter(({ code }) => code !== 'end_of_input').map((one) => ({ ...one, records: named(one['records']) }));
}

const quiet = ['--format', 'ndjson', '--summary', 'none'];
const expected = toldIn(corr(['run', path('rules.corr'), path('app.log'), ...quiet]).stdout);

it('a capture gives the same outcomes as a file', () => {
  expect(expected.length).toBeGreaterThan(12);
  const { code } = corr(['capture', '--follow', `syslog=${path('app.log')}`, '-o', path('app.cap'), '--records', String(LINES.length)]);
  expect(code).toBe(0);
  const { stdout } = corr(['replay', path('rules.corr'), path('app.cap'), '--lateness', '0s', ...quiet]);
  expect(toldIn(stdout)).toEqual(expected);
});

/** An application for each way to send. Returns their names. */
function configure(secure: string): string[] {
  const inputs = {
    udp: 'syslog: udp://127.0.0.1:0',
    tcp: 'syslog: tcp://127.0.0.1:0',
    lines: 'syslog: tcp://127.0.0.1:0',
    tls: `syslog: 'tls://127.0.0.1:0${secure}'`,
    sclient: `syslog: 'tls://127.0.0.1:0${secure}'`,
    relp: 'syslog: relp://127.0.0.1:0',
    relps: `syslog: 'relp://127.0.0.1:0${secure}'`,
    log: 'follow: grown.log, format: syslog',
  };
  const applications = Object.entries(inputs).map(
    ([name, input]) =>
      `  ${name}: { rules: rules.corr, inputs: [{ ${input} }], outputs: [{ type: file, path: ${name}.ndjson }], lateness: 0s, idle: 1h }\n`,
  );
  writeFileSync(path('corr.config.yaml'), `serve: { state: state }\napplications:\n${applications.join('')}`);
  return Object.keys(inputs);
}

describe.skipIf(!HAS_OPENSSL)('corr serve', () => {
  const ours = HAS_OPENSSL ? new Authority() : undefined;
  const tls = ours && { ca: ours.pair.cert, ...ours.sign('client', 'client', 'DNS:client.example.com') };
  let served: Running;

  beforeAll(async () => {
    const server = ours?.sign('server', 'localhost', 'DNS:localhost,IP:127.0.0.1');
    const secure = `?cert=${server?.cert}&key=${server?.key}&ca=${ours?.pair.cert}&permit=*.example.com`;
    writeFileSync(path('grown.log'), LINES.slice(0, FIRST).map(ended).join(''));
    const names = configure(secure);
    served = new Running(['serve'], folder);
    await served.until(() => served.stderr.split('Started, reading from').length > names.length);
  });

  afterAll(() => served.signal('SIGKILL'));

  const portOf = (name: string) =>
    Number(new RegExp(`corr: ${name}: Started, reading from \\w+://127\\.0\\.0\\.1:(\\d+)`).exec(served.stderr)?.[1]);
  const told = (name: string) => (existsSync(path(`${name}.ndjson`)) ? toldIn(readFileSync(path(`${name}.ndjson`), 'utf8')) : []);

  async function tellsTheSame(name: string): Promise<void> {
    await served.until(() => told(name).length >= expected.length);
    expect(told(name)).toEqual(expected);
  }

  const kinds: [name: string, to: Pick<Destination, 'transport' | 'framing'>, secure: boolean][] = [
    ['udp', { transport: 'udp' }, false],
    ['tcp', { transport: 'tcp', framing: 'octet' }, false],
    ['lines', { transport: 'tcp', framing: 'lf' }, false],
    ['tls', { transport: 'tls', framing: 'octet' }, true],
    ['relp', { transport: 'relp' }, false],
    ['relps', { transport: 'relp' }, true],
  ];

  it.skipIf(!canRun('rsyslogd', '-v')).each(kinds)('tells the same of what rsyslog sends: %s', async (name, to, secure) => {
    mkdirSync(path(`rsyslog-${name}`));
    const daemon = rsyslog(path(`rsyslog-${name}`), path('app.log'), {
      ...to,
      port: portOf(name),
      bare: true,
      ...(secure && tls ? { tls } : {}),
    });
    await tellsTheSame(name).finally(() => daemon.stop());
  });

  it('tells the same of what openssl sends', async () => {
    if (tls) openssl(path('app.log'), portOf('sclient'), tls);
    await tellsTheSame('sclient');
  });

  it.skipIf(!canRun('logrotate', '--version'))('tells the same of a log that logrotate rotates while it grows', async () => {
    await served.until(() => told('log').length > 0);
    for (let at = FIRST; at < LINES.length; at += FIRST) {
      if (at % 2 === 1) logrotate(folder, path('grown.log'));
      appendFileSync(
        path('grown.log'),
        LINES.slice(at, at + FIRST)
          .map(ended)
          .join(''),
      );
    }
    await tellsTheSame('log');
  });

  it('has reported nothing twice when it has ended', async () => {
    expect(await served.end()).toBe(0);
    for (const name of [...kinds.map(([kind]) => kind), 'sclient', 'log']) {
      const outcomes = told(name);
      // If a sender or rotating tool is not installed, only part of the outcomes were reported, or none.
      expect(outcomes).toEqual(expected.slice(0, outcomes.length));
    }
  });
});
