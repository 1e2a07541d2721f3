/** Sends from one outbox until it is stopped: for good, or because its destination will be reached in another way. */

import { type DeadLetter, Delivering, type DeliveryCounters, type RetryPolicy } from '../outputs/senders/delivering.ts';
import type { Sender } from '../outputs/senders/sender.ts';
import type { Clock } from '../state/clock.ts';
import type { DiskOutbox } from '../state/outbox.ts';

/** How a destination is reached. */
export interface Sending {
  sender: Sender;
  policy?: Partial<RetryPolicy>;
  /** What the sender was made from, for comparison. Contains secrets, so it must never be shown. */
  made?: string;
}

export interface DispatchOptions {
  name: string;
  outbox: DiskOutbox;
  clock: Clock;
  counters: DeliveryCounters;
  bury(letter: DeadLetter, signal: AbortSignal): Promise<boolean>;
  /** Receives sentences that an operator should read. */
  tell(text: string): void;
  /** Called for an error that ends the sending: one of the disk. */
  fail(error: unknown): void;
}

export class Dispatch {
  private readonly stopping = new AbortController();
  private readonly over: Promise<void>;

  constructor({ sender, policy = {} }: Sending, { bury, clock, fail, ...rest }: DispatchOptions) {
    const { signal } = this.stopping;
    const rhythm = { now: () => clock.elapsed(), sleep: clock.sleep, random: Math.random };
    const delivering = new Delivering({ ...rest, sender, policy, rhythm, bury: (letter) => bury(letter, signal) });
    this.over = delivering.run(signal).catch(fail);
  }

  /** Resolves when nothing is in flight any more. */
  stop(): Promise<void> {
    this.stopping.abort();
    return this.over;
  }
}
