/** A disabled rule is shown wherever people look, as it has no open transactions. */

import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ControlServer } from '../../../src/cli/control/server.ts';
import type { StatusLine } from '../../../src/cli/control/status-text.ts';
import { temporaryFolder } from '../../folder.ts';
import { Running } from '../running.ts';

const STATUS: StatusLine = {
  at: '2024-05-01T12:00:00.000000Z',
  checkpointAge: 1,
  journal: 0,
  deadLetters: 0,
  faultyRules: [
    { rule: 'visit', count: 10, disabled: true },
    { rule: 'stay', count: 1, disabled: false },
  ],
  inputs: [],
  outputs: [],
  summary: {
    input: { read: 12, matched: 12, late: 0, undecodable: 0 },
    rules: [
      { rule: 'visit', live: 0, outcomes: { abandoned: { count: 2 } } },
      { rule: 'stay', live: 1, outcomes: {} },
    ],
  },
};

const folder = temporaryFolder();
const socket = join(folder, 'control');
const server = new ControlServer(async ({ command }, asker) => {
  await asker.tell(command === 'status' ? JSON.stringify(STATUS) : '{"listed":0}');
});
beforeAll(() => server.listen(socket));
afterAll(async () => {
  await server.close();
});

it('by corr top', async () => {
  const top = new Running(['top', '--once', '--format', 'text', '--control', socket]);
  expect(await top.whenOver()).toBe(0);
  expect(top.stdout).toMatch(/^visit +0 +2 {2}disabled {2}abandoned 2$/m);
  expect(top.stdout).toMatch(/^stay +1 +0$/m);
});

it.each([
  [[], "corr: Rule 'visit' is disabled: Corr itself failed on it again and again.\n"],
  [['--rule', 'stay'], ''],
])('by corr state ls %j', async (more, said) => {
  const list = new Running(['state', 'ls', '--control', socket, ...more]);
  expect(await list.whenOver()).toBe(0);
  expect([list.stdout, list.stderr]).toEqual(['', said]);
});
