/** Commands start fast: they load what they need of Node. */

import { expect, it } from 'vitest';
import { corr, folderWith } from './corr.ts';

const TOLD = `process.on('exit', () => {
  const loaded = process.moduleLoadList.map((name) => name.replace('NativeModule ', ''));
  process.stderr.write(JSON.stringify(loaded.filter((name) => !name.startsWith('internal/'))));
});
`;
const folder = folderWith({
  'job.corr': 'records app from line { done = "done" }\nwindow many { over every 1h emit { n = count(app.done) } }\n',
  'log.txt': 'done\n',
  'told.mjs': TOLD,
});

it.each([
  ['check', 'job.corr'],
  ['compile', 'job.corr', '-o', 'plan.json'],
])('corr %s loads no subprocesses, threads, datagrams or cryptography', (...args) => {
  const { code, stderr } = corr(args, { cwd: folder, env: { NODE_OPTIONS: '--import ./told.mjs' } });
  expect(code).toBe(0);
  const loaded: string[] = JSON.parse(stderr);
  expect(loaded).toContain('fs');
  const costly = ['child_process', 'crypto', 'dgram', 'http', 'tls', 'worker_threads', 'zlib'];
  expect(costly.filter((name) => loaded.includes(name))).toEqual([]);
});
