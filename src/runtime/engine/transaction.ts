/** A `transaction` while it runs: which instances a record reaches, opens or belongs to no more. */

import type { TransactionPlan } from '../../dsl/plan.ts';
import type { RuleCounters } from '../counters.ts';
import type { Environment } from '../expression/scope.ts';
import { Bindings } from './bindings.ts';
import { newCounters } from './counting.ts';
import { knownAs, type LogEvent } from './event.ts';
import type { HeldRecord } from './held.ts';
import type { Host, Runner, Stop } from './host.ts';
import { Instance } from './instance.ts';
import { firstKeyOf, type KeyValue } from './key-value.ts';
import { Keys } from './keys.ts';
import { Lives } from './lives.ts';
import { Lookbacks } from './lookbacks.ts';
import { Machine } from './machine.ts';
import { Orphans } from './orphans.ts';
import { Overlap } from './overlap.ts';
import { Reached } from './reached.ts';
import { RuleScope, type Subjective } from './scope.ts';
import type { Group } from './sharers.ts';
import { type Found, Steps } from './steps.ts';
import { restoreTransaction, saveTransaction } from './transaction-state.ts';
import { type Decision, Transitions } from './transitions.ts';

/** A record that has come to the rule, or comes again after it was held. */
interface Arrival {
  event: LogEvent;
  carried: readonly KeyValue[];
  /** An ending `all` took it: it is no orphan, whatever comes. */
  taken: boolean;
  /** It was held already: it is not held again. */
  held: boolean;
  /** An instance of the rule as it was has given way to it: it opens one, if it can. */
  restarts: boolean;
}

/** What becomes of a record that comes to a rule as it was: it is nobody's yet, or one of its instances gave way to it. */
export type Drained = 'taken' | 'left' | 'restarts';

/** Who owns what a record carries: one, or several by their state. */
type Owning = Instance | readonly Group[];

export class TransactionRunner implements Runner {
  readonly counters: RuleCounters;
  readonly lookbacks: Lookbacks;
  readonly bindings: Bindings;
  readonly lives: Lives;
  readonly steps: Steps;
  readonly scope: RuleScope;
  readonly keys: Keys;
  readonly transitions: Transitions;

  private readonly known: ReadonlySet<number>;
  /** Values may have several owners. */
  private readonly shares: boolean;
  /** A key is `each(…)`: a record may carry several values of it. */
  private readonly hasLists: boolean;
  /** It was replaced: what becomes of the record in hand. */
  private drained: Drained = 'taken';
  private readonly orphans: Orphans;
  private readonly reached = new Reached();
  private readonly overlap: Overlap;

  constructor(
    readonly plan: TransactionPlan,
    order: number,
    private readonly host: Host,
    /** The rule as it is now, if this one is how it was: both count as one, and nothing opens here. */
    private readonly successor?: TransactionRunner,
  ) {
    this.counters = successor?.counters ?? newCounters(plan);
    this.known = new Set(plan.known);
    this.scope = new RuleScope((index, key, time) => this.lookbacks.read(index, key, time));
    const { scope, counters } = this;
    this.lookbacks = new Lookbacks(plan, host, scope);
    this.keys = new Keys(plan.keys, host, scope);
    this.bindings = new Bindings(plan, order, host, counters, (held, at) => this.lose(held, at));
    this.steps = new Steps(plan, new Machine(plan.pattern, host.environment.records), host, scope, this.bindings.owners);
    this.lives = new Lives(plan, order, host, scope, this.steps, this.bindings, counters);
    this.transitions = new Transitions(plan, host, scope, this.steps, this.lives, counters);
    this.orphans = new Orphans(plan, host, scope, this.steps, this.lives, this.transitions, counters);
    this.hasLists = plan.keys.some(({ every }) => every);
    this.overlap = new Overlap(this.bindings, this.steps, this.transitions, this.reached, this.hasLists);
    this.shares = plan.restart.policy === 'overlap' || plan.restart.policy === 'overtake';
  }

  get environment(): Environment {
    return this.host.environment;
  }

  get listens(): Iterable<number> {
    return new Set([...this.plan.known, ...this.lookbacks.records]);
  }

  deliver(event: LogEvent, restarts = false): void {
    this.lookOn(event);
    const known = knownAs(this.known, event);
    if (known) this.move(known, restarts);
  }

  /** Look-backs see a record, and nothing is moved by it. */
  private lookOn(event: LogEvent): void {
    if (this.lookbacks.records.length === 0) return;
    const first = this.keys.carried(event).filter(({ key }) => key === 0);
    this.lookbacks.observe(event, first);
  }

  /** Of a rule that was replaced: what is open may take the record, or it is the successor's. */
  drain(event: LogEvent): Drained {
    this.lookOn(event);
    const known = knownAs(this.known, event);
    if (!known) return 'left';
    const carried = this.keys.carried(known);
    const { owners, isElsewhere } = this.bindings;
    this.endAll(known, carried);
    const first = carried.find(({ id }) => owners.isOwned(id) || isElsewhere(id));
    if (carried.length === 0 || (first && !owners.isOwned(first.id))) return 'left';
    this.drained = 'taken';
    if (!this.place({ event: known, carried, taken: false, held: false, restarts: false })) return 'left';
    if (this.drained === 'taken') this.counters.seen++;
    return this.drained;
  }

  /** The record was taken by the rule as it was, or as it is: here only look-backs and endings `all` see it. */
  pass(event: LogEvent): void {
    this.lookOn(event);
    const known = knownAs(this.known, event);
    if (known) this.endAll(known, this.keys.carried(known));
  }

  /** Of a rule that was replaced: it has nothing left to do. */
  get isDrained(): boolean {
    return this.lives.open.size === 0 && !this.bindings.lingering.isAny(this.host.now);
  }

  /** Goes on numbering where the rule has come to before it was changed. */
  follow({ lives }: TransactionRunner): void {
    if (this.lives.opened >= lives.opened) return;
    this.lives.opened = lives.opened;
    this.lives.ids.restore(lives.ids.save());
  }

  private move(event: LogEvent, restarts: boolean): void {
    const carried = this.keys.carried(event);
    this.counters.seen++;
    const taken = this.endAll(event, carried);
    if (carried.length > 0) this.place({ event, carried, taken, held: false, restarts });
    else if (!taken) this.counters.noKey++;
    if (this.bindings.isAnyFreed) this.placeFreed();
  }

  /** Records that were held for a value come right after the record that has bound it, and so on. */
  private placeFreed(): void {
    const waiting: HeldRecord[] = [];
    for (;;) {
      for (const held of this.bindings.takeFreed().reverse()) waiting.push(held);
      const next = waiting.pop();
      if (!next) return;
      this.place({ event: next.event, carried: next.carried, taken: next.taken, held: true, restarts: false });
    }
  }

  /** Endings `all` need no key, and end every instance, in order of opening. Tells whether the record is of one. */
  private endAll(event: LogEvent, carried: readonly KeyValue[]): boolean {
    if (!this.steps.endings.all.some(({ trigger }) => trigger?.knows(event))) return false;
    this.scope.point(event.time, firstKeyOf(carried));
    for (const instance of this.lives.open.inOrderOfOpening())
      this.transitions.act(instance, this.transitions.decideAll(instance, event), event);
    return true;
  }

  /** Brings a record to every instance it reaches, each once. Tells whether it has a place. */
  private place(arrival: Arrival): boolean {
    const { event, carried, taken } = arrival;
    this.reached.begin();
    const isPlaced = this.hasLists ? this.bringEach(arrival) : this.bring(arrival, carried, this.ownersOf(carried));
    const placed = isPlaced || taken;
    this.scope.point(event.time, firstKeyOf(carried));
    if (!placed && !this.successor) this.orphans.add(event, carried, event.time);
    if (this.transitions.releases.length > 0) this.release(event, carried);
    this.lives.open.settle();
    return placed;
  }

  /** With a list key once for each element, as if the record carried that element alone: all owners are found before it is brought to any. */
  private bringEach(arrival: Arrival): boolean {
    const { carried } = arrival;
    const isListed = ({ key }: KeyValue) => this.plan.keys[key]?.every ?? false;
    const others = carried.filter((value) => !isListed(value));
    const listed = carried.filter(isListed);
    const parts = listed.length === 0 ? [others] : listed.map((element) => [element, ...others]);
    const targets = parts.map((values) => ({ values, owners: this.ownersOf(values) }));
    return targets.map(({ values, owners }) => this.bring(arrival, values, owners)).includes(true);
  }

  /** Undefined: nobody owns any. */
  private ownersOf(values: readonly KeyValue[]): Owning | undefined {
    const { owners } = this.bindings;
    if (!this.shares) return owners.firstOf(values);
    const groups = owners.groupsOf(values);
    return groups.length > 0 ? groups : undefined;
  }

  /** Brings a record that carries some values to their owners. Tells whether it has a place. */
  private bring(arrival: Arrival, values: readonly KeyValue[], owners: Owning | undefined): boolean {
    const { event } = arrival;
    this.scope.point(event.time, firstKeyOf(values));
    if (!owners || (arrival.restarts && this.openingFor(event))) return this.arrive(arrival, values);
    if (!(owners instanceof Instance)) this.overlap.drive(owners, event, values, () => this.open(event, values));
    else if (!owners.ended && this.reached.add(owners)) this.drive(owners, event, values);
    return true;
  }

  /** A record reaches the one instance that owns what it carries. */
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
    return !action && warnings.length === 0 && !this.transitions.isRelease(instance, event);
  }

  private restart(instance: Instance, event: LogEvent, carried: readonly KeyValue[], opening: Found): void {
    const { name } = this.plan.restart;
    this.lives.end(instance, { outcome: 'abandoned', code: 'restart', reason: 'its key began again', name, at: event.time });
    this.start(event, carried, opening);
  }

  /** The move that would open an instance with this record. */
  private openingFor(event: LogEvent): Found | undefined {
    this.scope.subject = this.steps.blank;
    return this.steps.find(this.steps.machine.initial, event);
  }

  /** Opens an instance with a record; tells whether it can. */
  private open(event: LogEvent, carried: readonly KeyValue[]): boolean {
    const opening = this.openingFor(event);
    if (opening) this.start(event, carried, opening);
    return opening !== undefined;
  }

  /** A record reaches no open instance. Tells whether it has a place all the same. */
  private arrive({ event, taken, held }: Arrival, carried: readonly KeyValue[]): boolean {
    const lingers = this.bindings.lingers(carried);
    const opening = lingers && this.plan.linger?.all ? undefined : this.openingFor(event);
    if (opening) this.start(event, carried, opening);
    else if (lingers) this.counters.absorbed++;
    else return !held && this.bindings.hold({ opened: this.lives.opened++, event, carried, taken });
    return true;
  }

  private start(event: LogEvent, carried: readonly KeyValue[], opening: Found): void {
    if (this.successor) {
      this.drained = this.reached.instances.length > 0 ? 'restarts' : 'left';
      for (const { id } of carried) this.bindings.lingering.remove(id);
      return;
    }
    const instance = this.lives.create(event, carried);
    this.reached.add(instance);
    if (this.shares) this.bindings.share(instance, carried);
    else this.bindings.bind(instance, carried);
    this.lives.take(instance, opening, event);
    if (!instance.ended) this.transitions.act(instance, this.transitions.decideAtOpening(instance, event), event, true);
  }

  /** The value that a record was held for was not bound in time. */
  private lose(held: HeldRecord, at: number): void {
    this.bindings.held.remove(held);
    this.scope.point(at);
    if (!held.taken) this.orphans.add(held.event, held.carried, at);
  }

  /** When a record is done with: its values then belong to nobody, those of ended instances included. */
  private release(event: LogEvent, carried: readonly KeyValue[]): void {
    const { instances } = this.reached;
    const subjects: readonly Subjective[] = instances.length > 0 ? instances : [this.steps.blank];
    for (const { key, on } of this.transitions.releases) {
      const releases = subjects.some((subject) => {
        this.scope.subject = subject;
        return on.find(event, this.scope) !== undefined;
      });
      if (!releases) continue;
      for (const value of carried) if (key === undefined || value.key === key) this.bindings.release(value);
    }
  }

  expire(ids: ReadonlySet<string>): void {
    this.lives.expire(ids);
  }

  numberFrom(number: number): void {
    this.lives.opened = Math.max(this.lives.opened, number);
  }

  *close(at: number): Generator<void> {
    for (const held of this.bindings.held.list()) {
      this.host.observer?.closing?.(held);
      this.lose(held, at);
    }
    yield* this.lives.close(at);
  }

  abandon(at: number, why: Stop): void {
    for (const held of this.bindings.held.list()) this.lose(held, at);
    this.lives.abandon(at, why);
  }

  save(): unknown {
    return saveTransaction(this);
  }

  restore(saved: unknown): void {
    restoreTransaction(this, saved);
  }
}
