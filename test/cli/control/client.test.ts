import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ask } from '../../../src/cli/control/client.ts';
import type { Request } from '../../../src/cli/control/request.ts';

/** The socket of a server that does this with each connection. */
async function serving(onConnection: (socket: Socket) => void): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'corr-client-'));
  const server = createServer(onConnection);
  onTestFinished(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });
  await new Promise<void>((resolve) => server.listen(join(folder, 'control'), resolve));
  return join(folder, 'control');
}

/** What is read of an answer, from a server that ends after it. */
async function answered(request: Request, text: string): Promise<string[]> {
  const path = await serving((socket) => socket.once('data', () => socket.end(text)));
  const lines: string[] = [];
  for await (const line of ask(path, request)) lines.push(line);
  return lines;
}

it('a list is whole only with its last line: a server that is killed ends it early', async () => {
  expect(await answered({ command: 'list' }, '{"id":"a"}\n{"listed":1}\n')).toEqual(['{"id":"a"}']);
  for (const text of ['', '{"id":"a"}\n', '{"id":"a"}\n{"lis']) {
    await expect(answered({ command: 'list' }, text)).rejects.toThrow('The server stopped before it had listed everything.');
  }
  expect(await answered({ command: 'tail' }, '{"id":"a"}\n')).toEqual(['{"id":"a"}']);
});

it('a server that turns the client away before it has read the request gives no answer', async () => {
  const path = await serving((socket) => socket.destroy());
  // Which of the two is first differs.
  for (let n = 0; n < 20; n++) expect(await ask(path, { command: 'status' }).next()).toEqual({ done: true, value: undefined });
  await expect(ask(path, { command: 'list' }).next()).rejects.toThrow('The server stopped before it had listed everything.');
});
