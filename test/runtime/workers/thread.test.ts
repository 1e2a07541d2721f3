import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { compile } from '../../../src/dsl/compiler.ts';
import { shipped } from '../../../src/library/shipped.ts';
import type { Answer, WorkerSetup } from '../../../src/runtime/workers/engine-worker.ts';
import { RecordPacker } from '../../../src/runtime/workers/packed-records.ts';
import { letThrough, MOST_PORTIONS, newGate } from '../../../src/runtime/workers/portion-gate.ts';

const { plan } = compile(
  { read: () => 'records r from json { a = { kind: "a", k: text } }\ntransaction t { key k start r.a then r.a timeout after 1h }\n' },
  ['rules.corr'],
);
if (!plan) throw new Error('the rules do not compile');

const OPEN = 100;
const PORTION = 5;

/** A worker thread that receives this many openings, and then the end. */
function threadWithMuch(): { worker: Worker; gate: WorkerSetup['gate'] } {
  const gate = newGate();
  const workerData: WorkerSetup = {
    ...{ plan: plan!, workers: 1, worker: 0, sinks: [], sources: [], gate },
    portion: { outcomes: PORTION, text: 1 },
  };
  const worker = new Worker(shipped('dist/worker.js'), { workerData });
  const packer = new RecordPacker();
  for (let i = 0; i < OPEN; i++)
    packer.add(i, [{ record: 0, time: i, weight: 1, values: plan!.records[0]!.fields.map(() => `k${i}`), source: 0, line: i }]);
  worker.postMessage({ records: packer.take() });
  worker.postMessage({ end: 'open' });
  return { worker, gate };
}

it('hands over no more than some portions before they are taken, and then the next', async () => {
  const { worker, gate } = threadWithMuch();
  const answers: Answer[] = [];
  let taken = 0;
  worker.on('message', (answer: Answer) => {
    if (!('faults' in answer)) expect(answers.push(answer) - taken).toBeLessThanOrEqual(MOST_PORTIONS);
  });
  while (taken < OPEN / PORTION) {
    await expect.poll(() => answers.length).toBe(Math.min(taken + MOST_PORTIONS, OPEN / PORTION));
    letThrough(gate);
    taken++;
  }
  await worker.terminate();
});

it('ends while it waits', async () => {
  const { worker } = threadWithMuch();
  for (let i = 0; i < MOST_PORTIONS; i++) await once(worker, 'message');
  await worker.terminate();
});
