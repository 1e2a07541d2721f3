import { type Done, EngineWorker, type Work, type WorkerSetup } from '../../../src/runtime/workers/engine-worker.ts';
import type { WorkerPort } from '../../../src/runtime/workers/worker-engines.ts';

/** A worker in this thread. All that passes is copied, as between threads, and answers come some time later. */
export function localPort(setup: WorkerSetup, delay: () => number = () => 0): WorkerPort {
  const worker = new EngineWorker(structuredClone(setup));
  const listeners: ((done: Done) => void)[] = [];
  let answered = Promise.resolve();
  return {
    postMessage(work: Work) {
      const copy = structuredClone(work);
      answered = answered.then(async () => {
        for (let left = delay(); left > 0; left--) await Promise.resolve();
        const done = structuredClone(worker.do(copy));
        for (const listener of listeners) listener(done);
      });
    },
    on(event, listener) {
      if (event === 'message') listeners.push(listener as (done: Done) => void);
    },
    terminate() {},
  };
}
