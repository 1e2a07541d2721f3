/** Real captures of a log and of networks, ended in every way. */

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { appendFileSync, existsSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { flood, numbered, openRelp, relpFrame } from '../../live/flood.ts';
import { VISIT_RULES, visits } from '../../runtime/live/runs.ts';
import { corr, folderWith } from '../corr.ts';
import { Running } from '../running.ts';

const folder = folderWith({ 'rules.corr': VISIT_RULES, 'app.log': visits(20) });
const path = (name: string) => join(folder, name);

const STAMP = '2024-05-01 ';
const countIn = (text: string, part: string) => text.split(part).length - 1;

/** Resolves when a capture contains a text at least this many times. */
const holds = (capture: Running, file: string, part: string, count: number) =>
  capture.until(() => existsSync(path(file)) && countIn(readFileSync(path(file), 'latin1'), part) === count);

const replay = (capture: string, ...more: string[]) =>
  corr(['replay', path('rules.corr'), capture, '--lateness', '0s', '--format', 'ndjson', '--summary', 'none', ...more]);
const run = () => corr(['run', path('rules.corr'), path('app.log'), '--format', 'ndjson', '--summary', 'none']);

describe('corr capture', () => {
  it('of a log gives the same outcomes as the log', async () => {
    writeFileSync(path('app.log'), visits(20));
    const capture = new Running(['capture', path('rules.corr'), '--follow', path('app.log'), '-o', path('log.cap')]);
    const rest = visits(30).slice(visits(20).length);
    await holds(capture, 'log.cap', STAMP, countIn(visits(20), STAMP));
    appendFileSync(path('app.log'), rest);
    await holds(capture, 'log.cap', STAMP, countIn(visits(30), STAMP));
    expect(await capture.end()).toBe(0);
    expect(capture.stdout).toBe('');
    expect(capture.stderr).toMatch(/Captures .*app\.log into '.*log\.cap'.*\n.*Stopping.*\n.*holds 117 records of 1 source, .* kB\.\n$/);
    // Without an end of input, open transactions are not reported.
    expect(replay(path('log.cap'), '--at-end', 'open')).toEqual(run());
    expect(corr(['run', path('rules.corr'), path('log.cap')])).toMatchObject({ code: 3, stderr: expect.stringContaining('is a capture') });
  });

  it('that was killed is good as far as it came', async () => {
    const capture = new Running(['capture', '--syslog', 'tcp://127.0.0.1:0', '--syslog', 'udp://127.0.0.1:0', '-o', path('killed.cap')]);
    const [tcp = 0, udp = 0] = await capture.ports();
    await flood({ transport: 'udp', port: udp, count: 10 });
    await flood({ transport: 'tcp', port: tcp, count: 300 });
    await holds(capture, 'killed.cap', 'is one of many', 310);
    expect(await capture.end('SIGKILL')).toBeNull();
    appendFileSync(path('killed.cap'), readFileSync(path('killed.cap')).subarray(8, 100));
    const rules =
      'records flood from syslog { any = "#{number:int} is{*}" } window most { key none over 1h fire when count(flood.any) >= 310 }';
    writeFileSync(path('flood.corr'), rules);
    const { code, stderr, stdout } = corr(['replay', path('flood.corr'), path('killed.cap'), '--lateness', '0s', '--format', 'ndjson']);
    expect(code).toBe(4);
    expect(stderr).toContain('The last 92 bytes of ');
    expect(stderr).toMatch(/310 records/);
    expect(stdout.split('\n')).toHaveLength(2);
    expect(replay(path('killed.cap')).stderr).toContain("was captured as 'syslog', a format that these rules have no records of");
  });

  it('ends by itself at a limit, and writes over nothing unless it is told to', async () => {
    const args = ['capture', '--follow', path('app.log'), '-o', path('few.cap'), '--records', '5'];
    expect(corr(args)).toMatchObject({ code: 0, stderr: expect.stringContaining('holds 5 records of 1 source') });
    const before = readFileSync(path('few.cap'));
    expect(corr(args)).toMatchObject({ code: 3, stderr: expect.stringContaining('already exists') });
    expect(readFileSync(path('few.cap'))).toEqual(before);
    const inUse = createSocket('udp4');
    inUse.bind(0, '127.0.0.1');
    await once(inUse, 'listening');
    const failed = corr(['capture', '--syslog', `udp://127.0.0.1:${inUse.address().port}`, '-o', path('few.cap'), '--force']);
    inUse.close();
    expect(failed.code).toBe(4);
    expect(readFileSync(path('few.cap'))).toEqual(before);
    expect(corr([...args.slice(0, -1), '3', '--force']).stderr).toContain('holds 3 records');
    expect(existsSync(path('few.cap.new'))).toBe(false);
    expect(corr(['capture', '--follow', path('app.log'), '-o', path('short.cap'), '--duration', '50ms']).code).toBe(0);
  });
});

it('corr capture that is stopped while the disk is full waits until there is space, and says so', async () => {
  const full = `
    import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    const { writeSync } = fs;
    fs.writeSync = (fd, ...given) => {
      if (fd > 2 && fs.existsSync('full')) throw Object.assign(new Error('no space left'), { code: 'ENOSPC', syscall: 'write' });
      return writeSync(fd, ...given);
    };
    syncBuiltinESMExports();
  `;
  const where = folderWith({ 'app.log': '', 'full.mjs': full });
  const capture = new Running(['capture', '--follow', 'app.log', '-o', 'app.cap'], where, 'export NODE_OPTIONS="--import ./full.mjs"');
  onTestFinished(() => capture.signal('SIGKILL'));
  await capture.says(/Captures/);
  writeFileSync(join(where, 'full'), '');
  appendFileSync(join(where, 'app.log'), '2024-05-01 12:00:00 open v1\n');
  await capture.says(/nothing is read until there is space/);
  capture.signal('SIGTERM');
  await capture.says(/The disk is full: what has come is written once there is space\./);
  rmSync(join(where, 'full'));
  await capture.says(/There is space .*\n.*holds 1 record of 1 source/);
});

it.each([
  [['--follow', 'app.log'], 'There is no file to write'],
  [['-o', 'a.cap'], 'There is nothing to capture'],
  [['-o', 'a.cap', '--state', 's', '--follow', 'app.log'], 'A capture takes either'],
  [['-o', 'a.cap', '--state', 'nowhere'], 'There is no journal'],
  [['-o', 'a.cap', '--state', 's', '--records', '5'], 'is copied whole'],
  [['-o', 's/journal-000000000001', '--state', 's', '--force'], 'in the folder of the state'],
  [['-o', 'nowhere/a.cap', '--follow', 'app.log'], 'cannot be written'],
  [['-o', '.', '--follow', 'app.log'], 'cannot be written'],
  [['-o', 'a.cap', '--syslog', 'http://localhost'], 'udp://HOST:PORT'],
  [['-o', 'a.cap', '--follow', 'app.log', '--max-bytes', 'much'], "'much' is not a valid size"],
  [['app.log', '-o', 'a.cap'], "'app.log' is not a rule file"],
])('corr capture refuses %j', (args, message) => {
  const { code, stderr } = corr(['capture', ...args], { cwd: folder });
  expect(stderr).toContain(message);
  expect([3, 4]).toContain(code);
  expect(existsSync(path('a.cap'))).toBe(false);
});

it('a capture over a link goes where that leads', () => {
  writeFileSync(path('old.cap'), '');
  symlinkSync(path('old.cap'), path('link.cap'));
  const args = ['capture', '--follow', path('app.log'), '-o', path('link.cap'), '--records', '4', '--force'];
  expect(corr(args)).toMatchObject({ code: 0, stderr: expect.stringMatching(/old\.cap' holds 4 records/) });
  expect(readlinkSync(path('link.cap'))).toBe(path('old.cap'));
});

it('a capture acknowledges no message that is beyond its limit', async () => {
  const capture = new Running(['capture', '--syslog', 'relp://127.0.0.1:0', '-o', path('relp.cap'), '--records', '5']);
  const [port = 0] = await capture.ports();
  const socket = connect({ host: '127.0.0.1', port });
  const closed = once(socket, 'close');
  const answers = openRelp(socket);
  await answers.atLeast(1);
  socket.write(Array.from({ length: 8 }, (_, i) => relpFrame(i + 2, 'syslog', numbered(i))).join(''));
  await closed;
  expect(answers.good - 1).toBeLessThanOrEqual(5);
  await capture.says(/holds 5 records/);
});

it('a capture ends where it cannot listen at one of its addresses', async () => {
  const capture = new Running(['capture', '--syslog', 'tcp://127.0.0.1:0', '--syslog', 'tcp://127.0.0.1:0', '-o', path('first.cap')]);
  const [port] = await capture.ports();
  const other = new Running(['capture', '--syslog', 'udp://127.0.0.1:0', '--syslog', `tcp://127.0.0.1:${port}`, '-o', path('other.cap')]);
  expect(await other.whenOver()).toBe(4);
  expect(existsSync(path('other.cap'))).toBe(false);
  expect(await capture.end()).toBe(0);
});

it.runIf(process.platform === 'linux')('a capture ends where its file cannot be written', async () => {
  const args = ['capture', '--syslog', 'tcp://127.0.0.1:0', '--syslog', 'udp://127.0.0.1:0', '-o', path('large.cap')];
  const capture = new Running(args, folder, 'ulimit -f 16');
  const [tcp = 0] = await capture.ports();
  // The connection may be cut.
  await flood({ transport: 'tcp', port: tcp, count: 3000 }).catch(() => undefined);
  expect(await capture.whenOver()).toBe(4);
  expect(capture.stderr).toContain('Disk error: EFBIG');
});
