/** Sends from one outbox until it is stopped: for good, or because its destination will be reached in another way. */

import { type DeadLetter, Delivering, type DeliveringOptions, type RetryPolicy } from '../outputs/senders/delivering.ts';
import type { Sender } from '../outputs/senders/sender.ts';
import type { DeliveryWorld } from './deliveries.ts';

/** How a destination is reached. */
export interface Sending {
  sender: Sender;
  policy?: Partial<RetryPolicy>;
  /** What the sender was made from, for comparison. Contains secrets, so it must never be shown. */
  made?: string;
}

interface DispatchOptions extends Pick<DeliveringOptions, 'counters' | 'name' | 'note' | 'outbox'>, Pick<DeliveryWorld, 'clock' | 'fail'> {
  bury(letter: DeadLetter, signal: AbortSignal): Promise<boolean>;
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
