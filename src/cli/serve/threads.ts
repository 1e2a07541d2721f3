import { Worker } from 'node:worker_threads';
import { shipped } from '../../library/shipped.ts';
import type { StartReceiver } from '../../runtime/inputs/net/thread/threaded-receiver.ts';

/** Starts a receiver thread. */
export const startReceiver: StartReceiver = (address) => new Worker(shipped('receiver.js'), { workerData: address });
