/**
 * Runs work for at most `millis` milliseconds, and no longer than it is wanted. The signal passed to it is aborted when
 * either ends, and the work is then not waited for any more: a single attempt that hangs would block all later ones.
 * Neither a timer nor a listener on a long-lived signal remains; combined signals (`AbortSignal.any`) left a kilobyte
 * there for each delivery.
 *
 * @throws Error on a timeout, or whatever the work throws
 */
export async function withinTime<T>(millis: number, wanted: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(new Error(`timed out after ${millis / 1000} s`)), millis);
  const stop = () => over.abort(wanted.reason);
  wanted.addEventListener('abort', stop, { once: true });
  const end = new Promise<never>((_, reject) => over.signal.addEventListener('abort', () => reject(over.signal.reason), { once: true }));
  if (wanted.aborted) stop();
  try {
    return await Promise.race([end, work(over.signal)]);
  } finally {
    clearTimeout(timer);
    wanted.removeEventListener('abort', stop);
  }
}
