/** From the outbox to a sender: again and again until a parcel is taken, or will never be. */

import { Ration } from '../../ration.ts';
import { counted } from '../figures.ts';
import type { Delivery, Parcel, Sender } from './sender.ts';

/** Where parcels wait. It outlives the process. */
export interface Outbox {
  /** The oldest parcel that was not handed out yet; waits for one. Undefined: there will be none, or the signal is aborted. */
  next(signal: AbortSignal): Promise<Parcel | undefined>;
  /** It is dealt with, for good. A parcel that was handed out and not settled is handed out again after a restart. */
  settle(parcel: Parcel): Promise<void>;
}

/** A parcel that is given up, for people to look at. */
export interface DeadLetter {
  parcel: Parcel;
  /** The output's name. */
  output: string;
  why: string;
  attempts: number;
}

export interface DeliveryCounters {
  sent: number;
  /** Attempts that failed and were followed by another. */
  retries: number;
  /** Dead letters. */
  dead: number;
  /** Why the last attempt failed; absent after one that did not. */
  failing?: string;
}

/** Chance and time, so that tests have neither. */
export interface Rhythm {
  /** Milliseconds, of a clock that only goes forward. */
  now(): number;
  /** Resolves after so many milliseconds, or when the signal is aborted. */
  sleep(millis: number, signal: AbortSignal): Promise<void>;
  /** From 0 to below 1. */
  random(): number;
}

export interface DeliveringOptions {
  /** The output's name. */
  name: string;
  sender: Sender;
  outbox: Outbox;
  /** Called before the parcel is settled; resolves once the letter is safe. False: it is not, as the signal was aborted. */
  bury(letter: DeadLetter): Promise<boolean>;
  /** Is given sentences that an operator should read: never one for each parcel. */
  tell(text: string): void;
  rhythm: Rhythm;
  policy?: Partial<RetryPolicy>;
}

/** All times are milliseconds. */
export interface RetryPolicy {
  /** The wait after the first failure; each further failure doubles it. */
  first: number;
  /** No wait is longer, unless the receiver asks for it. */
  longest: number;
  /** A parcel is given up so long after its first attempt; Infinity: never. */
  giveUp: number;
  /** Parcels that are under way at one time. With more than one, receivers may see them in another order. */
  concurrency: number;
}

const DAY = 86_400_000;
/** So many attempts for one parcel fail before it is told: one or two may by chance. */
const TELLING = 3;
const USUAL_POLICY: RetryPolicy = { first: 1_000, longest: 300_000, giveUp: DAY, concurrency: 1 };

export class Delivering {
  readonly counters: DeliveryCounters = { sent: 0, retries: 0, dead: 0 };
  private readonly policy: RetryPolicy;
  /** It was told that attempts fail. */
  private isDown = false;
  /** Of what is told of dead letters. */
  private readonly ration: Ration;

  constructor(private readonly options: DeliveringOptions) {
    this.policy = { ...USUAL_POLICY, ...options.policy };
    this.ration = new Ration(() => options.rhythm.now());
  }

  /** Until the outbox has no more, or the signal is aborted: what is under way then is not settled. Closes the sender. */
  async run(signal: AbortSignal): Promise<void> {
    try {
      await Promise.all(Array.from({ length: this.policy.concurrency }, () => this.work(signal)));
    } finally {
      await this.options.sender.close();
    }
  }

  private async work(signal: AbortSignal): Promise<void> {
    const { outbox } = this.options;
    while (!signal.aborted) {
      const parcel = await outbox.next(signal);
      if (!parcel) return;
      if (await this.see(parcel, signal)) await outbox.settle(parcel);
    }
  }

  /** Whether it is dealt with. */
  private async see(parcel: Parcel, signal: AbortSignal): Promise<boolean> {
    const { rhythm, sender } = this.options;
    const begun = rhythm.now();
    for (let attempts = 1; ; attempts++) {
      const delivery = await sender.deliver(parcel, signal);
      if (delivery.kind === 'sent') return this.sent();
      if (signal.aborted) return false;
      this.counters.failing = delivery.why;
      const wait = this.waitAfter(delivery, attempts);
      if (wait === undefined || rhythm.now() + wait - begun > this.policy.giveUp) return this.buried(parcel, delivery.why, attempts);
      this.counters.retries++;
      if (attempts === TELLING) this.down(delivery.why);
      await rhythm.sleep(wait, signal);
      if (signal.aborted) return false;
    }
  }

  private sent(): true {
    this.counters.sent++;
    delete this.counters.failing;
    if (this.isDown) this.options.tell(`Output '${this.options.name}' works again.`);
    this.isDown = false;
    return true;
  }

  private down(why: string): void {
    if (!this.isDown)
      this.options.tell(`Output '${this.options.name}' fails: ${why}. It is tried again; what comes for it waits on the disk.`);
    this.isDown = true;
  }

  private async buried(parcel: Parcel, why: string, attempts: number): Promise<boolean> {
    const { name, bury, tell } = this.options;
    const isSafe = await bury({ parcel, output: name, why, attempts });
    if (!isSafe) return false;
    this.counters.dead++;
    if (this.ration.take()) tell(givenUp(name, this.counters.dead, why));
    return true;
  }

  /** Half of the wait is chance, so that senders that failed together do not come back together. */
  private waitAfter(delivery: Delivery, attempts: number): number | undefined {
    if (delivery.kind !== 'retry') return undefined;
    const { first, longest } = this.policy;
    const full = Math.min(longest, first * 2 ** (attempts - 1));
    return Math.max(delivery.after ?? 0, full * (0.5 + this.options.rhythm.random() / 2));
  }
}

/** Of so many outcomes that an output was to get; why the last of them was given up. */
export function givenUp(output: string, count: number, why: string): string {
  return `Output '${output}' has given up ${counted(count, 'outcome')} so far, which dead-letters.ndjson has; the last: ${why}`;
}
