/** Delivers from an outbox through a sender, retrying until each parcel is taken, or never will be. */

import type { Clock } from '../../state/clock.ts';
import { TokenBucket } from '../../token-bucket.ts';
import { counted } from '../figures.ts';
import type { Parcel, Sender } from './sender.ts';

/** Where parcels wait. It survives the process. */
export interface Outbox {
  /** The oldest parcel not yet handed out; waits for one. Undefined if there will be none, or the signal is aborted. */
  next(signal: AbortSignal): Promise<Parcel | undefined>;
  /** Settles a parcel for good. One that was handed out and not settled is handed out again after a restart. */
  settle(parcel: Parcel): void;
}

/** A parcel that is given up, for people to examine. */
export interface DeadLetter {
  parcel: Parcel;
  /** The output's name. */
  output: string;
  why: string;
  attempts: number;
}

export interface DeliveryCounters {
  sent: number;
  /** Failed attempts that were followed by another. */
  retries: number;
  /** Dead letters. */
  dead: number;
  /** Why the last attempt failed; absent if it succeeded. */
  failing?: string;
  /** Whether it was reported that attempts fail, and since then none has succeeded. */
  isDown?: true;
}

export function noneDelivered(): DeliveryCounters {
  return { sent: 0, retries: 0, dead: 0 };
}

interface DeliveryLoopOptions {
  /** The output's name. */
  name: string;
  sender: Sender;
  outbox: Outbox;
  /** Called before the parcel is settled; resolves once the letter is safe. False if it is not, as the signal was aborted. */
  store(letter: DeadLetter, signal: AbortSignal): Promise<boolean>;
  /** Receives sentences that an operator should read: never one for each parcel. */
  note(text: string): void;
  clock: Pick<Clock, 'elapsed' | 'sleep'>;
  /** From 0 to below 1; `Math.random` if absent. */
  random?: () => number;
  policy?: Partial<RetryPolicy>;
  /** Those of an earlier way to the same destination, to be continued. */
  counters?: DeliveryCounters;
}

/** All times are in milliseconds. */
export interface RetryPolicy {
  /** The wait after the first failure; each further failure doubles it. */
  first: number;
  /** The longest wait, unless the receiver asks for more. */
  longest: number;
  /**
   * How long after its first attempt a parcel is given up; Infinity for never. It is tried once more at that time, or
   * later if the receiver asks for that.
   */
  giveUp: number;
  /** Parcels in flight at the same time. With more than one, receivers may see them in another order. */
  concurrency: number;
}

const DAY = 86_400_000;
/** Failed attempts for one parcel before they are reported: one or two may happen by chance. */
const FAILURES_BEFORE_NOTE = 3;
const USUAL_POLICY: RetryPolicy = { first: 1_000, longest: 300_000, giveUp: DAY, concurrency: 1 };

export class DeliveryLoop {
  readonly counters: DeliveryCounters;
  private readonly policy: RetryPolicy;
  /** Whether it was reported that attempts fail in this way. */
  private hasNoted = false;
  /** Limits messages about dead letters. */
  private readonly reports: TokenBucket;

  constructor(private readonly options: DeliveryLoopOptions) {
    this.policy = { ...USUAL_POLICY, ...options.policy };
    this.counters = options.counters ?? noneDelivered();
    this.reports = new TokenBucket(() => options.clock.elapsed());
  }

  /** Delivers until the outbox has no more, or the signal is aborted: parcels then in flight are not settled. Closes the sender. */
  async run(signal: AbortSignal): Promise<void> {
    try {
      await Promise.all(Array.from({ length: this.policy.concurrency }, () => this.deliverAll(signal)));
    } finally {
      await this.options.sender.close();
    }
  }

  private async deliverAll(signal: AbortSignal): Promise<void> {
    const { outbox } = this.options;
    while (!signal.aborted) {
      const parcel = await outbox.next(signal);
      if (!parcel) return;
      if (await this.attempt(parcel, signal)) outbox.settle(parcel);
    }
  }

  /** Delivers or buries a parcel; returns whether it can be settled. */
  private async attempt(parcel: Parcel, signal: AbortSignal): Promise<boolean> {
    const { clock, sender } = this.options;
    const begun = clock.elapsed();
    for (let attempts = 1; ; attempts++) {
      const delivery = await sender.deliver(parcel, signal);
      if (delivery.kind === 'sent') return this.sent();
      if (signal.aborted) return false;
      this.counters.failing = delivery.why;
      const left = begun + this.policy.giveUp - clock.elapsed();
      if (delivery.kind === 'refused' || left <= 0)
        return this.giveUp({ parcel, output: this.options.name, why: delivery.why, attempts }, signal);
      this.counters.retries++;
      if (attempts === FAILURES_BEFORE_NOTE) this.down(delivery.why);
      await clock.sleep(Math.max(delivery.after ?? 0, Math.min(this.waitAfter(attempts), left)), signal);
      if (signal.aborted) return false;
    }
  }

  private sent(): true {
    const { counters } = this;
    counters.sent++;
    delete counters.failing;
    if (counters.isDown) this.options.note(`Output '${this.options.name}' works again.`);
    delete counters.isDown;
    this.hasNoted = false;
    return true;
  }

  private down(why: string): void {
    if (!this.hasNoted)
      this.options.note(`Output '${this.options.name}' fails: ${why}. It will be tried again; what is meant for it waits on the disk.`);
    this.hasNoted = true;
    this.counters.isDown = true;
  }

  private async giveUp(letter: DeadLetter, signal: AbortSignal): Promise<boolean> {
    const { store: bury, note } = this.options;
    const isSafe = await bury(letter, signal);
    if (!isSafe) return false;
    this.counters.dead++;
    if (this.reports.take()) note(givenUp(letter.output, this.counters.dead, letter.why));
    return true;
  }

  /** Half of the wait is random, so that senders that failed together do not retry together. */
  private waitAfter(attempts: number): number {
    const { random = Math.random } = this.options;
    const { first, longest } = this.policy;
    const full = Math.min(longest, first * 2 ** (attempts - 1));
    return full * (0.5 + random() / 2);
  }
}

/** The message about given-up outcomes: their number, and why the last one was given up. */
export function givenUp(output: string, count: number, why: string): string {
  const what = `${counted(count, 'outcome')} so far`;
  return `Output '${output}' has given up ${what}; corr state resend can send them again, from dead-letters.ndjson. The last: ${why}`;
}
