import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { RelpFrames } from '../../../../src/runtime/inputs/net/relp-frames.ts';
import { flood, numberIn, relpFrame } from '../../../live/flood.ts';
import { until } from '../../../until.ts';
import { type Received, receiving, type Target } from './receiving.ts';

const RELP = 'relp://127.0.0.1:0';
const OPEN = relpFrame(1, 'open', 'relp_version=0\nrelp_software=test\ncommands=syslog');

describe('RELP', () => {
  it('acknowledges every message', async () => {
    const { receiver, target, received } = await receiving(RELP);
    expect(await flood({ transport: 'relp', port: target.port, count: 2000 })).toEqual({ sent: 2000, acknowledged: 2000 });
    await receiver.close();
    expect(received.map(({ text }) => numberIn(text))).toEqual(Array.from({ length: 2000 }, (_, i) => i));
    expect(receiver.counters()).toMatchObject({ received: 2000, frameErrors: 0, open: 0 });
  });

  it('acknowledges nothing before messages are durable, and then in order', async () => {
    const waiting: (() => void)[] = [];
    const { receiver, target, until } = await receiving(RELP, durableWhen(waiting));
    const { socket, said } = await talk(target);
    socket.write(OPEN);
    await said(/^1 rsp \d+ 200 OK\nrelp_version=0\nrelp_software=corr\ncommands=syslog\n$/);
    socket.write(relpFrame(2, 'syslog', '<13>a'));
    await until(({ received }) => received === 1);
    socket.write(relpFrame(3, 'syslog', '<13>b'));
    await until(({ received }) => received === 2);
    // The second batch is durable first.
    waiting.at(-1)?.();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await said(/commands=syslog\n$/)).toBe('');
    for (const durable of waiting) durable();
    expect(await said(/3 rsp 6 200 OK\n$/)).toBe('2 rsp 6 200 OK\n3 rsp 6 200 OK\n');
    socket.destroy();
    await receiver.close();
  });

  it('leaves a peer without an answer if what it sent will not be durable: it sends it again', async () => {
    const { receiver, target } = await receiving(RELP, (batch) => (batch.length > 0 ? Promise.reject(new Error('disk full')) : undefined));
    const { socket, said } = await talk(target);
    socket.write(OPEN + relpFrame(2, 'syslog', '<13>a'));
    await once(socket, 'close');
    expect(await said(/^/)).not.toContain('2 rsp');
    await receiver.close();
  });

  it('tells its peers when it closes, after all that it has taken is durable', async () => {
    const waiting: (() => void)[] = [];
    const { receiver, target, until } = await receiving(RELP, durableWhen(waiting));
    const { socket, said } = await talk(target);
    socket.write(OPEN + relpFrame(2, 'syslog', '<13>a'));
    await until(({ received }) => received === 1);
    const closing = receiver.close();
    socket.write(relpFrame(3, 'syslog', '<13>b'));
    await new Promise((resolve) => setTimeout(resolve, 200));
    for (const durable of waiting) durable();
    await closing;
    expect(await said(/serverclose/)).toMatch(/\n2 rsp 6 200 OK\n0 serverclose 0\n$/);
    expect(receiver.counters().received).toBe(1);
  });
});

describe('a peer that does not hang up', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([['x'], [relpFrame(2, 'close', '')]])('is parted from after %j', async (last) => {
    const { receiver, target } = await receiving(RELP);
    const socket = connect({ ...target, allowHalfOpen: true }).resume();
    const heardUs = once(socket, 'end');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    socket.write(OPEN + last);
    await heardUs;
    expect(receiver.counters().open).toBe(1);
    vi.runAllTimers();
    vi.useRealTimers();
    await until(() => receiver.counters().open === 0);
    socket.destroy();
    await receiver.close();
  });
});

describe('frames of RELP', () => {
  it('that are no messages are answered', async () => {
    const { receiver, target } = await receiving(RELP);
    const { socket, said } = await talk(target);
    socket.write(relpFrame(1, 'syslog', '<13>early'));
    await said(/^1 rsp 14 500 open first\n$/);
    socket.write(`${OPEN.replace('1', '2')}${relpFrame(3, 'eventlog', 'x')}4 syslog 0\n${relpFrame(5, 'close', '')}`);
    await once(socket, 'close');
    expect(await said(/^/)).toMatch(/\n3 rsp 18 500 not understood\n4 rsp 6 200 OK\n5 rsp 0\n0 serverclose 0\n$/);
    await receiver.close();
    expect(receiver.counters()).toMatchObject({ received: 0, blank: 1 });
  });

  it('are cut if they are too long', async () => {
    const { receiver, target, received, until: reached } = await receiving(`${RELP}?max=500`);
    const { socket } = await talk(target);
    socket.write(OPEN + relpFrame(2, 'syslog', `<13>${'x'.repeat(2000)}`) + relpFrame(3, 'syslog', '<13>next'));
    await reached((counters) => counters.received === 2);
    socket.destroy();
    await receiver.close();
    expect(received.map(({ text, flags }) => [text.length, flags])).toEqual([
      [500, ['truncated']],
      [8, []],
    ]);
  });

  it.each(['<13>no frame\n', '1 open x\n', '1234567890 open 0\n', '1 open 3 abcd\n', '1  0\n', 'x', '1 op3n 0\n', '1 open 1\n'])(
    'that are wrong end the connection: %j',
    async (text) => {
      const { receiver, target, received, warnings } = await receiving(RELP);
      const { socket } = await talk(target);
      socket.write(text);
      await once(socket, 'close');
      await receiver.close();
      expect(received).toEqual([]);
      expect(warnings).toMatchObject([
        { code: 'turned-away', message: expect.stringContaining('127.0.0.1 does not follow the RELP protocol') },
      ]);
      expect(receiver.counters().frameErrors).toBe(1);
    },
  );

  it('are read from chunks of any size', () => {
    const frame = fc.tuple(
      fc.nat(999_999_999),
      fc.constantFrom('open', 'syslog', 'close', 'a', 'z'.repeat(32)),
      fc.string({ maxLength: 20 }),
    );
    fc.assert(
      fc.property(
        fc.array(frame, { maxLength: 5 }),
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 4 }),
        (frames, sizes) => {
          const bytes = Buffer.from(frames.map((one) => relpFrame(...one)).join(''));
          const read: [number, string, string][] = [];
          const reader = new RelpFrames(1000);
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const chunk = Buffer.from(bytes.subarray(at, (at += sizes[turn % sizes.length]!)));
            reader.feed(chunk);
            while (reader.next()) read.push([reader.transaction, reader.command, reader.bytes.toString('utf8', reader.start, reader.end)]);
            chunk.fill('?');
          }
          expect(read).toEqual(frames);
        },
      ),
      { numRuns: 200 },
    );
  });
});

function durableWhen(waiting: (() => void)[]) {
  return (batch: Received[]) => (batch.length === 0 ? undefined : new Promise<void>((resolve) => waiting.push(resolve)));
}

/** A RELP client of the tests. `said` resolves to what has arrived since its last call, once it is as wanted. */
async function talk({ host, port }: Target): Promise<{ socket: Socket; said: (wanted: RegExp) => Promise<string> }> {
  const socket = connect({ host, port });
  let heard = '';
  let told = 0;
  socket.setEncoding('latin1');
  socket.on('data', (text: string) => (heard += text));
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const said = async (wanted: RegExp) => {
    await until(
      () => wanted.test(heard),
      () => heard,
    );
    const fresh = heard.slice(told);
    told = heard.length;
    return fresh;
  };
  return { socket, said };
}
