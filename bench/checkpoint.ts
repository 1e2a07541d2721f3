/**
 * The cost of a checkpoint with much open state: CPU time and memory, and how long it blocks the thread of the rules,
 * in CPU time, so that other work on the machine does not count. Then it is restored.
 *
 * node --expose-gc scripts/run.mjs bench/checkpoint.ts [OPEN]
 */

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv } from 'node:process';
import { loadPlan } from '../src/cli/loading.ts';
import { Engine } from '../src/runtime/engine/engine.ts';
import { unpackPieces } from '../src/runtime/engine/packed/pieces.ts';
import { USUAL_PACE } from '../src/runtime/live/pace.ts';
import { Checkpoints } from '../src/runtime/state/checkpoint.ts';
import { systemDisk } from '../src/runtime/state/system-disk.ts';
import { fieldsOf } from './openings.ts';

interface Content {
  engine: unknown;
}

const open = Number(argv[2] ?? 1_000_000);
const read = await loadPlan({ paths: ['bench/rules/task-t.corr'] }, { color: false } as never);
const plan = { ...read, rules: read.rules.map((rule) => ({ ...rule, limit: Math.max(rule.limit, open) })) };
const folder = mkdtempSync(join(tmpdir(), 'corr-checkpoint-'));
const say = (text: string) => process.stdout.write(`${text}\n`);
const cpu = () => process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000;
const peak = () => `${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB at most`;

/** The duration of each turn of the event loop, in ms of CPU time. */
async function turnsDuring(begin: () => Promise<void>): Promise<number[]> {
  const turns: number[] = [];
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  let last = cpu();
  const work = begin();
  void work.then(over, over);
  while (!isOver) {
    await new Promise(setImmediate);
    const now = cpu();
    turns.push(now - last);
    last = now;
  }
  await work;
  return turns.sort((a, b) => a - b);
}

const engine = new Engine(plan, { onOutcome: () => {} });
const record = plan.records.findIndex(({ name }) => name === 'sshd.accepted');
for (let i = 0; i < open; i++) {
  const of = fieldsOf(i);
  const values = plan.records[record]!.fields.map(({ name }) => of[name]);
  engine.accept(Math.floor(i / 500) * 1_000_000, [
    { record, time: Math.floor(i / 500) * 1_000_000, weight: 1, values, source: 0, line: i + 1 },
  ]);
}
globalThis.gc?.();
say(`${engine.open} open: RSS ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB, ${peak()}`);
try {
  const checkpoints = new Checkpoints<Content>(systemDisk, folder, USUAL_PACE.part, unpackPieces);
  const start = cpu();
  const content: Content = { engine: engine.save() };
  say(`taken in ${(cpu() - start).toFixed(0)} ms; ${peak()}`);
  const turns = await turnsDuring(() => checkpoints.write(content));
  const [p99, most] = [turns[Math.floor(turns.length * 0.99)] ?? 0, turns.at(-1) ?? 0];
  const size = statSync(join(folder, 'checkpoint-b')).size / 2 ** 20;
  say(
    `written in ${(cpu() - start).toFixed(0)} ms in all, ${size.toFixed(0)} MiB; a turn at most ${most.toFixed(0)}, p99 ${p99.toFixed(1)} ms; ${peak()}`,
  );
  const again = cpu();
  const found = new Checkpoints<Content>(systemDisk, folder, USUAL_PACE.part, unpackPieces).read(
    (one): one is Content => one !== undefined,
  );
  if (typeof found === 'string') throw new Error(found);
  const restored = new Engine(plan, { onOutcome: () => {} });
  restored.restore(found.content.engine);
  say(`${restored.open} restored in ${(cpu() - again).toFixed(0)} ms; ${peak()}`);
} finally {
  rmSync(folder, { recursive: true });
}
