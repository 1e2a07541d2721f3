import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { flood } from '../../live/flood.ts';
import { Served } from '../control/served.ts';

const RULES = `records flood from syslog {
  message = "#{n:int} is one of many"
}
transaction one {
  key n
  start flood.message
}
`;
const COUNT = 300;

const served = new Served();
afterAll(() => served.kill());

it('RELP acknowledges a message only when it is durable: after a kill, the server has all that it acknowledged', async () => {
  served.write('rules.corr', RULES);
  await served.start('--syslog', 'relp://127.0.0.1:0');
  const port = Number(/relp:\/\/127\.0\.0\.1:(\d+)/.exec(served.errors)?.[1]);
  const { acknowledged } = await flood({ transport: 'relp', port, count: COUNT, window: 16 });
  expect(acknowledged).toBe(COUNT);
  await served.stop('SIGKILL');
  await served.start();
  expect(await served.stop()).toBe(0);
  const told = readFileSync(join(served.folder, 'out.ndjson'), 'utf8').match(/"key":\{"n":\d+\}/g) ?? [];
  expect(new Set(told).size).toBe(COUNT);
});
