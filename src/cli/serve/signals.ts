/** Stops by signal what would run for ever. */

import { ExitCode } from '../exit-code.ts';
import { diskFailure } from './disk-failure.ts';

/** A server, or a capture. */
export interface Endless {
  /** Works until the signal is aborted, if it does not end before. */
  run(signal: AbortSignal): Promise<void>;
  /** Deals with what has come. */
  close(): Promise<void>;
}

/** How long dealing with what has come may take, milliseconds. */
const DRAIN = 10_000;

/**
 * Runs until a signal asks to stop; then says so, and deals with what has come. A second signal ends at once.
 * @throws Failure when the disk fails.
 */
export async function untilSignal(work: Endless, say: (text: string) => void, farewell: string): Promise<ExitCode> {
  const stop = new AbortController();
  const onSignal = (code: ExitCode) => () => {
    if (stop.signal.aborted) process.exit(code);
    say(farewell);
    stop.abort();
    setTimeout(() => {
      say(
        `That takes longer than ${DRAIN / 1000} s: the process ends now. What is not saved is recovered at the next start, as after a crash.`,
      );
      process.exit(code);
    }, DRAIN).unref();
  };
  const onInterrupt = onSignal(ExitCode.interrupted);
  const onTerminate = onSignal(ExitCode.terminated);
  process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate);
  try {
    await work.run(stop.signal);
    await work.close();
    return ExitCode.fine;
  } catch (error) {
    throw diskFailure(error);
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate);
  }
}

/** Does something at each SIGHUP, one after the other; answers how to end that. @param work never rejects */
export function onHangUp(work: () => Promise<void>): () => void {
  let last = Promise.resolve();
  const again = () => {
    last = last.then(work);
  };
  process.on('SIGHUP', again);
  return () => process.off('SIGHUP', again);
}
