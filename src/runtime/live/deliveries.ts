/** The places that a live run sends outcomes to: each with an outbox of its own, so that one that is down holds up no other. */

import { join } from 'node:path';
import type { Plan } from '../../dsl/plan.ts';
import type { Environment } from '../expression/scope.ts';
import { OutcomeJson } from '../outputs/outcome-json.ts';
import { OutputFile } from '../outputs/output-file.ts';
import { Selection, type SelectionSpec } from '../outputs/selection.ts';
import { type DeadLetter, Delivering, type RetryPolicy } from '../outputs/senders/delivering.ts';
import type { Parcel, Sender } from '../outputs/senders/sender.ts';
import type { Outcome } from '../record.ts';
import type { Period } from '../report/statistics.ts';
import type { Clock } from '../state/clock.ts';
import type { Disk } from '../state/disk.ts';
import { DiskOutbox, type SavedOutbox } from '../state/outbox.ts';
import { isFull } from './full-disk.ts';
import { USUAL_PACE } from './pace.ts';
import type { OutputStatus } from './status.ts';

export interface DeliverySpec extends SelectionSpec {
  name: string;
  sender: Sender;
  policy?: Partial<RetryPolicy>;
  /** Counts of this period are sent in place of outcomes. */
  statistics?: Period;
}

export interface SavedDelivery extends SavedOutbox {
  /** What was told lately, if that counts. */
  selection?: unknown;
}

interface Delivery {
  spec: DeliverySpec;
  outbox: DiskOutbox;
  selection: Selection;
  delivering: Delivering | undefined;
}

export class Deliveries {
  private readonly all: Delivery[];
  private json: OutcomeJson | undefined;
  private deadLetters: OutputFile | undefined;
  private running: Promise<unknown> | undefined;

  constructor(
    specs: readonly DeliverySpec[],
    private readonly disk: Disk,
    private readonly folder: string,
  ) {
    this.all = specs.map((spec) => {
      const outbox = new DiskOutbox(disk, folder, spec.name);
      return { spec, outbox, selection: new Selection(spec), delivering: undefined };
    });
  }

  /** From here on outcomes are those of this plan. */
  begin(plan: Plan, sources: readonly string[], environment: Environment): void {
    this.json = new OutcomeJson(plan, sources);
    for (const { selection } of this.all) selection.begin(plan, environment);
  }

  outcome(outcome: Outcome): void {
    let whole: string | undefined;
    for (const delivery of this.all) {
      const told = delivery.spec.statistics ? undefined : delivery.selection.take(outcome);
      if (!told) continue;
      whole ??= this.json?.textOf(outcome) ?? '';
      this.add(delivery, { id: outcome.id, line: told === outcome ? whole : (this.json?.textOf(told) ?? '') });
    }
  }

  /** A line of counts, for those who asked for them. */
  statistics(period: Period, line: string, id: string): void {
    for (const delivery of this.all) if (delivery.spec.statistics === period) this.add(delivery, { id, line });
  }

  /** What waits for each place. */
  status(): OutputStatus[] {
    return this.all.map(({ outbox, selection, delivering }) => {
      const { heldBack } = selection;
      const { sent = 0, retries = 0, dead = 0, failing } = delivering?.counters ?? {};
      return { name: outbox.name, waiting: outbox.size, sent, retries, dead, heldBack, failing };
    });
  }

  flush(): void {
    for (const { outbox } of this.all) outbox.flush();
    this.deadLetters?.flush();
  }

  async sync(): Promise<void> {
    await Promise.all(this.all.map(({ outbox }) => outbox.sync()));
    await this.deadLetters?.sync();
  }

  save(): SavedDelivery[] {
    return this.all.map(({ outbox, selection }) => ({ ...outbox.save(), selection: selection.save() }));
  }

  /** Removes files that no checkpoint needs, when this is the older one of the two. */
  trim(older: readonly SavedOutbox[]): void {
    for (const { outbox } of this.all) outbox.trim(older.find(({ name }) => name === outbox.name)?.serial ?? 0);
  }

  /** Answers the name of the first whose outbox is not as it was left. */
  restore(saved: readonly SavedDelivery[]): string | undefined {
    return this.all.find(({ outbox, selection, spec }) => {
      const one = saved.find(({ name }) => name === spec.name);
      selection.restore(one?.selection);
      return one && !outbox.restore(one);
    })?.spec.name;
  }

  /** Sends until the signal is aborted. */
  start(clock: Clock, signal: AbortSignal): void {
    const rhythm = { now: () => clock.elapsed(), sleep: clock.sleep, random: Math.random };
    const bury = (letter: DeadLetter) => this.bury(letter, clock, signal);
    const running = this.all.map((delivery) => {
      const { name, sender, policy = {} } = delivery.spec;
      delivery.delivering = new Delivering({ name, sender, policy, outbox: delivery.outbox, rhythm, bury });
      return delivery.delivering.run(signal);
    });
    this.running = Promise.all(running);
  }

  /** Resolves when what was under way is over; the signal must be aborted. */
  async ended(): Promise<void> {
    await this.running;
  }

  close(): void {
    for (const { outbox } of this.all) outbox.close();
    this.deadLetters?.close();
  }

  private add({ outbox, spec }: Delivery, parcel: Parcel): void {
    if (!outbox.add(parcel.line)) this.write({ parcel, output: spec.name, why: 'The outbox is full.', attempts: 0 });
  }

  /** A disk that is full is waited for. */
  private async bury(letter: DeadLetter, clock: Clock, signal: AbortSignal): Promise<boolean> {
    for (let isWritten = false; !signal.aborted; ) {
      try {
        if (!isWritten) this.write(letter);
        isWritten = true;
        this.deadLetters?.flush();
        await this.deadLetters?.sync();
        return true;
      } catch (error) {
        if (!isFull(error)) throw error;
        await clock.sleep(USUAL_PACE.retry, signal);
      }
    }
    return false;
  }

  private write({ parcel, output, why, attempts }: DeadLetter): void {
    this.deadLetters ??= new OutputFile(this.disk, join(this.folder, 'dead-letters.ndjson'));
    this.deadLetters.write(
      `{"output":${JSON.stringify(output)},"why":${JSON.stringify(why)},"attempts":${attempts},"outcome":${parcel.line}}\n`,
    );
  }
}
