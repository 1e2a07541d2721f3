import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ListenAddress, parseListenAddress } from '../../../../src/runtime/inputs/net/address.ts';
import { temporaryFolder } from '../../../folder.ts';
import { flood, numbered, numberIn } from '../../../live/flood.ts';
import { receiving, type Target } from './receiving.ts';

const TCP = 'tcp://127.0.0.1:0';

/** 0 … count − 1. */
function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

describe('a receiver', () => {
  it.each([
    ['octet', undefined],
    ['lf', undefined],
    ['octet', 7],
    ['lf', 1000],
  ] as const)('gets every message over TCP, %s, %s bytes at a time', async (framing, chunk) => {
    const { receiver, target, received } = await receiving(TCP);
    await flood({ transport: 'tcp', port: target.port, framing, count: 2000, ...(chunk === undefined ? {} : { chunk }) });
    await receiver.close();
    expect(received.map(({ text }) => numberIn(text))).toEqual(numbers(2000));
    expect(receiver.counters()).toMatchObject({ received: 2000, connections: 1, open: 0, broken: 0, frameErrors: 0, incomplete: 0 });
    expect(receiver.counters().bytes).toBe(received.reduce((sum, { text }) => sum + text.length, 0));
  });

  it.each(['udp', 'tcp'])('is closed once, however many close it at the same time: %s', async (transport) => {
    const { receiver, target } = await receiving(`${transport}://127.0.0.1:0`);
    await flood({ transport: transport as 'udp' | 'tcp', port: target.port, framing: 'lf', count: 3 });
    await Promise.all([receiver.stopListening(), receiver.close(), receiver.close()]);
    await receiver.close();
    expect(receiver.counters()).toMatchObject({ received: 3 });
  });

  it.each(['127.0.0.1', '[::1]'])('gets every datagram at %s, or knows of its loss', async (host) => {
    const { receiver, target, received, warnings } = await receiving(`udp://${host}:0?buffer=4KiB`);
    expect(warnings).toEqual([]);
    await burst(target, 300);
    await receiver.close();
    const { kernelDrops } = receiver.counters();
    expect(kernelDrops).toBeGreaterThan(0);
    expect(received.length + kernelDrops).toBe(300);
  });

  it('gets all datagrams that the kernel keeps', async () => {
    const { receiver, target, received } = await receiving('udp://127.0.0.1:0');
    await flood({ transport: 'udp', port: target.port, count: 5000 });
    await receiver.close();
    expect(received.length + receiver.counters().kernelDrops).toBe(5000);
    expect(received.map(({ text }) => numberIn(text))).toEqual([...new Set(received.map(({ text }) => numberIn(text)))]);
  });

  it('of datagrams continues with other options on its socket, and loses none', async () => {
    const { receiver, target, received, until } = await receiving('udp://127.0.0.1:0?max=480');
    const socket = createSocket('udp4');
    const lengths: number[] = [];
    for (const [next, length] of [
      ['max=600', 480],
      ['allow=192.0.2.0/24', 600],
      ['buffer=64KiB', undefined],
      ['', 1000],
    ] as const) {
      for (const _ of numbers(20)) socket.send('x'.repeat(1000), target.port, target.host);
      if (length !== undefined) lengths.push(...numbers(20).map(() => length));
      const refused = next === '' || length === undefined ? 20 : 0;
      await until((counters) => counters.received === lengths.length && counters.refused === refused);
      receiver.adopt?.(parseListenAddress(`udp://127.0.0.1:0?${next}`) as ListenAddress)();
    }
    expect(received.map(({ text }) => text.length)).toEqual(lengths);
    expect(receiver.counters()).toMatchObject({ received: 60, refused: 20, truncated: 40, kernelDrops: 0 });
    socket.close();
    await receiver.close();
  });

  it('takes a stream of a unix socket, with the permissions asked for', async () => {
    const path = join(temporaryFolder(), 'corr.sock');
    const { receiver, received } = await receiving(`unix://${path}?mode=0600`);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await flood({ transport: 'unix', path, count: 100 });
    await receiver.close();
    expect(received.map(({ text }) => numberIn(text))).toEqual(numbers(100));
    expect(received[0]?.origin).toEqual({ transport: 'unix', peer: path });
    expect(() => statSync(path)).toThrow();
  });
});

it('a receiver turns away a sender that may not send, also if it is gone before it is looked at', async () => {
  for (const [query, refused] of [
    ['?allow=192.0.2.0/24', 1],
    ['', 0],
  ] as const) {
    const { receiver, target, received, until } = await receiving(`${TCP}${query}`);
    const script = `const peer = require('net').connect(${target.port}, '127.0.0.1', () => peer.write('a\\n', () => peer.resetAndDestroy()))`;
    spawnSync(process.execPath, ['-e', script]);
    await until((counters) => counters.refused + counters.received === 1);
    await receiver.close();
    expect([receiver.counters().refused, received.length]).toEqual([refused, 1 - refused]);
  }
});

describe('connections', () => {
  it('tell who is at the other end', async () => {
    const { receiver, target, received } = await receiving(TCP);
    const socket = await connected(target);
    const { localPort } = socket;
    socket.end('<13>1 - 192.0.2.99 a - - - I am another\n');
    await once(socket, 'close');
    await receiver.close();
    expect(received[0]?.origin).toEqual({ transport: 'tcp', peer: `127.0.0.1:${localPort}` });
  });

  it('deliver an incomplete message when they end', async () => {
    const { receiver, target, received, until } = await receiving(TCP);
    for (const [i, text] of ['<13>no line end', '20 <13>half'].entries()) {
      (await connected(target)).end(text);
      await until((counters) => counters.received === i + 1);
    }
    await receiver.close();
    expect(received.map(({ text, flags }) => ({ text, flags }))).toEqual([
      { text: '<13>no line end', flags: ['incomplete'] },
      { text: '<13>half', flags: ['incomplete'] },
    ]);
  });

  it('wait while the receiver is paused', async () => {
    const { receiver, target, received, until } = await receiving(TCP);
    receiver.pause?.();
    const socket = await connected(target);
    await until(({ open }) => open === 1);
    // Far more than the buffers between the two can hold.
    const sent = new Promise<string>((resolve) => socket.end(`<13>${'x'.repeat(60_000)}\n`.repeat(500), () => resolve('sent')));
    expect(await Promise.race([sent, new Promise((resolve) => setTimeout(() => resolve('waits'), 300))])).toBe('waits');
    expect(received).toEqual([]);
    receiver.resume?.();
    await sent;
    await receiver.close();
    expect(received.length).toBe(500);
  });

  it('are read to the end of what was sent before it is closed, even if it is held up', async () => {
    const { receiver, target, received, until } = await receiving(TCP);
    receiver.pause?.();
    const socket = await connected(target);
    await until(({ open }) => open === 1);
    await new Promise<void>((resolve) => socket.write(`${numbered(0)}\n`.repeat(5000), () => resolve()));
    const closing = receiver.close();
    holdUp(150);
    await closing;
    expect(received.length).toBe(5000);
    socket.destroy();
  });

  it('are closed when they are silent', async () => {
    const { receiver, target, received } = await receiving(`${TCP}?idle=50ms`);
    const socket = await connected(target);
    socket.write('<13>half');
    await once(socket.resume(), 'close');
    expect(received.map(({ text }) => text)).toEqual(['<13>half']);
    await receiver.close();
  });
});

describe('connections that are all in use', () => {
  it('are limited to the configured number', async () => {
    const { receiver, target, until, warnings } = await receiving(`${TCP}?connections=2`);
    const first = [await connected(target), await connected(target)];
    for (const socket of first) socket.write('<13>heard\n');
    await until(({ received }) => received === 2);
    const third = await connected(target);
    await once(third.resume(), 'close');
    expect(receiver.counters()).toMatchObject({ open: 2, connections: 2, turnedAway: 1 });
    expect(warnings).toMatchObject([{ message: expect.stringContaining('127.0.0.1 was turned away: all connections') }]);
    first[0]?.destroy();
    await until(({ open }) => open === 1);
    const fourth = await connected(target);
    await until(({ connections }) => connections === 3);
    for (const socket of [...first, fourth]) socket.destroy();
    await receiver.close();
  });

  it('give way to new ones if they have sent no message, those first that have been open for longest', async () => {
    const { receiver, target, received, until, warnings } = await receiving(`${TCP}?connections=3`);
    const [heard, half, silent] = [await connected(target), await connected(target), await connected(target)];
    heard.write('<13>heard\n');
    half.write('<13>half');
    await until(({ received }) => received === 1);
    const next = [await connected(target), await connected(target)];
    await Promise.all([half, silent].map((socket) => once(socket.resume(), 'close')));
    for (const socket of [heard, ...next]) socket.write('<13>served\n');
    await until((counters) => counters.received === 5);
    expect(received.map(({ text }) => text).sort()).toEqual(['<13>half', '<13>heard', ...next.map(() => '<13>served'), '<13>served']);
    expect(receiver.counters()).toMatchObject({ open: 3, connections: 5, displaced: 2, turnedAway: 0 });
    expect(warnings.map(({ message }) => message)).toEqual(
      [1, 2].map((count) =>
        expect.stringContaining(
          `127.0.0.1 had sent no message, and its connection was closed for a new one: all were in use (${count} so far)`,
        ),
      ),
    );
    for (const socket of [heard, ...next]) socket.destroy();
    await receiver.close();
  });

  it('do not give way while nothing is read: what they have sent is still to come', async () => {
    const { receiver, target, until } = await receiving(`${TCP}?connections=1`);
    const first = await connected(target);
    await until(({ open }) => open === 1);
    receiver.pause?.();
    first.write('<13>sent\n');
    await once((await connected(target)).resume(), 'close');
    receiver.resume?.();
    await until(({ received }) => received === 1);
    expect(receiver.counters()).toMatchObject({ open: 1, turnedAway: 1, displaced: 0 });
    first.destroy();
    await receiver.close();
  });
});

describe('a peer', () => {
  it('has no more connections than it may', async () => {
    const { receiver, target, until } = await receiving(`${TCP}?peer-connections=1`);
    const first = await connected(target);
    await until(({ open }) => open === 1);
    const second = await connected(target);
    await once(second.resume(), 'close');
    const stranger = await connected(target, '127.0.0.2');
    await until(({ open }) => open === 2);
    expect(receiver.counters()).toMatchObject({ connections: 2, turnedAway: 1 });
    first.destroy();
    await until(({ open }) => open === 1);
    const again = await connected(target);
    await until(({ open }) => open === 2);
    for (const socket of [stranger, again]) socket.destroy();
    await receiver.close();
  });

  it('waits if it sends more than it may, and loses nothing of it', async () => {
    const { receiver, target, received, until } = await receiving(`${TCP}?peer-rate=1KiB`);
    const socket = await connected(target);
    socket.write(`<13>${'x'.repeat(20_000)}\n`);
    await until(({ received }) => received === 1);
    socket.write('<13>waits\n');
    const other = await connected(target, '127.0.0.2');
    other.write('<13>goes on\n');
    await until(({ received }) => received === 2);
    receiver.pause?.();
    receiver.resume?.();
    expect(received.map(({ text }) => text.slice(4, 12))).toEqual(['xxxxxxxx', 'goes on']);
    await receiver.close();
    expect(received[2]?.text).toBe('<13>waits');
    for (const open of [socket, other]) open.destroy();
  });
});

describe('peers', () => {
  it.each(['tcp', 'udp'] as const)('that may not send are not listened to, over %s', async (transport) => {
    const { receiver, target, received, until, warnings } = await receiving(`${transport}://127.0.0.1:0?allow=192.0.2.0/24,2001:db8::/32`);
    for (let count = 1; count <= 4; count++) {
      await flood({ transport, port: target.port, count: 1 }).catch(() => undefined);
      await until(({ refused }) => refused === count);
    }
    await receiver.close();
    expect(received).toEqual([]);
    const told = warnings
      .filter(({ code }) => code === 'turned-away')
      .map(({ message }) => /127\.0\.0\.1 is not allowed to send \((\d+) so far\)/.exec(message)?.[1]);
    expect(told).toEqual(['1', '2', '3']);
  });

  it('that may send are', async () => {
    const { receiver, target, received } = await receiving('udp://127.0.0.1:0?allow=192.0.2.0/24,127.0.0.0/8');
    await flood({ transport: 'udp', port: target.port, count: 1 });
    await receiver.close();
    expect(received.length).toBe(1);
  });
});

async function connected({ host, port }: Target, localAddress = host) {
  const socket = connect({ host, port, localAddress });
  await once(socket, 'connect');
  return socket;
}

/** Sends everything before anything can be read. */
async function burst({ host, port }: Target, count: number): Promise<void> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.connect(port, host);
  await once(socket, 'connect');
  for (let sent = 0; sent < count - 1; sent++) socket.send(numbered(sent));
  await new Promise((resolve) => socket.send(numbered(count), resolve));
  socket.close();
}

/** Blocks for this many milliseconds, as on a machine that is too busy. */
function holdUp(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}
