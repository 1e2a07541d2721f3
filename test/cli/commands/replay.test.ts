/** A real server receives messages, and its output is reproduced from its journal. */

import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { segmentsIn } from '../../../src/runtime/state/journal.ts';
import { systemDisk } from '../../../src/runtime/state/system-disk.ts';
import { flood } from '../../live/flood.ts';
import { corr, folderWith } from '../corr.ts';
import { Running } from '../running.ts';

const RULES = `records flood from syslog {
  numbered = "#{number:int} is one of many"
}

transaction pair {
  key number
  start flood.numbered
  then  flood.numbered within 1s
}
`;

const folder = folderWith({ 'rules.corr': RULES, 'app.log': '' });
const path = (name: string) => join(folder, name);

const told = () => (systemDisk.stats(path('live.ndjson'))?.size ? readFileSync(path('live.ndjson'), 'utf8') : '');

async function serveOnce(): Promise<string> {
  const args = ['serve', path('rules.corr'), '--syslog', 'udp://127.0.0.1:0', '--syslog', 'tcp://127.0.0.1:0'];
  const more = ['--state', path('state'), '--out', path('live.ndjson'), '--checkpoint', '1h', '--idle', '100ms', '--lateness', '0s'];
  const server = new Running([...args, ...more]);
  const [udp = 0, tcp = 0] = await server.ports();
  await flood({ transport: 'udp', port: udp, count: 50, source: 'one' });
  await flood({ transport: 'tcp', port: tcp, count: 500, from: 25, source: 'two' });
  // Only ticks end the pairs that wait for their second message.
  await server.until(() => told().split('\n').length > 100);
  await server.end();
  return told();
}

it('corr replay says what to do if nothing is left in a journal, or came into a capture', () => {
  corr(['capture', '-o', path('empty.cap'), '--follow', path('app.log'), '--duration', '100ms']);
  const { code, stdout, stderr } = corr(['replay', path('rules.corr'), path('empty.cap'), '--summary', 'none']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(stderr).toContain('No input is left to replay.');
  expect(stderr).toContain('corr capture -o FILE');
});

describe('corr replay', () => {
  it('gives the outcomes of the live run, byte for byte', async () => {
    const live = await serveOnce();
    const journals = segmentsIn(systemDisk, path('state')).map((number) => path(`state/journal-${String(number).padStart(12, '0')}`));
    const replay = (...more: string[]) =>
      corr(['replay', path('rules.corr'), ...journals, '--lateness', '0s', '--format', 'ndjson', ...more]);
    const all = replay();
    expect(all.stdout).toBe(live);
    expect(all.code).toBe(0);
    const copy = corr(['capture', '--state', path('state'), '-o', path('copy')]);
    expect(copy).toMatchObject({ code: 0, stderr: expect.stringContaining('holds 550 records of 2 sources') });
    expect(corr(['replay', path('rules.corr'), path('copy'), '--lateness', '0s', '--format', 'ndjson']).stdout).toBe(live);
    expect(replay('--lines', '1-20').stdout).not.toBe(live);
    expect(replay('--lines', '1-999').stdout).toBe(live);
    expect(replay('--until', '2001-01-01').stdout).toBe('');
    expect(replay('--where', 'line <= 20').stdout).toBe(replay('--lines', '1-20').stdout);
    expect(replay('--where', 'peer starts with "127." and app != none').stdout).toBe(live);
    expect(replay('--where', 'hots == "a"').stderr).toContain("Did you mean 'host'?");

    const [segment = ''] = journals;
    appendFileSync(segment, 'half a frame');
    expect(corr(['capture', '--state', path('state'), '-o', path('part')]).stderr).toMatch(
      /The last 12 bytes of '.*journal-.*' are damaged/,
    );
    writeFileSync(path('torn'), readFileSync(segment));
    const torn = (capture: string, input: string | Uint8Array = '') =>
      corr(['replay', path('rules.corr'), capture, '--lateness', '0s', '--format', 'ndjson'], { input });
    const lost = { code: 4, stdout: live, stderr: expect.stringContaining('The last 12 bytes of ') };
    expect(torn(path('torn'))).toEqual(lost);
    expect(torn('-', readFileSync(path('torn')))).toEqual(lost);
    writeFileSync(path('torn.gz'), gzipSync(readFileSync(path('torn'))));
    expect(torn(path('torn.gz'))).toEqual(lost);
  });

  it('refuses what is no capture', () => {
    const { code, stderr } = corr(['replay', path('rules.corr'), path('app.log')]);
    expect(code).toBe(4);
    expect(stderr).toContain('is not a capture');
    expect(corr(['replay', path('rules.corr'), path('nothing')])).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('There is no file'),
    });
  });
});
