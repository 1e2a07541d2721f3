/**
 * Sends numbered messages over any transport, so that receivers can detect losses and duplicates. For tests, and for
 * the harness that floods a server.
 */

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';

export interface FloodOptions {
  transport: 'udp' | 'tcp' | 'tls' | 'unix' | 'relp';
  host?: string;
  port?: number;
  /** For a Unix socket. */
  path?: string;
  tls?: ConnectionOptions;
  framing?: 'octet' | 'lf';
  /** Sends the numbers `from` … `from + count - 1`. */
  count: number;
  from?: number;
  /** Identifies the sender in its messages; none may be part of another. */
  source?: string;
  /** The size of writes in bytes, which cut messages anywhere; if absent, several whole messages at a time. */
  chunk?: number;
  /** Messages per second; if absent, as fast as they are accepted. */
  rate?: number;
  /** RELP: the maximum number of unacknowledged messages. */
  window?: number;
}

export interface Flooded {
  /** The number of messages written. */
  sent: number;
  /** RELP: the number of acknowledged messages. */
  acknowledged: number;
}

/** The text of one message, from which {@link numberIn} extracts the number. */
export function numbered(number: number, source = 'flood'): string {
  return `<13>1 2024-02-29T12:00:00Z ${source} flood - - - #${number} is one of many`;
}

export function numberIn(text: string): number {
  return Number(/#(\d+) is one of many$/.exec(text)?.[1]);
}

/** Sends all messages; resolves when the last one is written, and with RELP acknowledged. */
export async function flood(options: FloodOptions): Promise<Flooded> {
  if (options.transport === 'udp') return floodDatagrams(options);
  const socket = await connected(options);
  const flooded = options.transport === 'relp' ? await floodRelp(socket, options) : await floodStream(socket, options);
  socket.end();
  await once(socket, 'close');
  return flooded;
}

async function connected({ transport, host = '127.0.0.1', port = 0, path, tls }: FloodOptions): Promise<Socket> {
  const socket =
    tls || transport === 'tls' ? connectTls({ host, port, ...tls }) : connectTcp(path === undefined ? { host, port } : { path });
  await once(socket, tls || transport === 'tls' ? 'secureConnect' : 'connect');
  return socket;
}

async function floodDatagrams({ host = '127.0.0.1', port = 0, count, from = 0, source, rate }: FloodOptions): Promise<Flooded> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  const pace = new Pace(rate);
  const send = (text: string) =>
    new Promise<void>((resolve, reject) => socket.send(text, port, host, (error) => (error ? reject(error) : resolve())));
  for (let sent = 0; sent < count; ) {
    await pace.at(sent);
    const some = Math.min(TOGETHER, count - sent);
    await Promise.all(Array.from({ length: some }, (_, i) => send(numbered(from + sent + i, source))));
    sent += some;
  }
  socket.close();
  return { sent: count, acknowledged: 0 };
}

/** The number of messages created and written at a time. */
const TOGETHER = 64;

async function floodStream(socket: Socket, { count, from = 0, source, framing = 'octet', chunk, rate }: FloodOptions): Promise<Flooded> {
  const pace = new Pace(rate);
  socket.resume();
  for (let sent = 0; sent < count; sent += TOGETHER) {
    await pace.at(sent);
    const texts = Array.from({ length: Math.min(TOGETHER, count - sent) }, (_, i) => numbered(from + sent + i, source));
    const bytes = Buffer.from(texts.map((text) => (framing === 'octet' ? `${Buffer.byteLength(text)} ${text}` : `${text}\n`)).join(''));
    const size = chunk ?? bytes.length;
    for (let at = 0; at < bytes.length; at += size) if (!socket.write(bytes.subarray(at, at + size))) await once(socket, 'drain');
  }
  return { sent: count, acknowledged: 0 };
}

async function floodRelp(socket: Socket, { count, from = 0, source, window = 128, rate }: FloodOptions): Promise<Flooded> {
  const pace = new Pace(rate);
  const answers = openRelp(socket);
  await answers.atLeast(1);
  for (let sent = 0; sent < count; sent++) {
    await pace.at(sent);
    await answers.atLeast(sent + 2 - window);
    socket.write(relpFrame(sent + 2, 'syslog', numbered(from + sent, source)));
  }
  await answers.atLeast(count + 1);
  socket.write(relpFrame(count + 2, 'close', ''));
  return { sent: count, acknowledged: answers.good - 1 };
}

/** Opens a session, which is transaction 1 and gets the first response. */
export function openRelp(socket: Socket): RelpAnswers {
  const answers = new RelpAnswers(socket);
  socket.write(relpFrame(1, 'open', 'relp_version=0\nrelp_software=flood\ncommands=syslog'));
  return answers;
}

export function relpFrame(transaction: number, command: string, data: string): string {
  return data === '' ? `${transaction} ${command} 0\n` : `${transaction} ${command} ${Buffer.byteLength(data)} ${data}\n`;
}

/** Counts the responses of a RELP server. */
export class RelpAnswers {
  good = 0;
  private text = '';
  private wake: () => void = () => undefined;
  private isClosed = false;

  constructor(socket: Socket) {
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      this.text += text;
      for (let end = this.end(); end > 0; end = this.end()) {
        if (/^\d+ rsp \d+ 200 /.test(this.text)) this.good++;
        this.text = this.text.slice(end);
      }
      this.wake();
    });
    socket.on('close', () => {
      this.isClosed = true;
      this.wake();
    });
  }

  /** Resolves when this many were positive. @throws if the server disconnects before. */
  async atLeast(count: number): Promise<void> {
    while (this.good < count) {
      if (this.isClosed) throw new Error(`the server left after ${this.good} answers`);
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  /** The end of the first response; 0 if it is incomplete. */
  private end(): number {
    const [header, length = ''] = /^\d+ [a-z]+ (\d+)(?= |\n)/.exec(this.text) ?? [];
    if (header === undefined) return 0;
    const end = header.length + (Number(length) > 0 ? 1 + Number(length) : 0) + 1;
    return end <= this.text.length ? end : 0;
  }
}

/** Limits the rate. */
class Pace {
  private readonly began = performance.now();

  constructor(private readonly rate: number | undefined) {}

  async at(sent: number): Promise<void> {
    if (this.rate === undefined) return;
    const early = (sent / this.rate) * 1000 - (performance.now() - this.began);
    if (early > 1) await new Promise((resolve) => setTimeout(resolve, early));
  }
}
