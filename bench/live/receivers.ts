/** The receivers as processes: each takes messages on one port, over TCP and UDP. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

/** The interval of polling a process in milliseconds. */
const LOOK = 20;
const TICKS_PER_SECOND = 100;

export interface Stopped {
  /** The number of received messages, or with a filter of those that passed. */
  got: number;
  /** Seconds. */
  cpu: number;
  /** When it had processed everything; milliseconds since 1970. */
  at: number;
}

export interface Running {
  port: number;
  /** Asks it to process what has arrived, and to exit. */
  stop(): Promise<Stopped>;
}

export interface Receiver {
  name: string;
  /** The program that must be installed for it. */
  needs: string;
  /**
   * @param folder its own empty folder, an absolute path
   * @param isMatching whether it searches for what the rules for ssh match, or keeps everything
   */
  start(folder: string, isMatching: boolean): Promise<Running>;
}

export const SSH_RULES = join('examples', 'ssh', 'ssh.corr');

/** It journals all messages, decodes and matches them, and runs the rules; outcomes are written to a file. */
export const CORR: Receiver = {
  name: 'corr',
  needs: 'node',
  start: (folder) => startCorr(folder, [SSH_RULES]),
};
/**
 * With `imptcp` and `imudp`; messages are written to a file: from TCP those that match a regular expression, from UDP
 * all.
 */
export const RSYSLOG: Receiver = { name: 'rsyslog', needs: '/usr/sbin/rsyslogd', start: startRsyslog };

/** Outcomes are written to `out.ndjson` in the folder. */
export async function startCorr(folder: string, rules: readonly string[]): Promise<Running> {
  const port = await freePort();
  const inputs = ['tcp', 'udp'].flatMap((transport) => ['--syslog', `${transport}://127.0.0.1:${port}`]);
  const outputs = ['--state', join(folder, 'state'), '--out', join(folder, 'out.ndjson')];
  const args = ['dist/corr.js', 'serve', ...rules, ...inputs, ...outputs, '--lateness', '0s'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text: Buffer) => {
    said += text.toString();
  });
  while (!/Started, reading from/.test(said)) {
    if (child.exitCode !== null) throw new Error(said);
    await pause(LOOK);
  }
  return running(child, port, () => Number(/([\d,]+) records? read/.exec(said)?.[1]?.replaceAll(',', '') ?? 0));
}

async function startRsyslog(folder: string, isMatching: boolean): Promise<Running> {
  const port = await freePort();
  const out = join(folder, 'out.log');
  const patterns = readFileSync('bench/peers/ssh.grep', 'utf8').trim().split('\n');
  const texts = patterns.map((pattern) => pattern.replace(/^.*?: /, '').replaceAll('\\', '\\\\'));
  const condition = `$programname == "sshd" and (${texts.map((text) => `re_match($msg, "${text}")`).join(' or ')})`;
  writeFileSync(
    join(folder, 'rsyslog.conf'),
    `global(workDirectory="${folder}")
main_queue(queue.type="LinkedList" queue.timeoutShutdown="600000")
module(load="imptcp")
module(load="imudp")
input(type="imptcp" address="127.0.0.1" port="${port}" ruleset="all")
input(type="imudp" address="127.0.0.1" port="${port}" rcvbufSize="4m" ruleset="all")
ruleset(name="all") { ${isMatching ? `if ${condition} then ` : ''}action(type="omfile" file="${out}") }
`,
  );
  const child = spawn('/usr/sbin/rsyslogd', ['-n', '-f', join(folder, 'rsyslog.conf'), '-i', join(folder, 'pid')], { stdio: 'ignore' });
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`rsyslogd ended with ${child.exitCode}`);
    await pause(LOOK);
  }
  return running(child, port, () => linesOf(out));
}

function running(child: ChildProcess, port: number, got: () => number): Running {
  let cpu = 0;
  const looking = setInterval(() => {
    cpu = cpuOf(child.pid) ?? cpu;
  }, LOOK);
  const closed = once(child, 'close');
  return {
    port,
    stop: async () => {
      child.kill();
      await closed;
      clearInterval(looking);
      return { got: got(), cpu, at: Date.now() };
    },
  };
}

/** CPU seconds so far; undefined if it has exited. */
function cpuOf(pid: number | undefined): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    return ticks > 0 ? ticks / TICKS_PER_SECOND : undefined;
  } catch {
    return undefined;
  }
}

function linesOf(path: string): number {
  try {
    return readFileSync(path).reduce((lines, byte) => (byte === 0x0a ? lines + 1 : lines), 0);
  } catch {
    // Nothing was written.
    return 0;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const isThere = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  });
  socket.destroy();
  return isThere;
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
