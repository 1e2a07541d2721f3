/** Where a worker thread begins. */

import { parentPort, workerData } from 'node:worker_threads';
import { EngineWorker, type Work, type WorkerSetup } from './engine-worker.ts';

const worker = new EngineWorker(workerData as WorkerSetup);

parentPort?.on('message', (work: Work) => {
  const done = worker.do(work);
  parentPort?.postMessage(
    done,
    done.outcomes.map(({ numbers }) => numbers.buffer),
  );
});
