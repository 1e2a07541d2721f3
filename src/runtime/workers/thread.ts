/** The entry point of a worker thread. */

import { parentPort, workerData } from 'node:worker_threads';
import { type Answer, EngineWorker, type Work, type WorkerSetup } from './engine-worker.ts';
import { waitFor } from './portion-gate.ts';

const setup = workerData as WorkerSetup;
const worker = new EngineWorker(setup, (portion) => {
  waitFor(setup.gate);
  send(portion);
});

parentPort?.on('message', (work: Work) => send(worker.do(work)));

function send(answer: Answer): void {
  parentPort?.postMessage(answer, [answer.outcomes.numbers.buffer]);
}
