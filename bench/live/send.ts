/**
 * Sends the lines of a log as syslog messages in a separate process: on one connection as fast as they are accepted, or
 * at a given rate per second. When done it prints when it began, and how many it sent.
 *
 * node scripts/run.mjs bench/live/send.ts flood|stamped|udp PORT LOG [RATE] [SECONDS]
 */

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createReadStream, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { argv } from 'node:process';
import { pipeline } from 'node:stream/promises';

export interface Sent {
  /** Milliseconds since 1970. */
  began: number;
  count: number;
}

const HOST = '127.0.0.1';
/** One in this many messages has the time it was sent. */
const STAMPED = 500;

const [, , how = '', port = '', log = '', rate = '0', seconds = '0'] = argv;
process.stdout.write(JSON.stringify(await send()));

function send(): Promise<Sent> {
  if (how === 'flood') return flood();
  const lines = readFileSync(log, 'latin1').split('\n').slice(0, -1);
  return how === 'udp' ? datagrams(lines) : stamped(lines);
}

/** Resolves once the receiver has read everything: only then does it close the connection. */
async function flood(): Promise<Sent> {
  const socket = await connected();
  const began = Date.now();
  const closed = once(socket.resume(), 'close');
  await pipeline(createReadStream(log, { highWaterMark: 1 << 20 }), socket);
  await closed;
  return { began, count: 0 };
}

async function stamped(lines: readonly string[]): Promise<Sent> {
  const socket = await connected();
  const began = Date.now();
  const count = await paced((from, to) => {
    const texts: string[] = [];
    for (let i = from; i < to; i++) {
      const line = lines[i % lines.length] ?? '';
      texts.push(i % STAMPED === 0 ? `${head(line)} bench: sent at ${Date.now()}\n` : `${line}\n`);
    }
    socket.write(texts.join(''), 'latin1');
  });
  const closed = once(socket.resume(), 'close');
  socket.end();
  await closed;
  return { began, count };
}

/** Priority, time and host: stamped with the time of its neighbours. */
function head(line: string): string {
  return line.split(' ', 4).join(' ');
}

async function datagrams(lines: readonly string[]): Promise<Sent> {
  const socket = createSocket('udp4');
  socket.connect(Number(port), HOST);
  await once(socket, 'connect');
  const began = Date.now();
  let pending = 0;
  const count = await paced((from, to) => {
    pending += to - from;
    for (let i = from; i < to; i++) socket.send(lines[i % lines.length] ?? '', () => pending--);
  });
  while (pending > 0) await new Promise((resolve) => setTimeout(resolve, 1));
  socket.close();
  return { began, count };
}

/** Calls `sendSome` about every millisecond with the range of messages that are due. */
async function paced(sendSome: (from: number, to: number) => void): Promise<number> {
  const count = Number(rate) * Number(seconds);
  const began = performance.now();
  for (let sent = 0; sent < count; ) {
    const due = Math.min(count, Math.ceil(((performance.now() - began) / 1000) * Number(rate)));
    sendSome(sent, due);
    sent = due;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return count;
}

async function connected(): Promise<Socket> {
  const socket = connect(Number(port), HOST);
  await once(socket, 'connect');
  return socket;
}
