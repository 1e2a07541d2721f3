import { type Answer, EngineWorker, type Work, type WorkerSetup } from '../../../src/runtime/workers/engine-worker.ts';
import type { WorkerPort } from '../../../src/runtime/workers/worker-engines.ts';

/**
 * A worker in this thread, which never waits at its gate. Messages are copied, as between threads, and answers arrive
 * after a delay.
 */
export function localPort(setup: WorkerSetup, delay: () => number = () => 0): WorkerPort {
  let told: Answer[] = [];
  const worker = new EngineWorker(structuredClone(setup), (portion) => told.push(portion));
  const listeners: ((answer: Answer) => void)[] = [];
  let answered = Promise.resolve();
  return {
    postMessage(work: Work) {
      const copy = structuredClone(work);
      answered = answered.then(async () => {
        told.push(worker.do(copy));
        const answers = told;
        told = [];
        for (const answer of answers) {
          for (let left = delay(); left > 0; left--) await Promise.resolve();
          for (const listener of listeners) listener(structuredClone(answer));
        }
      });
    },
    on(event, listener) {
      if (event === 'message') listeners.push(listener as (answer: Answer) => void);
    },
    terminate() {},
  };
}
