/** Turn after turn: at once while something comes, otherwise when something does, or when it is time to look. */

import type { Clock } from '../state/clock.ts';
import { isFull } from './full-disk.ts';
import type { Gathering } from './gathering.ts';
import type { Pace } from './pace.ts';

export interface TurnsOptions {
  clock: Clock;
  pace: Pick<Pace, 'poll' | 'retry'>;
  /** Takes what has come; answers whether anything had. What a full disk did not take is tried again. @throws Error of the disk. */
  turn(): Promise<boolean>;
  /** Where it comes from: while the disk is full, nothing more is read. */
  gathering: Pick<Gathering, 'pause' | 'resume'>;
  /** Is given sentences that an operator should read. */
  note(text: string): void;
}

export class Turns {
  /** The disk is full. */
  isFull = false;
  private isWoken = false;
  private sleep: AbortController | undefined;
  /** An error that ends the run. */
  private failure: unknown;

  constructor(private readonly options: TurnsOptions) {}

  /** Something has come: there is a turn at once. */
  wake(): void {
    this.isWoken = true;
    this.sleep?.abort();
  }

  /** Ends {@link run} with an error. */
  fail(error: unknown): void {
    this.failure ??= error;
    this.wake();
  }

  /** Turns until the signal is aborted. @throws Error of the disk, but for one that is full: that is waited for. */
  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.wake());
    while (!signal.aborted) {
      this.isWoken = false;
      const isBusy = await this.tryTurn();
      if (this.failure !== undefined) throw this.failure;
      if (!isBusy && !signal.aborted) await this.rest();
      // What sockets have brought meanwhile comes first, so that it is written at once.
      await nextTurnOfLoop();
    }
  }

  /** Turns until something has happened, and then once more: what came until then is dealt with. @throws Error of the disk. */
  async until(event: Promise<void>): Promise<void> {
    let hasHappened = false;
    const happened = () => {
      hasHappened = true;
    };
    event.then(happened, happened);
    while (!hasHappened) {
      await this.options.turn();
      await nextTurnOfLoop();
    }
    await event;
    await this.options.turn();
  }

  /** Makes one turn; answers whether the next should follow at once. */
  private async tryTurn(): Promise<boolean> {
    const { turn, gathering, note } = this.options;
    try {
      const isBusy = await turn();
      if (this.isFull) note('There is room on the disk again: reading goes on.');
      this.isFull = false;
      gathering.resume();
      return isBusy;
    } catch (error) {
      if (!isFull(error)) throw error;
      if (!this.isFull) note('The disk is full: nothing is read until there is room.');
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
