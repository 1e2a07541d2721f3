/** Decides when written data is made safe from a power failure: soon, or at once if a sender waits for it. */

import { type Deferred, deferred } from '../deferred.ts';
import type { Clock } from '../state/clock.ts';

/** The file written to: a journal, or a capture. */
interface Written {
  /** Resolves when everything written so far is safe. */
  sync(): Promise<void>;
}

export class Synchronizer {
  /** Those waiting for what is not yet written. */
  private waiting: Deferred<void> | undefined;
  private timer: AbortController | undefined;

  constructor(
    private readonly written: Written,
    private readonly clock: Clock,
    /** Milliseconds after which written data is made safe. */
    private readonly delay: number,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  /** Resolves when everything that now waits to be written is safe. */
  durable(): Promise<void> {
    this.waiting ??= deferred();
    return this.waiting.promise;
  }

  /** Must be called when what was waiting has been written. */
  wrote(): void {
    if (this.waiting) void this.syncFor(this.waiting);
    else if (!this.timer) void this.syncSoon();
    this.waiting = undefined;
  }

  close(): void {
    this.timer?.abort();
  }

  private async syncSoon(): Promise<void> {
    const timer = new AbortController();
    this.timer = timer;
    await this.clock.sleep(this.delay, timer.signal);
    this.timer = undefined;
    if (timer.signal.aborted) return;
    await this.written.sync().catch(this.onFailure);
  }

  private async syncFor({ resolve, reject }: Deferred<void>): Promise<void> {
    try {
      await this.written.sync();
      resolve();
    } catch (error) {
      reject(error);
      this.onFailure(error);
    }
  }
}
