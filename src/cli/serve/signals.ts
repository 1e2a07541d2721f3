/** How a server is stopped. */

import type { Live } from '../../runtime/live.ts';
import { ExitCode } from '../exit-code.ts';

/** What has come is dealt with for so long, milliseconds. */
const DRAIN = 10_000;

/** Runs until a signal asks to stop; then what has come is dealt with, and all state is saved. A second signal ends at once. */
export async function untilSignal(live: Live, say: (text: string) => void): Promise<ExitCode> {
  const stop = new AbortController();
  const onSignal = (code: ExitCode) => () => {
    if (stop.signal.aborted) process.exit(code);
    say('Stopping: what has come is dealt with, and all state is saved.');
    stop.abort();
    // What is not done by then is as safe as after a crash.
    setTimeout(() => process.exit(code), DRAIN).unref();
  };
  const onInterrupt = onSignal(ExitCode.interrupted);
  const onTerminate = onSignal(ExitCode.terminated);
  process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate);
  try {
    await live.run(stop.signal);
    await live.close();
    return ExitCode.fine;
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate);
  }
}

/** Does something at each SIGHUP, one after the other; answers how to end that. */
export function onHangUp(work: () => Promise<void>): () => void {
  let last = Promise.resolve();
  const again = () => {
    last = last.then(work);
  };
  process.on('SIGHUP', again);
  return () => process.off('SIGHUP', again);
}
