import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { top } from '../../../src/cli/commands/top.ts';
import { ExitCode } from '../../../src/cli/exit-code.ts';
import { temporaryFolder } from '../../folder.ts';

const folder = temporaryFolder();
const control = join(folder, 'control');
/** It closes the connection at once, like a process that has run out of file descriptors. */
const server = createServer((socket) => socket.resume().end());
beforeAll(async () => {
  await once(server.listen(control), 'listening');
});
afterAll(async () => {
  await once(server.close(), 'close');
});

it('a server that does not answer is not reported as an error of the program', async () => {
  await expect(top({ control, every: '1s', once: true })).rejects.toMatchObject({ exitCode: ExitCode.input });
});

it('a server is not asked without a pause', async () => {
  await expect(top({ control, every: '0s', once: true })).rejects.toMatchObject({
    exitCode: ExitCode.usage,
    message: expect.stringContaining('--every'),
  });
});
