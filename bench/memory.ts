/**
 * What an open transaction takes in memory, beside the text it captured, and what a record costs as more are open:
 * task T's sessions, each opened by one record.
 *
 *     node --expose-gc scripts/run.mjs bench/memory.ts [OPEN…]
 */

import { argv } from 'node:process';
import { loadPlan } from '../src/cli/loading.ts';
import { Engine } from '../src/runtime/engine/engine.ts';

const plan = await loadPlan({ paths: ['bench/rules/task-t.corr'] }, { color: false } as never);
const record = plan.records.findIndex(({ name }) => name === 'sshd.accepted');
const fields = plan.records[record]?.fields ?? [];
const SECOND = 1_000_000;

/** A text as the matcher makes one: decoded from bytes, so that it holds on to no longer one. */
const text = (of: string) => Buffer.from(of).toString();

function used(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const options = argv.slice(2).length > 0 ? argv.slice(2).map(Number) : [100_000, 1_000_000];
for (const open of options) {
  let captured = 0;
  const engine = new Engine(plan, { onOutcome: () => {} });
  const before = used();
  const start = process.cpuUsage();
  for (let i = 0; i < open; i++) {
    const values: Record<string, string | number> = {
      method: text('publickey'),
      user: text(`user${i}`),
      addr: text(`10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`),
      port: i & 65535,
      host: text(`host${i % 50}`),
      pid: text(String(i)),
      app: 'sshd',
    };
    const list = fields.map(({ name }) => values[name]);
    for (const value of list) if (typeof value === 'string') captured += 12 + 8 * Math.ceil(value.length / 8);
    const time = Math.floor(i / 1000) * SECOND;
    engine.accept(time, [{ record, time, weight: 1, values: list, source: 0, line: i + 1 }]);
  }
  const { user } = process.cpuUsage(start);
  const bytes = used() - before;
  const rss = process.memoryUsage().rss / 2 ** 20;
  process.stdout.write(
    `${open} open: ${(bytes / open).toFixed(0)} B each, ${(captured / open).toFixed(0)} B of them captured text; ` +
      `${(user / open).toFixed(2)} µs a record; RSS ${rss.toFixed(0)} MiB\n`,
  );
  engine.end();
}
