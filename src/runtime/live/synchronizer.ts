/** When the journal is made safe from a loss of power: soon, or at once if a sender waits for it. */

import type { Clock } from '../state/clock.ts';
import type { Journal } from '../state/journal.ts';

interface Waiting {
  promise: Promise<void>;
  resolve: () => void;
  reject: (error: unknown) => void;
}

export class Synchronizer {
  /** Those who wait for what is not written yet. */
  private waiting: Waiting | undefined;
  private timer: AbortController | undefined;

  constructor(
    private readonly journal: Journal,
    private readonly clock: Clock,
    /** Milliseconds after which what was written is made safe. */
    private readonly delay: number,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  /** Resolves when all that waits in the journal now is safe. */
  durable(): Promise<void> {
    this.waiting ??= waiting();
    return this.waiting.promise;
  }

  /** The journal was written. */
  written(): void {
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
    await this.journal.sync().catch(this.onFailure);
  }

  private async syncFor({ resolve, reject }: Waiting): Promise<void> {
    try {
      await this.journal.sync();
      resolve();
    } catch (error) {
      reject(error);
      this.onFailure(error);
    }
  }
}

function waiting(): Waiting {
  let resolve = () => {};
  let reject: Waiting['reject'] = () => {};
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
