import { once } from 'node:events';
import { statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isProblem, parseListenAddress } from '../../../../src/runtime/inputs/net/address.ts';
import { createReceiver } from '../../../../src/runtime/inputs/net/create.ts';
import type { InputProblem } from '../../../../src/runtime/inputs/problem.ts';
import { temporaryFolder } from '../../../folder.ts';
import { readAll, receiving } from './receiving.ts';

describe('what is in the way of listening', () => {
  it('is reported', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    expect(await problemOf(`tcp://127.0.0.1:${port}`)).toMatchObject({
      code: 'not-listening',
      message: expect.stringContaining('another process'),
    });
    expect(await problemOf('tcp://192.0.2.1:5514')).toMatchObject({
      code: 'not-listening',
      message: expect.stringContaining('is not an address of this machine'),
    });
    expect(await problemOf('udp://192.0.2.1:5514')).toMatchObject({
      code: 'not-listening',
      message: expect.stringContaining('is not an address of this machine'),
    });
    expect(await problemOf('unix:///nowhere/at/all')).toMatchObject({ code: 'not-listening' });
    server.close();
  });

  it('is not a stale socket, but any other file', async () => {
    const path = join(temporaryFolder(), 'corr.sock');
    const first = await receiving(`unix://${path}`);
    expect(await problemOf(`unix://${path}`)).toMatchObject({ code: 'not-listening', message: expect.stringContaining('another process') });
    await first.receiver.close();
    writeFileSync(path, 'mine');
    expect(await problemOf(`unix://${path}`)).toMatchObject({ code: 'not-listening' });
    expect(statSync(path).size).toBe(4);
  });

  it('warns where anybody can send', async () => {
    for (const [text, codes] of [
      ['udp://0.0.0.0:0', ['exposed']],
      ['tcp://0.0.0.0:0', ['exposed']],
      ['tcp://0.0.0.0:0?allow=10.0.0.0/8', []],
    ] as const) {
      const { receiver, warnings } = await receiving(text);
      expect(warnings.map(({ code }) => code).filter((code) => code !== 'small-buffer')).toEqual(codes);
      await receiver.close();
    }
  });
});

describe('an address that is given up', () => {
  it.each(['tcp', 'unix'])('is free for another, while connections go on, and is taken again: %s', async (transport) => {
    const text = transport === 'tcp' ? 'tcp://127.0.0.1:0' : `unix://${join(temporaryFolder(), 'corr.sock')}`;
    const first = await receiving(text);
    const { address } = first.receiver;
    const { host, port, path } = first.target;
    const socket = path === '' ? connect(port, host) : connect(path);
    await once(socket, 'connect');
    await first.until(({ open }) => open === 1);
    await first.receiver.stopListening();
    const second = await receiving(address);
    socket.write('<13>still\n');
    await first.until(({ received }) => received === 1);
    await second.receiver.close();
    expect(await first.receiver.listen((batch) => void first.received.push(...readAll(batch)), throwing)).toBeUndefined();
    expect(first.receiver.address).toBe(address);
    socket.end('<13>again\n');
    await first.until(({ received, open }) => received === 2 && open === 0);
    await first.receiver.close();
    expect(first.received.map(({ text }) => text)).toEqual(['<13>still', '<13>again']);
    expect(first.warnings).toEqual([]);
  });

  it('is bound again after it was given up, without a connection or with datagrams, too', async () => {
    for (const text of ['tcp://127.0.0.1:0', 'udp://127.0.0.1:0']) {
      const { receiver } = await receiving(text);
      const { address } = receiver;
      await receiver.stopListening();
      expect(await receiver.listen(() => undefined, throwing)).toBeUndefined();
      expect(receiver.address).toBe(address);
      await receiver.stopListening();
      await receiver.close();
    }
  });
});

function throwing(error: unknown): never {
  throw error;
}

async function problemOf(text: string): Promise<InputProblem | undefined> {
  const address = parseListenAddress(text);
  if (isProblem(address)) throw new Error(address.message);
  return createReceiver(address, () => undefined).listen(
    () => undefined,
    () => undefined,
  );
}
