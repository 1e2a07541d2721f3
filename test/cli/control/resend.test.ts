import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { corr } from '../corr.ts';
import { Served } from './served.ts';

const served = new Served();
const letters = join(served.state, 'dead-letters.ndjson');
const receipts = join(served.folder, 'receipts.ndjson');
const resend = (...args: string[]) => corr(['state', 'resend', ...args, '--state', served.state]);
const outputs = async () => (await served.ask<{ outputs: Record<string, unknown>[] }>({ command: 'status' }))[0]?.outputs ?? [];

const program = join(served.folder, 'program');
const writeOutputs = (...names: string[]) =>
  served.write(
    'outputs.json',
    JSON.stringify({ outputs: names.map((name) => ({ type: 'command', name, argv: ['/bin/sh', program], timeout })) }),
  );
let timeout = '30s';

/** Two outputs run a program that refuses everything until it is mended. */
beforeAll(async () => {
  served.write('program', 'exit 65\n');
  writeOutputs('hook', 'pager');
  await served.start('--outputs', join(served.folder, 'outputs.json'), '--allow-exec');
  served.log('open a', 'close a', 'open b', 'close b');
  await served.until(async () => (await outputs()).every(({ dead }) => dead === 2));
  served.write('program', `cat >> ${receipts}\n`);
});
afterAll(() => served.kill());

it('a dry run lists dead letters and changes nothing', () => {
  const before = readFileSync(letters, 'utf8');
  const { code, stdout, stderr } = resend('--dry-run', '--output', 'hook');
  expect([code, stderr]).toEqual([0, 'corr: 2 dead letters would be sent again.\n']);
  const lines = stdout.trim().split('\n');
  expect(lines.every((line) => before.includes(`${line}\n`) && line.startsWith('{"output":"hook"'))).toBe(true);
  expect(lines).toHaveLength(2);
  expect(resend('--dry-run', '--format', 'text').stdout).toMatch(
    /^ID +OUTPUT .*\n[\w.]+ +\w+ +visit +2024-05-01 00:00:01 +1 +exit code 65\n/,
  );
  expect(readFileSync(letters, 'utf8')).toBe(before);
  expect(existsSync(receipts)).toBe(false);
});

it.each([
  [[], 3, /No dead letters were named\..*--output or --rule/s],
  [['--output', 'hok'], 1, /There is no such dead letter\..*Did you mean 'hook'\?/s],
  [['nobody'], 1, /There is no such dead letter\./],
])('%j ends with %i', (args, exit, said) => {
  const { code, stdout, stderr } = resend(...args);
  expect([code, stdout]).toEqual([exit, '']);
  expect(stderr).toMatch(said);
});

it('sends them again with the same content, and only those that were named', async () => {
  const [first] = readFileSync(letters, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{"output":"hook"'))
    .map((line) => JSON.parse(line).outcome);
  expect(resend(first.id, '--output', 'hook').stderr).toBe('corr: 1 dead letter waits to be sent again.\n');
  expect(resend('--output', 'hook').stderr).toBe('corr: 1 dead letter waits to be sent again.\n');
  await served.until(async () => (await outputs())[0]?.sent === 2);
  const told = readFileSync(join(served.folder, 'out.ndjson'), 'utf8');
  expect(readFileSync(receipts, 'utf8')).toBe(told);
  expect(await outputs()).toMatchObject([
    { name: 'hook', sent: 2, dead: 2, resent: 2, waiting: 0 },
    { name: 'pager', sent: 0, dead: 2, resent: 0 },
  ]);
  expect(corr(['top', '--once', '--format', 'text', '--state', served.state]).stdout).toMatch(
    /^.* dead letters [^ ]+ k?B\n.*hook .* 2 given up {2}2 handed back\n/s,
  );
  expect(readFileSync(letters, 'utf8')).not.toContain('"output":"hook"');
});

it('goes on counting when outputs are reached in another way', async () => {
  const before = await outputs();
  timeout = '40s';
  writeOutputs('hook', 'pager');
  served.signal('SIGHUP');
  await served.until(() => served.errors.includes('The rules were read again.'));
  expect(await outputs()).toEqual(before);
});

it('says which stay, and why', async () => {
  writeOutputs();
  served.signal('SIGHUP');
  await served.until(async () => (await outputs()).length === 0);
  const { code, stderr } = resend('--output', 'pager');
  expect([code, stderr]).toEqual([
    1,
    "corr: 0 dead letters wait to be sent again.\ncorr: 2 dead letters of 'pager' stay in dead-letters.ndjson: There is no such output.\n",
  ]);
});

it('tells of a file that cannot be read, which is no bug', () => {
  rmSync(letters);
  symlinkSync(letters, letters);
  const { code, stderr } = resend('--dry-run', '--output', 'pager');
  expect([code, stderr]).toEqual([4, expect.stringMatching(/^corr: Disk error: ELOOP.*\n.*Fix the path or the disk, then ask again\./s)]);
});
