/** Runs turn after turn: at once while there is input, otherwise when some comes or when it is time to check. */

import { isFull } from '../state/disk.ts';
import type { Gathering } from './gathering.ts';
import type { LiveWorld, Pace } from './pace.ts';

interface TurnsOptions extends Pick<LiveWorld, 'clock' | 'note'> {
  pace: Pick<Pace, 'poll' | 'retry'>;
  /** Takes the available input; returns whether there was any. Retries what a full disk did not take. @throws Error of the disk. */
  turn(): Promise<boolean>;
  /** The input, which is paused while the disk is full. */
  gathering: Pick<Gathering, 'pause' | 'resume' | 'listenAnew'>;
}

/** A turn and its rest take no longer than this many milliseconds unless the process did not run, as on a machine that was suspended. */
const STALL = 1000;

export class Turns {
  /** Whether the disk is full. */
  isFull = false;
  private isWoken = false;
  private sleep: AbortController | undefined;
  /** An error that ends the run. */
  private failure: unknown;

  constructor(private readonly options: TurnsOptions) {}

  /** Must be called when something has come: starts a turn at once. */
  wake(): void {
    this.isWoken = true;
    this.sleep?.abort();
  }

  /** Ends {@link run}, or {@link until}, with an error. */
  fail(error: unknown): void {
    this.failure ??= error;
    this.wake();
  }

  /** Runs turns until the signal is aborted. @throws Error of the disk, except when it is full, which is waited out. */
  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.wake());
    const { clock, gathering } = this.options;
    gathering.listenAnew();
    while (!signal.aborted) {
      const began = clock.elapsed();
      this.isWoken = false;
      const isBusy = await this.tryTurn();
      this.check();
      if (!isBusy && !signal.aborted) await this.rest();
      // Lets sockets deliver first, so that their data is written at once.
      await nextTurnOfLoop();
      if (clock.elapsed() - began > STALL) gathering.listenAnew();
    }
    this.check();
  }

  /** Runs turns until an event has happened, and one more to handle what came before it. @throws Error of the disk. */
  async until(event: Promise<void>): Promise<void> {
    let hasHappened = false;
    const happened = () => {
      hasHappened = true;
    };
    event.then(happened, happened);
    while (!hasHappened) {
      await this.turn();
      await nextTurnOfLoop();
    }
    await event;
    await this.turn();
    this.check();
  }

  /** @throws The error that ends the run, if there is one. */
  private check(): void {
    if (this.failure !== undefined) throw this.failure;
  }

  /** Runs one turn, after which there is room for more; returns whether the next should follow at once. */
  private async turn(): Promise<boolean> {
    const { turn, gathering, note } = this.options;
    const isBusy = await turn();
    if (this.isFull) note('There is space on the disk again: reading continues.');
    this.isFull = false;
    gathering.resume();
    return isBusy;
  }

  /** As {@link turn}, but stops reading while the disk is full. */
  private async tryTurn(): Promise<boolean> {
    const { gathering, note } = this.options;
    try {
      return await this.turn();
    } catch (error) {
      if (!isFull(error)) throw error;
      if (!this.isFull) note('The disk is full: nothing is read until there is space.');
      this.isFull = true;
      gathering.pause();
      return false;
    }
  }

  private async rest(): Promise<void> {
    const { clock, pace } = this.options;
    if (this.isWoken && !this.isFull) return;
    this.sleep = new AbortController();
    await clock.sleep(this.isFull ? pace.retry : pace.poll, this.sleep.signal);
    this.sleep = undefined;
  }
}

function nextTurnOfLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
