import { performance } from 'node:perf_hooks';
import { type Clock, LONGEST_WAIT } from './clock.ts';

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => Date.now() * 1000,
  elapsed: () => performance.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, Math.min(milliseconds, LONGEST_WAIT));
      signal?.addEventListener('abort', done);
    }),
};
