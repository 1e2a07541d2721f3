/** How a run handles signals. */

import { ExitCode } from '../exit-code.ts';
import type { Meter } from './meter.ts';

/**
 * Works until the end, or until the first signal, which calls `end`; what was read so far is then summarized. A second
 * signal exits at once. SIGUSR1 reports the progress.
 */
export async function whileListening(end: () => void, meter: Meter, work: () => Promise<void>): Promise<ExitCode | undefined> {
  let ended: ExitCode | undefined;
  const stop = (code: ExitCode) => () => {
    if (ended !== undefined) process.exit(code);
    ended = code;
    end();
  };
  const onInterrupt = stop(ExitCode.interrupted);
  const onTerminate = stop(ExitCode.terminated);
  const onAsked = () => meter.say();
  process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate).on('SIGUSR1', onAsked);
  try {
    await work();
    return ended;
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate).off('SIGUSR1', onAsked);
  }
}
