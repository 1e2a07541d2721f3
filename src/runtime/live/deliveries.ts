/** The destinations to which a live run sends outcomes: each has its own outbox, so that one that is down does not hold up the others. */

import type { Plan } from '../../dsl/plan.ts';
import type { Environment } from '../expression/scope.ts';
import { jsonText } from '../outputs/escape.ts';
import { OutcomeJson } from '../outputs/outcome-json.ts';
import { type Select, Selection, type Wanted } from '../outputs/selection.ts';
import { type DeliveryCounters, DeliveryLoop, givenUp, noneDelivered, type RetryPolicy } from '../outputs/senders/delivery-loop.ts';
import { DryRun } from '../outputs/senders/dry-run.ts';
import type { Parcel, Sender } from '../outputs/senders/sender.ts';
import type { Outcome } from '../record.ts';
import type { Period } from '../report/statistics.ts';
import type { Disk } from '../state/disk.ts';
import { DiskOutbox, removeOutboxes, type SavedOutbox } from '../state/outbox.ts';
import { TokenBucket } from '../token-bucket.ts';
import { DeadLetters, type FiledLetter } from './dead-letters.ts';
import type { LiveWorld } from './pace.ts';
import { type LetterSelection, Resend } from './resend.ts';
import type { OutputStatus } from './status.ts';

/** What is owed to a destination. Plain data in the checkpoint, so that recovery owes what is in the journal under the same terms. */
interface DeliverySpec extends Wanted {
  name: string;
}

/** How a destination is reached. */
interface Sending {
  sender: Sender;
  policy?: Partial<RetryPolicy>;
  /** What the sender was made from, for comparison. Contains secrets, so it must never be shown. */
  made?: string;
}

/** A destination, and how it is reached. */
export interface Destination extends DeliverySpec, Sending {}

export interface SavedDelivery extends SavedOutbox {
  spec: DeliverySpec;
  /** The memory of `once per`, if it is used. */
  selection?: unknown;
}

interface Delivery {
  spec: DeliverySpec;
  outbox: DiskOutbox;
  selection: Selection;
  /** They continue when it is reached in another way. */
  counters: DeliveryCounters;
  /** Dead letters that were handed back to it. */
  resent: number;
  sending?: Sending | undefined;
  /** Stops sending, if it is sent to; resolves when nothing is in flight any more. */
  stop?: (() => Promise<void>) | undefined;
}

const FULL = 'The outbox is full.';
const GONE = 'The output was removed before it was delivered.';
const DAMAGED = 'The disk has damaged its line in the outbox.';

/** The environment of deliveries. */
interface DeliveryWorld extends Pick<LiveWorld, 'clock' | 'note'> {
  /** Called for an error of the disk: sending to that destination stops. */
  fail(error: unknown): void;
}

/** How many dead letters are written at a time. */
const AT_ONCE = 1000;

export class Deliveries {
  private all: readonly Delivery[] = [];
  /** Outboxes of removed destinations: their files are removed once no checkpoint names them. */
  private left: DiskOutbox[] = [];
  private json: OutcomeJson | undefined;
  private readonly deadLetters: DeadLetters;
  private world: DeliveryWorld | undefined;
  private isStopped = false;
  /** Limits messages about full outboxes. */
  private readonly reports = new TokenBucket();

  constructor(
    private readonly disk: Disk,
    private readonly folder: string,
    private readonly select: Select,
  ) {
    this.deadLetters = new DeadLetters(disk, folder);
  }

  get specs(): DeliverySpec[] {
    return this.all.map(({ spec }) => spec);
  }

  /** Whether all of them are already reached in the given way. */
  sendsAs(destinations: readonly Destination[]): boolean {
    return destinations.every((one) => this.all.some(({ spec, sending }) => isSame(one, spec) && isSameWay(one, sending)));
  }

  /** Resolves when nothing is in flight to destinations that are removed or will be reached in another way. */
  async release(destinations: readonly Destination[]): Promise<void> {
    const stays = ({ spec, sending }: Delivery) => destinations.some((one) => isSame(one, spec) && isSameWay(one, sending));
    await Promise.all(this.all.filter((one) => !stays(one)).map((one) => this.halt(one)));
  }

  /**
   * Moves what is owed to destinations other than these to the dead letters. `tell` is called with the name of each and
   * the number of outcomes, unless it is zero.
   * @throws Error of the disk; the rest is then still owed
   */
  dismiss(destinations: readonly Destination[], tell: (name: string, count: number) => void): void {
    for (const { spec, outbox } of this.all) {
      if (destinations.some((one) => isSame(one, spec))) continue;
      outbox.rewind();
      let count = 0;
      for (let parcel = outbox.take(); parcel; parcel = outbox.take()) {
        this.deadLetters.write({ parcel, output: spec.name, why: GONE, attempts: 0 });
        outbox.settle(parcel);
        if (++count % AT_ONCE === 0) this.deadLetters.flush();
      }
      if (count > 0) tell(spec.name, count);
    }
    this.deadLetters.flush();
  }

  /**
   * Replaces the destinations; {@link begin} must follow. What is owed to one that stays is still delivered. @throws Error
   * of the disk; nothing is replaced then
   */
  change(destinations: readonly Destination[]): void {
    const before = new Map(this.all.map((one) => [one.spec.name, one]));
    const begun = this.begun(destinations.map(({ name }) => name).filter((name) => !before.has(name)));
    this.all = destinations.map((one) => {
      const spec = specOf(one);
      const old = before.get(one.name);
      before.delete(one.name);
      if (old) return { ...old, spec, selection: old.selection.changedTo(spec) };
      return this.made(spec, begun.get(one.name));
    });
    this.left.push(...Array.from(before.values(), ({ outbox }) => outbox));
    this.employ(destinations);
  }

  /** Empty outboxes with these names. @throws Error of the disk, and then leaves none open. */
  private begun(names: readonly string[]): Map<string, DiskOutbox> {
    const outboxes = new Map<string, DiskOutbox>();
    try {
      for (const name of names) {
        const outbox = this.outboxOf(name);
        outbox.begin();
        outboxes.set(name, outbox);
      }
      return outboxes;
    } catch (error) {
      for (const outbox of outboxes.values()) outbox.close();
      throw error;
    }
  }

  /** Sets how the current destinations are reached from now on. */
  employ(destinations: readonly Destination[]): void {
    for (const delivery of this.all) {
      const sending = destinations.find((one) => isSame(one, delivery.spec));
      if (!delivery.stop) delivery.sending = sending;
      this.send(delivery);
    }
  }

  /** Must be called once no usable checkpoint names removed destinations: removes their files. */
  letGo(): void {
    for (const outbox of this.left) outbox.close();
    this.left = [];
    removeOutboxes(this.disk, this.folder, new Set(this.all.map(({ spec }) => spec.name)));
  }

  /** Must be called when the plan of the outcomes changes. */
  begin(plan: Plan, sources: readonly string[], environment: Environment): void {
    this.json = new OutcomeJson(plan, sources);
    for (const { selection } of this.all) selection.begin(plan, environment);
  }

  outcome(outcome: Outcome): void {
    let whole: string | undefined;
    for (const delivery of this.all) {
      const selected = delivery.selection.take(outcome);
      if (!selected) continue;
      whole ??= this.json?.textOf(outcome) ?? '';
      this.add(delivery, { id: outcome.id, line: selected === outcome ? whole : (this.json?.textOf(selected) ?? '') });
    }
  }

  /** Adds a line of counts for the destinations that asked for them. */
  statistics(period: Period, line: string, id: string): void {
    for (const delivery of this.all) if (delivery.spec.statistics === period) this.add(delivery, { id, line });
  }

  /** Hands dead letters back to the outboxes, as far as possible. */
  resend(selection: LetterSelection): Resend {
    return new Resend(this.deadLetters, this, selection);
  }

  /** Why a dead letter cannot be handed back, as a sentence; undefined if it can. */
  obstacleTo({ output, period }: FiledLetter): string | undefined {
    const delivery = this.to(output);
    if (!delivery) return 'There is no such output.';
    if (delivery.spec.statistics !== period) return 'The output sends something else now: counts, or counts no more.';
    if (delivery.sending?.sender instanceof DryRun) return 'The output is a dry run, and would send nothing.';
    return delivery.outbox.hasRoom ? undefined : FULL;
  }

  /** Owes a dead letter again, to an output to which there is no obstacle. */
  owe({ output, parcel }: FiledLetter): void {
    const delivery = this.to(output);
    if (!delivery?.outbox.add(parcel.line)) throw new Error(`The output '${output}' takes nothing.`);
    delivery.resent++;
  }

  private to(output: string): Delivery | undefined {
    return this.all.find(({ spec }) => spec.name === output);
  }

  get deadLetterBytes(): number {
    return this.deadLetters.size;
  }

  /** Whether something was delivered since the last checkpoint. */
  get isAhead(): boolean {
    return this.all.some(({ outbox }) => outbox.isAhead);
  }

  /** The state of each outbox. */
  status(): OutputStatus[] {
    return this.all.map(({ outbox, selection: { heldBack }, counters: { sent, retries, dead, failing }, resent }) => {
      return { name: outbox.name, waiting: outbox.size, sent, retries, dead, resent, heldBack, failing };
    });
  }

  flush(): void {
    for (const { outbox } of this.all) outbox.flush();
    this.deadLetters.flush();
  }

  async sync(): Promise<void> {
    await Promise.all(this.all.map(({ outbox }) => outbox.sync()));
    await this.deadLetters.sync();
  }

  save(): SavedDelivery[] {
    return this.all.map(({ spec, outbox, selection }) => ({ spec, ...outbox.save(), selection: selection.save() }));
  }

  /** Removes files that no checkpoint needs, given the older of the two checkpoints. */
  trim(older: readonly SavedOutbox[]): void {
    for (const { outbox } of this.all) outbox.trim(older.find(({ name }) => name === outbox.name)?.serial ?? 0);
  }

  /** Returns the path of the first outbox that is not as the checkpoint says; undefined if all are. */
  restore(saved: readonly SavedDelivery[]): string | undefined {
    this.deadLetters.tidy();
    this.all = saved.map(({ spec }) => this.made(spec));
    return this.all.find(({ outbox, selection }, at) => {
      const one = saved[at];
      selection.restore(one?.selection);
      return one && !outbox.restore(one);
    })?.outbox.path;
  }

  /** Starts sending. */
  start(world: DeliveryWorld): void {
    this.world = world;
    for (const delivery of this.all) this.send(delivery);
  }

  /** Stops sending for good; resolves when nothing is in flight any more. */
  async stop(): Promise<void> {
    this.isStopped = true;
    await Promise.all(this.all.map(({ stop }) => stop?.()));
  }

  close(): void {
    for (const { outbox } of this.all) outbox.close();
    for (const outbox of this.left) outbox.close();
    this.deadLetters.close();
  }

  private send(delivery: Delivery): void {
    const { spec, outbox, counters, sending, stop } = delivery;
    if (!this.world || !sending || stop || this.isStopped) return;
    const { clock, note, fail } = this.world;
    const loop = new DeliveryLoop({
      ...{ name: spec.name, outbox, counters, clock, note, sender: sending.sender, policy: sending.policy ?? {} },
      store: (letter, signal) => this.deadLetters.store(letter, clock, signal),
    });
    const stopping = new AbortController();
    const ended = loop.run(stopping.signal).catch(fail);
    delivery.stop = () => {
      stopping.abort();
      return ended;
    };
  }

  /** What was in flight is owed again. */
  private async halt(delivery: Delivery): Promise<void> {
    await delivery.stop?.();
    delivery.stop = undefined;
    delivery.outbox.rewind();
  }

  private add(delivery: Delivery, parcel: Parcel): void {
    if (!delivery.outbox.add(parcel.line)) this.giveUp(delivery, parcel, FULL);
  }

  private giveUp({ spec, counters }: Delivery, parcel: Parcel, why: string): void {
    this.deadLetters.write({ parcel, output: spec.name, why, attempts: 0 });
    counters.dead++;
    if (this.reports.take()) this.world?.note(givenUp(spec.name, counters.dead, why));
  }

  private made(spec: DeliverySpec, outbox = this.outboxOf(spec.name)): Delivery {
    return { spec, outbox, selection: new Selection(spec, this.select), counters: noneDelivered(), resent: 0 };
  }

  private outboxOf(name: string): DiskOutbox {
    return new DiskOutbox(this.disk, this.folder, name, (text) => {
      const delivery = this.to(name);
      // Without an id it is not taken for an outcome that could be sent again.
      if (delivery) this.giveUp(delivery, { id: '', line: jsonText({ damaged: text }) }, DAMAGED);
    });
  }
}

/** The part of a destination that is saved. */
export function specOf({ sender: _sender, policy: _policy, made: _made, ...spec }: Destination): DeliverySpec {
  return spec;
}

/** Whether what is owed to one is owed to the other. */
function isSame(a: DeliverySpec, b: DeliverySpec): boolean {
  return a.name === b.name && a.statistics === b.statistics;
}

function isSameWay(a: Sending, b: Sending | undefined): boolean {
  return a.sender === b?.sender || (a.made !== undefined && a.made === b?.made);
}
