/** A `transaction` while it runs: which instances a record reaches or opens, or whether it belongs to none. */

import type { TransactionPlan } from '../../../dsl/plan.ts';
import { BaseRunner, type SavedBase } from '../base-runner.ts';
import type { LogEvent } from '../event.ts';
import type { Host, Runner, Stop } from '../host.ts';
import { firstKeyOf, type KeyValue } from '../key-value.ts';
import type { ScopeSubject } from '../scope.ts';
import { Bindings } from './bindings.ts';
import type { HeldRecord, KeyedEvent, SavedHeld } from './held.ts';
import { Instance } from './instance.ts';
import { Lifecycle } from './lifecycle.ts';
import { Machine } from './machine.ts';
import { Overlap } from './overlap.ts';
import { Reached } from './reached.ts';
import type { Group } from './sharers.ts';
import { type Found, Steps } from './steps.ts';
import { type Decision, Transitions } from './transitions.ts';

/** A record that comes to the rule, or comes again after it was held. */
export interface Arrival extends KeyedEvent {
  /** Whether it was held already: it is not held again. */
  held: boolean;
  /** Whether an instance of a former version has given way to it: it opens one if it can. */
  restarts: boolean;
}

/** What a former version of a rule did with a record: took it, left it, or let one of its instances give way to it. */
type Drained = 'taken' | 'left' | 'restarts';

/** The owners of what a record carries: one, or several grouped by state. */
type Owning = Instance | readonly Group[];

interface SavedTransaction extends SavedBase {
  /** In the order of their last records. */
  instances: Iterable<unknown>;
  lingering: [string, number][];
  held: SavedHeld[];
}

export class TransactionRunner extends BaseRunner<TransactionPlan> implements Runner {
  readonly bindings: Bindings;
  readonly lifecycle: Lifecycle;
  readonly steps: Steps;

  private readonly transitions: Transitions;
  /** Whether values may have several owners. */
  private readonly shares: boolean;
  /** Whether a key is `each(…)`: a record may carry several values of it. */
  private readonly hasLists: boolean;
  /** For a former version: what becomes of the record in hand. */
  private drained: Drained = 'taken';
  private readonly reached = new Reached();
  private readonly overlap: Overlap;

  constructor(
    plan: TransactionPlan,
    order: number,
    host: Host,
    /** The current version, if this is a former one: both share counters, and nothing opens here. */
    private readonly successor?: TransactionRunner,
  ) {
    super(plan, order, host, successor?.counters);
    this.bindings = new Bindings(this, (held, at) => this.lose(held, at));
    this.steps = new Steps(this, new Machine(plan.pattern, host.environment.records), this.bindings.owners);
    this.lifecycle = new Lifecycle(this, this.steps, this.bindings);
    this.transitions = new Transitions(this, this.steps, this.lifecycle);
    this.hasLists = plan.keys.some(({ every }) => every);
    this.overlap = new Overlap(this.bindings, this.steps, this.transitions, this.reached, this.hasLists);
    this.shares = plan.restart.policy === 'overlap' || plan.restart.policy === 'overtake';
  }

  deliver(event: LogEvent): void {
    const arrival = this.arrivalOf(event);
    if (arrival) this.move(arrival);
  }

  /** Shows a record to look-backs and to endings `all`; undefined if the rule itself does not know it. */
  arrivalOf(event: LogEvent): Arrival | undefined {
    this.lookOn(event);
    const known = this.knownOf(event);
    if (!known) return undefined;
    const carried = this.keys.carried(known);
    const reached = this.hasLists ? new Set<number>() : undefined;
    return { event: known, carried, taken: this.endAll(known, carried), held: false, reached, restarts: false };
  }

  private lookOn(event: LogEvent): void {
    if (this.lookbacks.records.length === 0) return;
    const first = this.keys.carried(event).filter(({ key }) => key === 0);
    this.lookbacks.observe(event, first);
  }

  /** For a former version: offers the record to what is open; what it leaves is the successor's. */
  drain(arrival: Arrival): Drained {
    const { carried } = arrival;
    const { bindings } = this;
    const first = carried.find(({ id }) => bindings.owners.isOwned(id) || bindings.isOwnedElsewhere(id));
    if (carried.length === 0 || (first && !bindings.owners.isOwned(first.id))) return 'left';
    this.drained = 'taken';
    if (!this.place({ ...arrival, taken: false })) return 'left';
    if (this.drained === 'taken') this.counters.seen++;
    return this.drained;
  }

  /** For a former version: whether it has nothing left to do. */
  get isDrained(): boolean {
    return this.lifecycle.open.size === 0 && !this.bindings.lingering.isAny(this.host.now);
  }

  /** Continues the numbering of a former version. */
  follow({ opened, reporter }: TransactionRunner): void {
    if (this.opened >= opened) return;
    this.opened = opened;
    this.reporter.ids.restore(reporter.ids.save());
  }

  /** Brings a record to what it carries, and after it those that were held for what it binds. */
  move(arrival: Arrival): void {
    const { carried, taken } = arrival;
    this.counters.seen++;
    if (carried.length > 0) this.place(arrival);
    else if (!taken) this.counters.noKey++;
    if (this.bindings.isAnyFreed) this.placeFreed();
  }

  /** Places records held for a value right after the record that bound it, and so on recursively. */
  private placeFreed(): void {
    const waiting: HeldRecord[] = [];
    for (;;) {
      for (const held of this.bindings.takeFreed().reverse()) waiting.push(held);
      const next = waiting.pop();
      if (!next) return;
      this.place({ ...next.content, held: true, restarts: false });
    }
  }

  /** Endings `all` need no key, and end every instance, in order of opening. Returns whether one of them names the record. */
  private endAll(event: LogEvent, carried: readonly KeyValue[]): boolean {
    if (!this.steps.endings.all.some(({ trigger }) => trigger?.knows(event))) return false;
    this.scope.point(event.time, firstKeyOf(carried));
    // Sorting only those that it ends or warns of keeps a record that does neither cheap among many.
    const concerned: { instance: Instance; decision: Decision }[] = [];
    for (const instance of this.lifecycle.open.unpacked) {
      const decision = this.transitions.decideAll(instance, event);
      if (decision.action || decision.warnings.length > 0) concerned.push({ instance, decision });
    }
    concerned.sort((a, b) => a.instance.opened - b.instance.opened);
    for (const { instance, decision } of concerned) this.transitions.act(instance, decision, event);
    return true;
  }

  /** Brings a record to every instance it reaches, once each. Returns whether it has a place. */
  private place(arrival: Arrival): boolean {
    const { event, carried, taken } = arrival;
    this.reached.begin(arrival.reached);
    this.bindings.begin();
    const isPlaced = this.hasLists ? this.bringEach(arrival) : this.bring(arrival, carried, this.ownersOf(carried));
    const placed = isPlaced || taken;
    const isLeft = this.successor !== undefined && (!placed || this.drained !== 'taken');
    this.scope.point(event.time, firstKeyOf(carried));
    if (!placed && !isLeft) this.lifecycle.orphan(event, carried, event.time);
    if (!isLeft) this.release(arrival);
    if (arrival.reached) for (const { opened } of this.reached.instances) arrival.reached.add(opened);
    this.lifecycle.open.settle();
    return placed;
  }

  /** With a list key, all owners are found before the first delivery. */
  private bringEach(arrival: Arrival): boolean {
    const targets = this.deliveries(arrival.carried).map((values) => ({ values, owners: this.ownersOf(values) }));
    return targets.map(({ values, owners }) => this.bring(arrival, values, owners)).includes(true);
  }

  /** The values with which a record comes, each time it comes: with a list key once for each element, as if it carried that alone. */
  deliveries(carried: readonly KeyValue[]): (readonly KeyValue[])[] {
    const isListed = ({ key }: KeyValue) => this.plan.keys[key]?.every ?? false;
    const listed = carried.filter(isListed);
    if (listed.length === 0) return [carried];
    const others = carried.filter((value) => !isListed(value));
    return listed.map((element) => [element, ...others]);
  }

  /** Undefined if none of the values is owned. */
  private ownersOf(values: readonly KeyValue[]): Owning | undefined {
    const { owners } = this.bindings;
    if (!this.shares) return owners.firstOf(values);
    const groups = owners.groupsOf(values);
    return groups.length > 0 ? groups : undefined;
  }

  /** Brings a record with these values to their owners. Returns whether it has a place. */
  private bring(arrival: Arrival, values: readonly KeyValue[], owners: Owning | undefined): boolean {
    const { event } = arrival;
    this.scope.point(event.time, firstKeyOf(values));
    if (!owners || (arrival.restarts && this.openingFor(event))) return this.arrive(arrival, values);
    if (!(owners instanceof Instance)) this.overlap.drive(owners, event, values, () => this.open(event, values));
    else if (!owners.ended && this.reached.add(owners)) this.drive(owners, event, values);
    return true;
  }

  /** Drives the one instance that owns what the record carries. */
  private drive(instance: Instance, event: LogEvent, carried: readonly KeyValue[]): void {
    const { transitions, plan } = this;
    const decision = transitions.decide(instance, event);
    const opening = decision.action ? undefined : this.openingFor(event);
    if (opening) {
      transitions.act(instance, decision, event);
      if (plan.restart.policy === 'ignore') this.counters.ignored++;
      else this.restart(instance, event, carried, opening);
      return;
    }
    this.bindings.bind(instance, carried);
    const isUnexpected = this.isUnexpected(instance, decision, event);
    transitions.act(instance, decision, event);
    if (isUnexpected) transitions.unexpected(instance, event);
  }

  private isUnexpected(instance: Instance, { action, warnings }: Decision, event: LogEvent): boolean {
    return !action && warnings.length === 0 && this.transitions.releasesAt(instance, event).length === 0;
  }

  private restart(instance: Instance, event: LogEvent, carried: readonly KeyValue[], opening: Found): void {
    const { name } = this.plan.restart;
    this.lifecycle.end(instance, { outcome: 'abandoned', code: 'restart', reason: 'its key began again', name, at: event.time });
    this.start(event, carried, opening);
  }

  /** The move that would open an instance with this record; undefined if there is none. */
  private openingFor(event: LogEvent): Found | undefined {
    this.scope.subject = this.steps.blank;
    return this.steps.find(this.steps.machine.initial, event);
  }

  /** Opens an instance with a record; returns whether it can. */
  private open(event: LogEvent, carried: readonly KeyValue[]): boolean {
    const opening = this.openingFor(event);
    if (opening) this.start(event, carried, opening);
    return opening !== undefined;
  }

  /** Handles a record that reaches no open instance. Returns whether it has a place all the same. */
  private arrive({ event, taken, held, reached }: Arrival, carried: readonly KeyValue[]): boolean {
    const lingers = this.bindings.lingers(carried);
    const opening = lingers && this.plan.linger?.all ? undefined : this.openingFor(event);
    if (opening) this.start(event, carried, opening);
    else if (lingers) this.counters.absorbed++;
    else return !held && this.bindings.hold({ event, carried, taken, reached });
    return true;
  }

  private start(event: LogEvent, carried: readonly KeyValue[], opening: Found): void {
    if (this.successor) {
      this.drained = this.reached.instances.length > 0 ? 'restarts' : 'left';
      return;
    }
    const instance = this.lifecycle.create(event, carried);
    this.reached.add(instance);
    if (this.shares) this.bindings.share(instance, carried);
    else this.bindings.bind(instance, carried);
    this.lifecycle.take(instance, opening, event);
    if (!instance.ended) this.transitions.act(instance, this.transitions.decideAtOpening(instance, event), event, true);
  }

  /** Handles a held record whose value was not bound in time. */
  private lose(held: HeldRecord, at: number): void {
    this.bindings.held.remove(held);
    this.scope.point(at);
    const { event, carried, taken } = held.content;
    if (!taken) this.lifecycle.orphan(event, carried, at);
  }

  /** Must be called once a record is done with: `release` frees its values, lingering ones included. */
  release({ event, carried }: Arrival): void {
    if (this.transitions.releases.length === 0) return;
    const { instances } = this.reached;
    const subjects: readonly ScopeSubject[] = instances.length > 0 ? instances : [this.steps.blank];
    const keys = new Set(subjects.flatMap((subject) => this.transitions.releasesAt(subject, event).map(({ key }) => key)));
    for (const value of carried) if (keys.has(undefined) || keys.has(value.key)) this.bindings.release(value);
  }

  expire(ids: ReadonlySet<string>): void {
    this.lifecycle.expire(ids);
  }

  *close(at: number, why: Stop): Generator<void> {
    for (const held of this.bindings.held.list()) {
      this.host.observer?.closing?.(held);
      this.lose(held, at);
    }
    yield* this.lifecycle.close(at, why);
  }

  save(): unknown {
    const { lifecycle, bindings } = this;
    return {
      ...this.saveBase(),
      instances: lifecycle.open.save(),
      lingering: bindings.lingering.save(),
      held: bindings.held.save(),
    } satisfies SavedTransaction;
  }

  restore(saved: unknown): void {
    const { instances, lingering, held, ...base } = saved as SavedTransaction;
    this.restoreBase(base);
    this.lifecycle.restore(instances);
    this.bindings.lingering.restore(lingering);
    this.bindings.held.restore(held);
  }
}
