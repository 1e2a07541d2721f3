/** Clients that close their own side after the request, as `echo … | socat - UNIX-CONNECT:…` does. */

import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ControlServer } from '../../../src/cli/control/server.ts';
import { temporaryFolder } from '../../folder.ts';

const socket = join(temporaryFolder(), 'control');
const LINE = 'x'.repeat(100_000);
const server = new ControlServer(async (_, client) => {
  // As `tail` waits. The client has closed its side by then.
  await client.gone();
  for (let n = 0; n < 20; n++) await client.tell(LINE);
});
beforeAll(() => server.listen(socket));
afterAll(() => server.close());

async function answerTo(request: string): Promise<string> {
  const client = connect({ path: socket, allowHalfOpen: true });
  client.end(request);
  let answer = '';
  for await (const piece of client.setEncoding('utf8')) answer += piece;
  return answer;
}

it.each([
  ['ends what goes on until it leaves, and gets its whole answer', '{"command":"status"}\n'],
  ['gets it without a line end, too', '{"command":"status"}'],
])('such a client %s', async (_, request) => {
  expect(await answerTo(request)).toBe(`${LINE}\n`.repeat(20));
});

it('one that asks nothing is told so', async () => {
  expect(JSON.parse(await answerTo(''))).toMatchObject({ exit: 3 });
});
