/**
 * Live traffic on this machine, in turn with rsyslog: TCP as fast as it is accepted, with the rules of `examples/ssh`
 * in Corr and their patterns in rsyslog; datagrams at a constant rate, and how many are lost; and the latency of an
 * outcome.
 *
 * npm run build && node scripts/run.mjs bench/live.ts [LINES] [SECONDS] [ROUNDS]
 */

import { execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { argv } from 'node:process';
import { CORR, pause, type Receiver, RSYSLOG, type Running, SSH_RULES, type Stopped, startCorr } from './live/receivers.ts';
import type { Sent } from './live/send.ts';
import { isInstalled, machine, median } from './measure.ts';

const [, , lines = '2000000', seconds = '10', rounds = '3'] = argv;
const FOLDER = '.bench';
const LOG = `${FOLDER}/auth-${lines}.log`;
const WIRE = `${FOLDER}/auth-${lines}.wire`;
const RATES = [20_000, 60_000];
const HELD = 50_000;
/** The interval of polling the outcomes in milliseconds: the resolution of delays. */
const LOOK = 2;

mkdirSync(FOLDER, { recursive: true });
if (!existsSync(LOG)) execFileSync(process.execPath, ['scripts/run.mjs', 'bench/logs.ts', 'auth', lines, LOG]);
if (!existsSync(WIRE)) writeFileSync(WIRE, readFileSync(LOG, 'latin1').replaceAll(/^(?=.)/gm, '<38>'), 'latin1');
const receivers = [CORR, RSYSLOG].filter(({ needs }) => isInstalled(needs));

tell(`${machine()}\n\nTCP, ${lines} messages${' '.repeat(8)}msg/s     cpu s       got`);
for (const [receiver, taken] of await inTurn((receiver) => flooded(receiver))) {
  const [rate, cpu, got] = (['rate', 'cpu', 'got'] as const).map((name) => median(taken.map((one) => one[name])));
  tell(`${receiver.name.padEnd(20)}${columns([rate ?? 0, 0], [cpu ?? 0, 2], [got ?? 0, 0])}`);
}
for (const rate of RATES) {
  tell(`\nUDP, ${rate} a second for ${seconds} s    sent      lost         %`);
  for (const [receiver, lost] of await inTurn((receiver) => datagrams(receiver, rate))) {
    const sent = rate * Number(seconds);
    tell(`${receiver.name.padEnd(20)}${columns([sent, 0], [median(lost), 0], [(100 * median(lost)) / sent, 2])}`);
  }
}
const delays = await inFolder(delaysOf);
tell(`\nfrom sending to the outcome in the file, TCP at ${HELD} a second, ${delays.length} of them, ms`);
for (const part of [0.5, 0.95, 0.99, 1])
  tell(`${part * 100} %`.padEnd(20) + columns([delays[Math.ceil(delays.length * part) - 1] ?? Number.NaN, 0]));

async function inTurn<T>(measure: (receiver: Receiver) => Promise<T>): Promise<Map<Receiver, T[]>> {
  const taken = new Map<Receiver, T[]>(receivers.map((receiver) => [receiver, []]));
  for (let round = 0; round < Number(rounds); round++) for (const [receiver, all] of taken) all.push(await measure(receiver));
  return taken;
}

function flooded(receiver: Receiver): Promise<Stopped & { rate: number }> {
  return inFolder(async (folder) => {
    const running = await receiver.start(folder, true);
    const { began } = await send('flood', running);
    const stopped = await running.stop();
    return { ...stopped, rate: (Number(lines) * 1000) / (stopped.at - began) };
  });
}

function datagrams(receiver: Receiver, rate: number): Promise<number> {
  return inFolder(async (folder) => {
    const running = await receiver.start(folder, false);
    const { count } = await send('udp', running, rate);
    await pause(1000);
    return count - (await running.stop()).got;
  });
}

/** Milliseconds, sorted. */
async function delaysOf(folder: string): Promise<number[]> {
  const running = await startCorr(folder, [SSH_RULES, 'bench/rules/stamped.corr']);
  const delays: number[] = [];
  const out = openSync(`${folder}/out.ndjson`, 'r');
  const piece = Buffer.alloc(1 << 20);
  let rest = '';
  const look = () => {
    const text = rest + piece.toString('latin1', 0, readSync(out, piece));
    const now = Date.now();
    for (const [, sent] of text.matchAll(/"key":\{"at":(\d+)\}.*\n/g)) delays.push(now - Number(sent));
    rest = text.slice(text.lastIndexOf('\n') + 1);
  };
  const looking = setInterval(look, LOOK);
  await send('stamped', running, HELD);
  await running.stop();
  clearInterval(looking);
  look();
  closeSync(out);
  return delays.sort((a, b) => a - b);
}

/** In a separate process, which has a core to itself. */
async function send(how: 'flood' | 'stamped' | 'udp', { port }: Running, rate = 0): Promise<Sent> {
  const args = ['scripts/run.mjs', 'bench/live/send.ts', how, port, WIRE, rate, seconds].map(String);
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let answer = '';
  for await (const text of child.stdout) answer += text;
  return JSON.parse(answer) as Sent;
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(resolve(FOLDER, 'live-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function columns(...figures: readonly [value: number, digits: number][]): string {
  return figures.map(([value, digits]) => value.toFixed(digits).padStart(10)).join('');
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}
