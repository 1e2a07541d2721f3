/**
 * Does what may take so many milliseconds, and no longer than it is wanted; what it is given is aborted when either is over.
 * When it is, nothing is left of it: neither a timer nor a listener at a signal that lasts. Signals made of others
 * (`AbortSignal.any`) left a kilobyte there for each delivery.
 *
 * @throws Error that it has timed out; or what the work throws
 */
export async function withinTime<T>(millis: number, wanted: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const over = new AbortController();
  const late = new Error(`timed out after ${millis / 1000} s`);
  const timer = setTimeout(() => over.abort(late), millis);
  const stop = () => over.abort(wanted.reason);
  wanted.addEventListener('abort', stop, { once: true });
  if (wanted.aborted) stop();
  try {
    return await work(over.signal);
  } catch (error) {
    throw over.signal.reason === late ? late : error;
  } finally {
    clearTimeout(timer);
    wanted.removeEventListener('abort', stop);
  }
}
