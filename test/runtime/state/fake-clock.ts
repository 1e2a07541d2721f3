import type { Clock } from '../../../src/runtime/state/clock.ts';

/** A clock that stands still until it is advanced. Sleepers wake when their time has come. */
export class FakeClock implements Clock {
  private wall: number;
  private milliseconds = 0;
  private sleeping: { until: number; wake: () => void }[] = [];

  constructor(start = Date.UTC(2024, 4, 2) * 1000) {
    this.wall = start;
  }

  now(): number {
    return this.wall;
  }

  elapsed(): number {
    return this.milliseconds;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      this.sleeping.push({ until: this.milliseconds + milliseconds, wake: resolve });
      signal?.addEventListener('abort', () => resolve());
    });
  }

  /** Advances both clocks. */
  advance(milliseconds: number): void {
    this.milliseconds += milliseconds;
    this.wall += milliseconds * 1000;
    const due = this.sleeping.filter(({ until }) => until <= this.milliseconds);
    this.sleeping = this.sleeping.filter(({ until }) => until > this.milliseconds);
    for (const { wake } of due) wake();
  }

  /** Sets the wall clock, like a change of the machine's clock. */
  set(now: number): void {
    this.wall = now;
  }
}
