import events from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Metrics } from '../../../src/cli/serve/metrics.ts';
import { Monitor } from '../../../src/cli/serve/monitor.ts';
import { version } from '../../../src/cli/version.ts';
import type { LiveStatus } from '../../../src/runtime/live/status.ts';
import { Authority, HAS_OPENSSL } from '../../runtime/inputs/net/certificates.ts';
import { RULES, Served } from '../control/served.ts';
import { corr } from '../corr.ts';

const STATUS = {
  ...{ at: 0, trouble: undefined, isReloadFailed: false, faults: 7, faultyRules: [], lag: undefined, inputs: [], lost: 0, outputs: [] },
  ...{ deadLetters: 0, journal: 0, checkpointAge: 0, summary: { input: {}, rules: [] } },
} as unknown as LiveStatus;

const served = new Served();
let base = '';

beforeAll(async () => {
  // After a checkpoint the journal is empty.
  const pair = HAS_OPENSSL ? new Authority().pair : undefined;
  const secure = pair ? ['--syslog', `tls://127.0.0.1:0?cert=${pair.cert}&key=${pair.key}`] : [];
  await served.start('--metrics', '127.0.0.1:0', '--syslog', 'udp://127.0.0.1:0', ...secure, '--checkpoint', '1h');
  base = /on (http:\S+)\/metrics/.exec(served.errors)?.[1] ?? '';
  served.log('open a', 'open b', 'close a', 'no record');
  await served.read(4);
  await once('/readyz', 200);
});
afterAll(() => served.kill());

async function get(path: string, method = 'GET'): Promise<{ status: number; text: string; type: string | null; allow: string | null }> {
  const response = await fetch(`${base}${path}`, { method });
  const { status, headers } = response;
  return { status, text: await response.text(), type: headers.get('content-type'), allow: headers.get('allow') };
}

/** Parses the text format: a name, labels in braces, a number; each name is preceded by its HELP and TYPE. */
function parsed(text: string): Map<string, number> {
  const values = new Map<string, number>();
  const known = new Set<string>();
  for (const line of text.trimEnd().split('\n')) {
    const [, typed] = /^# TYPE (\w+) (?:counter|gauge|histogram|summary)$/.exec(line) ?? [];
    if (typed !== undefined) known.add(typed);
    if (line.startsWith('#') || line === '') continue;
    const [, name = '', labels = '', value] = /^(\w+)(\{(?:\w+="[^"\\]*",?)+\})? (\S+)$/.exec(line) ?? [];
    expect(known.has(name.replace(/_(?:bucket|sum|count)$/, '')) || known.has(name), line).toBe(true);
    values.set(`${name}${labels}`, Number(value));
  }
  return values;
}

/** The response once it has this status. */
async function once(path: string, status: number) {
  let answer = await get(path);
  await served.until(async () => {
    answer = await get(path);
    return answer.status === status;
  });
  return answer;
}

describe('--metrics', () => {
  it('tells what is counted, as Prometheus reads it', async () => {
    const { status, text, type } = await get('/metrics');
    expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    const values = parsed(text);
    expect(values.get('corr_records_read_total')).toBe(4);
    expect(values.get('corr_records_matched_total')).toBe(3);
    expect(values.get('corr_started_total{rule="visit"}')).toBe(2);
    expect(values.get('corr_outcomes_total{rule="visit",outcome="success"}')).toBe(1);
    expect(values.get('corr_open{rule="visit"}')).toBe(1);
    // An alert on an increase sees the first one, too.
    for (const none of ['failure', 'timeout', 'abandoned', 'evicted'])
      expect(values.get(`corr_outcomes_total{rule="visit",outcome="${none}"}`)).toBe(0);
    expect([values.get('corr_rule_faults_total{rule="visit"}'), values.get('corr_rule_disabled{rule="visit"}')]).toEqual([0, 0]);
    expect(values.get('corr_ready')).toBe(1);
    expect(values.get('corr_journal_bytes')).toBeGreaterThan(0);
    const ends = Array.from(values).filter(([name]) => /^corr_input_certificate_expiration_timestamp_seconds\{address="tls:/.test(name));
    expect(ends.map(([, seconds]) => seconds > Date.now() / 1000)).toEqual(HAS_OPENSSL ? [true] : []);
    const { stdout } = corr(['top', '--once', '--state', served.state]);
    expect(/"certificateEnds":"20/.test(stdout)).toBe(HAS_OPENSSL);
    expect(Array.from(values).filter(([name]) => /^corr_input_received_total\{address="udp:/.test(name))).toHaveLength(1);
    expect(values.get('process_resident_memory_bytes')).toBeGreaterThan(0);
    // The second scrape counts nothing twice.
    expect(parsed((await get('/metrics')).text).get('corr_records_read_total')).toBe(4);
  });

  it('tells whether it lives, and whether it is ready', async () => {
    expect(await get('/healthz')).toMatchObject({ status: 200, text: 'ok\n' });
    expect(await once('/readyz', 200)).toMatchObject({ text: 'ok\n' });
    served.write('rules.corr', 'transaction {');
    served.signal('SIGHUP');
    expect((await once('/readyz', 503)).text).toMatch(/could not be read again/);
    expect(parsed((await get('/metrics')).text).get('corr_reload_failed')).toBe(1);
    expect((await get('/healthz')).status).toBe(200);
    served.write('rules.corr', RULES);
    served.signal('SIGHUP');
    expect((await once('/readyz', 200)).text).toBe('ok\n');
  });

  it('answers nothing else', async () => {
    expect((await get('/')).status).toBe(404);
    expect((await get('/metrics?x=1')).status).toBe(200);
    // RFC 9110, 15.5.6: the answer must say which methods there are.
    expect(await get('/healthz', 'POST')).toMatchObject({ status: 405, allow: 'GET, HEAD' });
  });

  it('answers one request of a connection, and closes it', async () => {
    const socket = connect(Number(new URL(base).port), '127.0.0.1');
    const pieces: Buffer[] = [];
    socket.on('data', (piece) => pieces.push(piece));
    socket.end('GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(100));
    await events.once(socket, 'close');
    const answers = Buffer.concat(pieces).toString();
    expect(answers.match(/^HTTP\/1\.1 200 OK|^# HELP corr_ready/gm)).toHaveLength(2);
  });

  it.each([
    ['nonsense', 3, /not a valid address/],
    ['127.0.0.1:70000', 3, /not a valid address/],
    ['192.0.2.1:9464', 4, /EADDRNOTAVAIL/],
  ])('refuses %s', (address, exit, said) => {
    const args = ['serve', `${served.folder}/rules.corr`, '--state', `${served.folder}/other`, '--follow', `${served.folder}/other.log`];
    const { code, stderr } = corr([...args, '--metrics', address]);
    expect(stderr).toMatch(said);
    expect(code).toBe(exit);
  });
});

it('names what it counts by the rules of Prometheus, and the build as is usual: `promtool check metrics` would have no complaint', async () => {
  const { text } = await get('/metrics');
  const kinds = Array.from(text.matchAll(/^# TYPE (\S+) (\S+)$/gm), ([, name = '', kind = '']) => ({ name, kind }));
  expect(kinds.length).toBeGreaterThan(60);
  for (const { name, kind } of kinds) {
    expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(text).toMatch(new RegExp(`^# HELP ${name} \\S`, 'm'));
    expect(name.endsWith('_total'), name).toBe(kind === 'counter');
    expect(name).not.toMatch(/_(counter|gauge|histogram|summary|count|sum|bucket)(_|$)/);
    expect(name).not.toMatch(/_(s|ms|us|sec|millis\w*|micros\w*|minutes|hours|days|kb|mb|kib|kilobytes|percent\w*)(_|$)/);
  }
  expect(parsed(text).get(`corr_build_info{version="${version()}"}`)).toBe(1);
});

it('an application whose disk fails takes neither the server nor the metrics of the others with it', async () => {
  const fails = () => {
    throw Object.assign(new Error('EIO'), { code: 'EIO', syscall: 'stat' });
  };
  const shop = { name: 'shop', trouble: undefined, status: fails };
  const all = [shop, { name: 'desk', trouble: undefined, status: () => STATUS }];
  for (const [watched, expected] of [
    [all, 200],
    [[shop], 503],
  ] as const) {
    const monitor = new Monitor(new Metrics(), watched);
    await monitor.listen('127.0.0.1:0');
    const answer = await fetch(`${monitor.address}/metrics`);
    expect([answer.status, (await answer.text()).includes('corr_faults_total{application="desk"} 7')]).toEqual([
      expected,
      expected === 200,
    ]);
    monitor.close();
  }
});

it('what is wrong is told without what a terminal would obey: it may be about a path', async () => {
  const monitor = new Monitor(new Metrics(), [{ name: 'shop', trouble: "'\x1b[2J\nlog' failed.", status: () => STATUS }]);
  await monitor.listen('127.0.0.1:0');
  expect(await (await fetch(`${monitor.address}/readyz`)).text()).toBe("shop: '\\x1b[2J\\nlog' failed.\n");
  monitor.close();
});
