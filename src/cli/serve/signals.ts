/** Stops by signal what would run forever. */

import { diskFailure, ExitCode } from '../exit-code.ts';

/** A server, or a capture. */
export interface Endless {
  /** Works until the signal is aborted, or until it ends by itself. */
  run(signal: AbortSignal): Promise<void>;
  /** Processes what has arrived. */
  close(): Promise<void>;
}

type Ending = 'SIGINT' | 'SIGTERM';

/** The time limit for processing what has arrived, milliseconds. */
const DRAIN = 10_000;

/**
 * Runs until a signal asks to stop; then reports that, and processes what has arrived. A second signal exits at once.
 * @throws Failure if the disk fails
 */
export async function untilSignal(work: Endless, say: (text: string) => void, farewell: string): Promise<void> {
  const stop = new AbortController();
  const onSignal = (signal: Ending, code: ExitCode) => () => {
    if (stop.signal.aborted) endBy(signal, code);
    say(farewell);
    stop.abort();
    setTimeout(() => {
      say(
        `That takes longer than ${DRAIN / 1000} s: the process ends now. What is not saved is recovered at the next start, as after a crash.`,
      );
      endBy(signal, code);
    }, DRAIN).unref();
  };
  const onInterrupt = onSignal('SIGINT', ExitCode.interrupted);
  const onTerminate = onSignal('SIGTERM', ExitCode.terminated);
  process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate);
  try {
    await work.run(stop.signal);
    await work.close();
  } catch (error) {
    throw diskFailure(error);
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate);
  }
}

/**
 * Ends the process at once, by the signal itself: `process.exit` first waits for reads that block, perhaps forever, such as
 * those of a network mount that hangs. A shell sees the same code.
 */
function endBy(signal: Ending, code: ExitCode): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
  // Signals do not end the first process of a container.
  process.exit(code);
}

/**
 * Runs `work` on each SIGHUP, one run after another; returns a function that stops this. @param work must never reject
 */
export function onHangUp(work: () => Promise<void>): () => void {
  let last = Promise.resolve();
  const again = () => {
    last = last.then(work);
  };
  process.on('SIGHUP', again);
  return () => process.off('SIGHUP', again);
}
