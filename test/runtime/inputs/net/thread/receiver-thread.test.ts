import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ListenAddress, parseListenAddress } from '../../../../../src/runtime/inputs/net/address.ts';
import { type Batch, type Message, noneCounted, type Renewal, type Take } from '../../../../../src/runtime/inputs/net/receiver.ts';
import { type Command, ReceiverHost, type ThreadEvent } from '../../../../../src/runtime/inputs/net/thread/receiver-host.ts';
import { type ReceiverThread, ThreadedReceiver } from '../../../../../src/runtime/inputs/net/thread/threaded-receiver.ts';
import { flood, numberIn } from '../../../../live/flood.ts';
import { until } from '../../../../until.ts';
import { type Received, readAll, targetOf } from '../receiving.ts';

const LISTENING = 'udp://127.0.0.1:514';
const unexpected = (error: unknown): never => {
  throw error;
};

/** Receives what it is told to; counts like a receiver. */
class Source {
  readonly address = LISTENING;
  readonly counted = noneCounted();
  readonly adopted: string[] = [];
  private take: Take = () => undefined;

  async listen(take: Take): Promise<undefined> {
    this.take = take;
  }

  counters() {
    return { ...this.counted };
  }

  adopt(asked: ListenAddress): Renewal {
    return () => void this.adopted.push(asked.text);
  }

  async close(): Promise<void> {}

  receive(messages: readonly Message[]): void {
    const rest = [...messages];
    const batch: Batch = {
      ...{ bytes: new Uint8Array(0), start: 0, end: 0, flags: 0, origin: { transport: 'udp', peer: '' } },
      next: () => {
        const message = rest.shift();
        if (message) this.counted.received++;
        return Object.assign(batch, message) && message !== undefined;
      },
    };
    void this.take(batch);
  }
}

/** A simulated thread. Messages are copied, as between threads, and delivered on request. */
class LocalThread implements ReceiverThread {
  readonly told: ThreadEvent[] = [];
  private readonly listeners = new Map<string, (argument: never) => void>();
  private readonly host: ReceiverHost;

  constructor(source: Source, mostWaiting?: number) {
    this.host = new ReceiverHost(source, (told) => this.told.push(structuredClone(told)), mostWaiting);
    void this.host.listen();
  }

  postMessage(command: Command): void {
    this.host.execute(structuredClone(command));
  }

  on(event: string, listener: (argument: never) => void): void {
    this.listeners.set(event, listener);
  }

  emit(event: string, argument?: unknown): void {
    this.listeners.get(event)?.(argument as never);
  }

  /** False if there was nothing. */
  hear(): boolean {
    const told = this.told.shift();
    if (told) this.emit('message', told);
    return told !== undefined;
  }
}

const message: fc.Arbitrary<Message> = fc
  .record({ text: fc.string({ maxLength: 300 }), start: fc.nat(5), flags: fc.nat(255), peer: fc.nat(3) })
  .map(({ text, start, flags, peer }) => {
    const bytes = Buffer.from(`${'.'.repeat(start)}${text}.`);
    return { bytes, start, end: bytes.length - 1, flags, origin: { transport: 'udp', peer: `peer ${peer}` } };
  });
/** Messages that arrive together; null lets the other side process its messages. */
const script = fc.array(fc.option(fc.array(message, { maxLength: 8 })), { maxLength: 40 });

const textOf = ({ bytes, start, end, origin, flags }: Message) =>
  `${origin.peer} ${flags} ${Buffer.from(bytes.subarray(start, end)).toString('latin1')}`;

async function played(steps: readonly (readonly Message[] | null)[], mostWaiting?: number) {
  const source = new Source();
  const thread = new LocalThread(source, mostWaiting);
  const receiver = new ThreadedReceiver(addressOf('udp://127.0.0.1:0'), unexpected, () => thread);
  const received: string[] = [];
  const counts: number[] = [];
  const listening = receiver.listen((batch) => {
    while (batch.next()) received.push(textOf(batch));
    counts.push(receiver.counters().received - receiver.lost - received.length);
    return undefined;
  }, unexpected);
  await heard(thread);
  expect(await listening).toBeUndefined();
  for (const step of steps)
    if (step) source.receive(step);
    else thread.hear();
  let isClosed = false;
  const closing = receiver.close().then(() => {
    isClosed = true;
  });
  while (!isClosed) await heard(thread);
  await closing;
  return { received, counts, receiver };
}

/** Resolves when everything that it has to report by now was delivered. */
async function heard(thread: LocalThread): Promise<void> {
  await turn();
  while (thread.hear());
}

function addressOf(text: string) {
  const address = parseListenAddress(text);
  if ('severity' in address) throw new Error(address.message);
  return address;
}

describe('a receiver in a thread', () => {
  it('hands over every message as it came, and counts those that it has handed over', async () => {
    await fc.assert(
      fc.asyncProperty(script, async (steps) => {
        const { received, counts, receiver } = await played(steps);
        expect(received).toEqual(steps.flatMap((step) => step ?? []).map(textOf));
        expect(new Set(counts)).toEqual(new Set(counts.length > 0 ? [0] : []));
        expect(receiver.counters().received).toBe(received.length);
        expect(receiver.lost).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps no more than it may, and counts what it loses', async () => {
    await fc.assert(
      fc.asyncProperty(script, fc.integer({ min: 1, max: 2000 }), async (steps, mostWaiting) => {
        const all = steps.flatMap((step) => step ?? []).map(textOf);
        const { received, receiver } = await played(steps, mostWaiting);
        expect(receiver.counters().received).toBe(all.length);
        expect(received.length + receiver.lost).toBe(all.length);
        const rest = [...all];
        for (const one of received) {
          const at = rest.indexOf(one);
          expect(at).toBeGreaterThanOrEqual(0);
          rest.splice(0, at + 1);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('reports pieces while more arrives than is processed', async () => {
    const bytes = Buffer.alloc(1000, 'x');
    const many = Array.from(
      { length: 2000 },
      (): Message => ({ bytes, start: 0, end: 1000, flags: 0, origin: { transport: 'udp', peer: 'a' } }),
    );
    const { received, counts } = await played([many, many, null, many]);
    expect(received.length).toBe(6000);
    expect(counts.length).toBeGreaterThan(20);
    expect(new Set(counts)).toEqual(new Set([0]));
  });
});

describe('a thread that ends', () => {
  it.each([
    ['error', new Error('out of memory'), 'out of memory'],
    ['exit', 1, `The thread that receives on ${LISTENING} has ended.`],
  ] as const)('says that its thread is gone, by %s: while it listens, runs, and closes', async (event, argument, text) => {
    const failures: unknown[] = [];
    const begin = () => {
      const thread = new LocalThread(new Source());
      const receiver = new ThreadedReceiver(addressOf(LISTENING), unexpected, () => thread);
      const listening = receiver.listen(
        () => undefined,
        (error) => failures.push(error),
      );
      return { thread, receiver, listening };
    };
    const first = begin();
    first.thread.emit(event, argument);
    await expect(first.listening).rejects.toThrow(text);

    failures.length = 0;
    const second = begin();
    await heard(second.thread);
    await second.listening;
    second.thread.emit(event, argument);
    second.thread.emit('exit', 1);
    expect(failures).toMatchObject([{ message: text }]);
    await second.receiver.close();

    const third = begin();
    await heard(third.thread);
    await third.listening;
    const closing = third.receiver.close();
    third.thread.emit(event, argument);
    await expect(closing).rejects.toThrow(text);
  });
});

describe('the thread that is shipped', () => {
  const start = (address: unknown) => new Worker(resolve('dist', 'receiver.js'), { workerData: address });

  it('receives all that the kernel keeps, also while nobody looks', async () => {
    const receiver = new ThreadedReceiver(addressOf('udp://127.0.0.1:0'), () => undefined, start);
    const received: Received[] = [];
    const take: Take = (batch) => void received.push(...readAll(batch));
    expect(await receiver.listen(take, unexpected)).toBeUndefined();
    await flood({ transport: 'udp', port: targetOf(receiver).port, count: 5000 });
    await receiver.close();
    const numbers = received.map(({ text }) => numberIn(text));
    expect(numbers).toEqual([...new Set(numbers)]);
    expect(received.length + receiver.counters().kernelDrops).toBe(5000);
    expect(receiver.counters().received).toBe(received.length);
    expect(received[0]?.origin.peer).toMatch(/^127\.0\.0\.1:\d+$/);
  });

  it('takes an address that was given up, and gives it back; what is counted goes on', async () => {
    const make = (text: string) => new ThreadedReceiver(addressOf(`${text}?buffer=4KiB`), unexpected, start);
    const listen = (receiver: ThreadedReceiver) => receiver.listen(() => undefined, unexpected);
    const first = make('udp://127.0.0.1:0');
    await listen(first);
    const { address } = first;
    await flood({ transport: 'udp', port: targetOf(first).port, count: 2 });
    await until(() => first.counters().received === 2);
    const second = make(address);
    expect(await listen(second)).toMatchObject({ code: 'not-listening' });
    await Promise.all([first.stopListening(), first.close()]);
    expect(await listen(second)).toBeUndefined();
    await second.close();
    expect(await listen(first)).toBeUndefined();
    expect([first.address, second.address]).toEqual([address, address]);
    await flood({ transport: 'udp', port: targetOf(first).port, count: 3 });
    await until(() => first.counters().received === 5);
    await first.close();
  });

  it('says what is in its way, what it warns of, and who may not send', async () => {
    const warned: string[] = [];
    const receiver = new ThreadedReceiver(addressOf('udp://0.0.0.0:0?buffer=4KiB'), ({ code }) => warned.push(code), start);
    await receiver.listen(() => undefined, unexpected);
    expect(warned).toEqual(['exposed']);
    const taken = new ThreadedReceiver(addressOf(receiver.address), unexpected, start);
    expect(await taken.listen(() => undefined, unexpected)).toMatchObject({ code: 'not-listening' });
    await receiver.close();

    const choosy = new ThreadedReceiver(addressOf('udp://127.0.0.1:0?allow=192.0.2.0/24'), ({ code }) => warned.push(code), start);
    await choosy.listen(() => undefined, unexpected);
    const socket = createSocket('udp4');
    socket.send('<13>hello', targetOf(choosy).port, '127.0.0.1');
    await until(() => choosy.counters().refused === 1);
    expect(warned).toEqual(['exposed', 'turned-away']);
    socket.close();
    await once(socket, 'close');
    await choosy.close();
  });
});
