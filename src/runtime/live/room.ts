/** Work that waits for a disk that is full. */

import type { Clock } from '../state/clock.ts';
import { isFull } from '../state/disk.ts';
import { USUAL_PACE } from './pace.ts';

interface Waiting {
  clock: Pick<Clock, 'sleep'>;
  /** Ends the waiting. */
  signal?: AbortSignal;
  /** Called when there is no room at first. */
  onFull?(): void;
}

/**
 * Does work that may fail because the disk is full, and then again each second until there is room. Undefined if the signal is
 * aborted before that. @throws what it fails for otherwise
 */
export async function withRoom<T>(work: () => Promise<T>, { clock, signal, onFull }: Waiting): Promise<T | undefined> {
  for (let isFirst = true; !signal?.aborted; isFirst = false) {
    try {
      return await work();
    } catch (error) {
      if (!isFull(error)) throw error;
      if (isFirst) onFull?.();
      await clock.sleep(USUAL_PACE.retry, signal);
    }
  }
  return undefined;
}
