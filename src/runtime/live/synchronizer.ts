/** When what was written is made safe from a loss of power: soon, or at once if a sender waits for it. */

import type { Clock } from '../state/clock.ts';

/** What is written to: a journal, or a capture. */
interface Written {
  /** Resolves when all that was written by now is safe. */
  sync(): Promise<void>;
}

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
    private readonly written: Written,
    private readonly clock: Clock,
    /** Milliseconds after which what was written is made safe. */
    private readonly delay: number,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  /** Resolves when all that waits to be written now is safe. */
  durable(): Promise<void> {
    this.waiting ??= waiting();
    return this.waiting.promise;
  }

  /** To be called when what waited has been written. */
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

  private async syncFor({ resolve, reject }: Waiting): Promise<void> {
    try {
      await this.written.sync();
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
