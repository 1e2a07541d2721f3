/**
 * The memory of an open transaction or window, and the cost of a record as more are open: task T's sessions, or its
 * windows, each opened by one record.
 *
 * node --expose-gc scripts/run.mjs bench/memory.ts [sessions|windows] [OPEN…]
 */

import { argv } from 'node:process';
import { loadPlan } from '../src/cli/loading.ts';
import { Engine } from '../src/runtime/engine/engine.ts';
import { fieldsOf } from './openings.ts';

const plan = await loadPlan({ paths: ['bench/rules/task-t.corr'] }, { color: false } as never);
const SECOND = 1_000_000;

function used(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Opens this many, each with one record. */
function measure(open: number, what: string, name: string, perSecond: number): void {
  const record = plan.records.findIndex((one) => one.name === name);
  const fields = plan.records[record]?.fields ?? [];
  let captured = 0;
  const engine = new Engine(plan, { onOutcome: () => {} });
  const before = used();
  const start = process.cpuUsage();
  for (let i = 0; i < open; i++) {
    const of = fieldsOf(i);
    const values = fields.map((field) => of[field.name]);
    for (const value of values) if (typeof value === 'string') captured += 12 + 8 * Math.ceil(value.length / 8);
    const time = Math.floor(i / perSecond) * SECOND;
    engine.accept(time, [{ record, time, weight: 1, values, source: 0, line: i + 1 }]);
  }
  const { user } = process.cpuUsage(start);
  const bytes = used() - before;
  const rss = process.memoryUsage().rss / 2 ** 20;
  const texts = what === 'sessions' ? `, of records with ${(captured / open).toFixed(0)} B of text` : '';
  process.stdout.write(
    `${open} ${what}: ${(bytes / open).toFixed(0)} B each${texts}; ${(user / open).toFixed(2)} µs a record; RSS ${rss.toFixed(0)} MiB\n`,
  );
  engine.end();
}

const [what = 'sessions', ...numbers] = argv.slice(2);
for (const open of numbers.length > 0 ? numbers.map(Number) : [100_000, 1_000_000]) {
  if (what === 'sessions') measure(open, what, 'sshd.accepted', 1000);
  // Windows last for 60 s.
  else measure(open, what, 'sshd.failed', open / 50);
}
