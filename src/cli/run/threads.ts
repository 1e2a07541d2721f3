import { Worker } from 'node:worker_threads';
import { shipped } from '../../library/shipped.ts';
import type { WorkerSetup } from '../../runtime/workers/engine-worker.ts';

/** Starts a worker thread that runs rules. */
export function startThread(setup: WorkerSetup): Worker {
  return new Worker(shipped('worker.js'), { workerData: setup });
}
