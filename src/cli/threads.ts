/** Starts the threads of the program, whose code is next to the bundle. */

import { Worker } from 'node:worker_threads';
import { shipped } from '../library/shipped.ts';
import type { StartReceiver } from '../runtime/inputs/net/thread/threaded-receiver.ts';
import type { WorkerSetup } from '../runtime/workers/engine-worker.ts';

/** Runs rules. */
export const startRules = (setup: WorkerSetup): Worker => new Worker(shipped('worker.js'), { workerData: setup });

/** Receives datagrams. */
export const startReceiver: StartReceiver = (address) => new Worker(shipped('receiver.js'), { workerData: address });
