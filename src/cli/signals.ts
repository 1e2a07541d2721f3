/** How commands handle signals. */

import { diskFailure, ExitCode } from './exit-code.ts';
import type { Meter } from './run/meter.ts';

/** A server, or a capture. */
export interface Endless {
  /** Works until the signal is aborted, or until it ends by itself. */
  run(signal: AbortSignal): Promise<void>;
  /** Processes what has arrived. */
  close(): Promise<void>;
  /** Said when it begins to stop: a sentence. */
  farewell: string;
  /** What becomes of what it cannot process in time: a sentence. */
  unfinished: string;
}

/** The time limit for processing what has arrived, milliseconds. */
const DRAIN = 10_000;

/** Signals that ask to end. */
const ENDINGS = [
  ['SIGINT', ExitCode.interrupted],
  ['SIGTERM', ExitCode.terminated],
] as const;

/**
 * Calls `stop` at the first signal that asks to end, with the exit code and a function that ends the process at once, as a
 * second signal does. Returns a function that ends the listening.
 */
export function onEnding(stop: (code: ExitCode, endNow: () => void) => void): () => void {
  let isStopping = false;
  const listeners = ENDINGS.map(([signal, code]) => {
    const endNow = () => endBy(signal, code);
    const listener = () => {
      if (isStopping) endNow();
      isStopping = true;
      stop(code, endNow);
    };
    process.on(signal, listener);
    return () => process.off(signal, listener);
  });
  return () => {
    for (const off of listeners) off();
  };
}

/**
 * Ends the process at once, by the signal itself: `process.exit` first waits for reads that block, perhaps forever, such as
 * those of a pipe, or of a network mount that hangs. A shell sees the same code.
 */
function endBy(signal: NodeJS.Signals, code: ExitCode): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
  // Signals do not end the first process of a container.
  process.exit(code);
}

/**
 * Works until the end, or until the first signal, which calls `end`; what was read so far is then summarized. SIGUSR1
 * reports the progress. Resolves to the exit code of the signal, if one came.
 */
export async function whileListening(end: () => void, meter: Meter, work: () => Promise<void>): Promise<ExitCode | undefined> {
  let ended: ExitCode | undefined;
  const off = onEnding((code) => {
    ended = code;
    end();
  });
  const onAsked = () => meter.say();
  process.on('SIGUSR1', onAsked);
  try {
    await work();
    return ended;
  } finally {
    off();
    process.off('SIGUSR1', onAsked);
  }
}

/**
 * Runs until a signal asks to stop; then reports that, and processes what has arrived.
 * @throws Failure if the disk fails
 */
export async function untilSignal(work: Endless, say: (text: string) => void): Promise<void> {
  const stop = new AbortController();
  const off = onEnding((_code, endNow) => {
    say(work.farewell);
    stop.abort();
    setTimeout(() => {
      say(`That takes longer than ${DRAIN / 1000} s: the process ends now. ${work.unfinished}`);
      endNow();
    }, DRAIN).unref();
  });
  try {
    await work.run(stop.signal);
    await work.close();
  } catch (error) {
    throw diskFailure(error);
  } finally {
    off();
  }
}

/**
 * Runs `work` on each SIGHUP, one run after another; returns a function that stops this.
 * @param work must never reject
 */
export function onHangUp(work: () => Promise<void>): () => void {
  let last = Promise.resolve();
  const again = () => {
    last = last.then(work);
  };
  process.on('SIGHUP', again);
  return () => process.off('SIGHUP', again);
}
