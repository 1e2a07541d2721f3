/**
 * Does what may take so many milliseconds, and no longer than it is wanted. What it is given is aborted when either is over, and
 * it is not waited for any more: one attempt that does not end would hold up all that come after it. Then nothing is left: neither a timer nor a listener at a signal that lasts. Signals made of others
 * (`AbortSignal.any`) left a kilobyte there for each delivery.
 *
 * @throws Error that it has timed out; or what the work throws
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
