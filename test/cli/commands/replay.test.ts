/** A real server takes messages in, and what it told is told again from its journal. */

import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { segmentsIn } from '../../../src/runtime/state/journal.ts';
import { systemDisk } from '../../../src/runtime/state/system-disk.ts';
import { flood } from '../../live/flood.ts';
import { corr, folderWith, ROOT } from '../corr.ts';

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
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = (name: string) => join(folder, name);

/** Resolves with the ports of its receivers when it listens. */
function listening(server: ChildProcess): Promise<number[]> {
  return new Promise((resolve, reject) => {
    let said = '';
    server.once('exit', () => reject(new Error(said)));
    server.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (/state in/.test(said)) resolve(Array.from(said.matchAll(/127\.0\.0\.1:(\d+)/g), ([, port]) => Number(port)));
    });
  });
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}

const told = () => (systemDisk.stats(path('live.ndjson'))?.size ? readFileSync(path('live.ndjson'), 'utf8') : '');

async function serveOnce(): Promise<string> {
  const args = ['serve', path('rules.corr'), '--syslog', 'udp://127.0.0.1:0', '--syslog', 'tcp://127.0.0.1:0'];
  const more = ['--state', path('state'), '--out', path('live.ndjson'), '--checkpoint', '1h', '--idle', '100ms', '--lateness', '0s'];
  const server = spawn(process.execPath, [join(ROOT, 'dist', 'corr.js'), ...args, ...more], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const [udp = 0, tcp = 0] = await listening(server);
  await flood({ transport: 'udp', port: udp, count: 50, source: 'one' });
  await flood({ transport: 'tcp', port: tcp, count: 500, from: 25, source: 'two' });
  // Ticks alone end the pairs that wait for their second message.
  await until(() => told().split('\n').length > 100);
  server.kill('SIGTERM');
  await ended;
  return told();
}

describe('corr replay', () => {
  it('tells what the live run told, byte for byte', async () => {
    const live = await serveOnce();
    const journals = segmentsIn(systemDisk, path('state')).map((number) => path(`state/journal-${String(number).padStart(12, '0')}`));
    const replay = (...more: string[]) =>
      corr(['replay', path('rules.corr'), ...journals, '--lateness', '0s', '--format', 'ndjson', ...more]);
    const all = replay();
    expect(all.stdout).toBe(live);
    expect(all.code).toBe(0);
    expect(replay('--lines', '1-20').stdout).not.toBe(live);
    expect(replay('--lines', '1-999').stdout).toBe(live);
    expect(replay('--until', '2001-01-01').stdout).toBe('');

    writeFileSync(path('torn'), readFileSync(journals[0] ?? ''));
    appendFileSync(path('torn'), 'half a frame');
    const torn = corr(['replay', path('rules.corr'), path('torn'), '--lateness', '0s', '--format', 'ndjson']);
    expect(torn.stdout).toBe(live);
    expect(torn.stderr).toContain("the last 12 bytes of '");
  }, 60_000);

  it('refuses what is no capture', () => {
    const { code, stderr } = corr(['replay', path('rules.corr'), path('app.log')]);
    expect(code).toBe(4);
    expect(stderr).toContain('is no capture');
  });
});
