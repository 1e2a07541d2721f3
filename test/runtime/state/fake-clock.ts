import type { Clock } from '../../../src/runtime/state/clock.ts';

/** A clock that stands still until it is moved. Whoever sleeps is woken when its time has come. */
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

  /** Time goes on, by both clocks. */
  advance(milliseconds: number): void {
    this.milliseconds += milliseconds;
    this.wall += milliseconds * 1000;
    const due = this.sleeping.filter(({ until }) => until <= this.milliseconds);
    this.sleeping = this.sleeping.filter(({ until }) => until > this.milliseconds);
    for (const { wake } of due) wake();
  }

  /** Somebody sets the clock of the machine. */
  set(now: number): void {
    this.wall = now;
  }
}
