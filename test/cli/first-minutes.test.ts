/** The first ten minutes with the program, line by line as a person types them: in a pipe, and on a real terminal. */

import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { chmodSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { DOMParser } from '@xmldom/xmldom';
import { describe, expect, it } from 'vitest';
import { folderWith, ROOT } from './corr.ts';

interface Line {
  /** What must have happened before this is typed, as a person is slower than a shell. */
  once?: string;
  typed: string;
  code: number;
  /** Expected in the output, to a pipe or a terminal. */
  shows: RegExp[];
}

const LINES: Line[] = [
  { typed: 'corr init demo && cd demo', code: 0, shows: [/demo\/rules\/ssh\.corr/, /corr check && corr test/] },
  { typed: 'corr check && corr test', code: 0, shows: [/0 problems in 1 file/, /✓ a visit/, /3 passed, 0 failed/] },
  { typed: 'corr run rules samples/auth.log*', code: 0, shows: [/visit +18 +12 +3 +2 +1/, /1h/] },
  { typed: 'cat samples/auth.log | corr run rules - | grep -c timeout', code: 0, shows: [/^2\r?$/m] },
  { typed: 'corr run rules samples/auth.log --fail-on timeout', code: 1, shows: [/did not come within 1h/] },
  { typed: 'corr explain rules samples/auth.log --key user=bob', code: 0, shows: [/sshd\.closed came 3s too late/] },
  { typed: 'corr graph rules/ssh.corr --counts samples/auth.log', code: 0, shows: [/"denied" on sshd\.refused as refusal/, /median/] },
  {
    typed: 'corr fmt --check && corr test --coverage --threshold 90 --format text --format junit=out.xml',
    code: 0,
    shows: [/3 passed, 0 failed/, /100 ?%/],
  },
  { typed: 'corr serve rules --state state --syslog udp://127.0.0.1:5514 2> serve.txt &', code: 0, shows: [] },
  { once: 'grep -q Started serve.txt', typed: 'corr tail --state state > tail.txt &', code: 0, shows: [] },
  {
    // Ends further visits until one is reported: from then on every ending is.
    once: "logger -n 127.0.0.1 -P 5514 -d -t sshd --id=8 'Connection from 192.0.2.8 port 4000 on 192.0.2.1 port 22'; corr state expire --rule visit --state state; grep -q 192.0.2.8 tail.txt",
    typed: "logger -n 127.0.0.1 -P 5514 -d -t sshd --id=7 'Connection from 192.0.2.9 port 4000 on 192.0.2.1 port 22'",
    code: 0,
    shows: [],
  },
  { once: `corr state ls --state state | grep -q '"pid":"7"'`, typed: 'corr state ls --state state', code: 0, shows: [/sshd\.accepted/] },
  { typed: 'corr state expire --rule visit --state state', code: 0, shows: [/1/] },
  { once: 'grep -q 192.0.2.9 tail.txt', typed: 'cat tail.txt', code: 0, shows: [/abandoned/] },
  { typed: 'kill %1 && wait', code: 0, shows: [] },
];

/** Typical mistakes of beginners. */
const MISTAKES: Line[] = [
  { typed: 'corr run ruels samples/auth.log', code: 3, shows: [/ruels/] },
  { typed: 'corr run rules samples/auht.log', code: 4, shows: [/auht\.log/] },
];

/** A terminal changes what some commands print, and nothing else: a server there is that in a pipe. */
const ON_TERMINAL = [
  ...LINES.filter(({ typed }) => /^corr (init|check|explain)|^corr run rules samples|^cat samples/.test(typed)),
  ...MISTAKES,
];

const bin = folderWith({ corr: `#!/bin/sh\nexec "${process.execPath}" "${join(ROOT, 'dist', 'corr.js')}" "$@"\n` });
chmodSync(join(bin, 'corr'), 0o755);

/** Lines for one shell, each followed by its exit code. */
const scriptOf = (lines: readonly Line[]) =>
  lines.map(({ once, typed }) => `${once ? waitFor(once) : ''}${typed}\necho "exit $?"\n`).join('');

function waitFor(once: string): string {
  return `for i in $(seq 600); do { ${once}; } > /dev/null 2>&1 && break; sleep 0.1; done\n`;
}

/** An unused port below the ephemeral range. */
async function freePort(): Promise<number> {
  for (let port = 10_000 + (process.pid % 20_000); ; port++) {
    const socket = createSocket('udp4').bind(port, '127.0.0.1');
    const isFree = await once(socket, 'listening').then(
      () => true,
      () => false,
    );
    socket.close();
    if (isFree) return port;
  }
}

interface Session {
  folder: string;
  /** The output of each line. */
  shown: string[];
  codes: number[];
}

async function session(lines: readonly Line[], command: string, args: (script: string) => string[]): Promise<Session> {
  const folder = folderWith({ 'lines.sh': scriptOf(lines).replaceAll('5514', `${await freePort()}`) });
  const { NO_COLOR: _, FORCE_COLOR: __, ...own } = process.env;
  const env = { ...own, PATH: `${bin}${delimiter}${own['PATH']}`, TERM: 'xterm-256color', TZ: 'UTC' };
  const { stdout } = spawnSync(command, args(join(folder, 'lines.sh')), { cwd: folder, env, encoding: 'utf8' });
  const parts = stdout.split(/^exit (\d+)\r?$/m);
  return { folder, shown: lines.map((_line, i) => parts[2 * i] ?? ''), codes: lines.map((_line, i) => Number(parts[2 * i + 1])) };
}

const COLOUR = /\x1b\[\d+m/;

function expectLines(lines: readonly Line[], { shown, codes }: Session): void {
  expect(lines.map(({ typed }, i) => `${typed}: ${codes[i]}`)).toEqual(lines.map(({ typed, code }) => `${typed}: ${code}`));
  for (const [i, { shows }] of lines.entries())
    for (const part of shows) expect(shown[i]?.replaceAll(/\x1b\[[\d;?]*\w/g, '')).toMatch(part);
}

describe('the first ten minutes', () => {
  it('are in the README, line by line', () => {
    const [, block = ''] = /## The first ten minutes\n.*?```sh\n(.*?)```/s.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ?? [];
    const shown = block.split('\n').map((line) => line.replace(/ {2,}# .*$/, ''));
    expect(shown.filter((line) => line !== '')).toEqual(LINES.map(({ typed }) => typed));
  });

  it('in a pipe: data as JSON lines, no colours', async () => {
    const lines = [...LINES, ...MISTAKES];
    const piped = await session(lines, 'bash', (script) => ['-c', `exec 2>&1; . "${script}"`]);
    expectLines(lines, piped);
    expect(piped.shown.join('')).not.toMatch(COLOUR);
    const outcomes = piped.shown[2]?.split('\n').filter((line) => line.startsWith('{')) ?? [];
    expect(outcomes.map((line) => JSON.parse(line).outcome)).toHaveLength(18);
    const junit = readFileSync(join(piped.folder, 'demo', 'out.xml'), 'utf8');
    const xml = new DOMParser({ onError: (_, message) => expect.fail(message) }).parseFromString(junit, 'text/xml');
    expect([...xml.getElementsByTagName('testcase')].map((one) => one.getAttribute('name'))).toContain('a wrong password');
  });

  const terminal = spawnSync('script', ['--version']).stdout?.toString().includes('util-linux') ?? false;
  it.skipIf(!terminal)(`on a terminal${terminal ? '' : ' (SKIPPED: there is no script of util-linux)'}: tables and colours`, async () => {
    const typed = await session(ON_TERMINAL, 'script', (script) => ['-qec', `bash "${script}"`, '/dev/null']);
    expectLines(ON_TERMINAL, typed);
    expect(typed.shown[2]).toMatch(/TIME \(UTC\)/);
    expect(typed.shown[2]).toMatch(COLOUR);
    expect(typed.shown[2]).not.toMatch(/^\{/m);
    // If the output is a pipe, there is no terminal for the table.
    expect(typed.shown[3]).not.toMatch(/TIME \(UTC\)/);
  });
});
