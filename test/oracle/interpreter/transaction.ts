/** Transactions: instances that own key values, take records and end exactly once. */

import type { TransactionPlan } from '../../../src/dsl/plan.ts';
import type { Match } from '../../../src/runtime/record.ts';
import { type Action, type Decision, type Instance, InstanceMachine } from './instances.ts';
import type { Deadline, Event, KeyValue, Saying, World } from './machine.ts';
import { hasWay, isDone } from './pattern.ts';

interface Held {
  event: Event;
  values: KeyValue[];
  waits: { id: string; until: number }[];
  /** Its place among the instances, in order of opening. */
  number: number;
  /** An ending `all` took it: it is no orphan. */
  known: boolean;
}

export class TransactionMachine extends InstanceMachine {
  private held: Held[] = [];
  /** Values that the record in hand has bound. */
  private bound = new Set<string>();
  /** Every owner may take a record, and each opening record opens. */
  private readonly sharing: boolean;

  constructor(plan: TransactionPlan, world: World) {
    super(plan, world);
    this.sharing = plan.restart.policy === 'overlap' || plan.restart.policy === 'overtake';
  }

  // ── at a record ──

  protected take(event: Event): void {
    const values = this.carried(event);
    const known = this.endAll(event, values);
    if (values.length > 0) this.place(event, values, known);
  }

  /** Endings `all` need no key. Choice: a record that one names is no orphan, whatever its condition says. */
  private endAll(event: Event, values: readonly KeyValue[]): boolean {
    for (const instance of [...this.open]) {
      const { warnings, action } = this.endingsOn(instance, event, values, true);
      this.warnAll(instance, warnings, event, values);
      if (action) this.act(instance, action, event, values);
    }
    const names = this.endings.flatMap(({ all, on }) => (all ? (on ?? []) : []));
    return names.some(({ record }) => event.matches.some((match) => match.record === record));
  }

  /**
   * Delivers a record to the instances that own what it carries. `known`: it is no orphan, whatever comes. With `every`
   * all targets are found before any delivery, each once. Choice: to each the record carries that element alone.
   */
  private place(event: Event, values: KeyValue[], known: boolean, wasHeld = false): void {
    this.bound = new Set();
    const isListed = ({ key }: KeyValue) => this.plan.keys[key]?.every === true;
    const elements = values.filter(isListed);
    const others = values.filter((value) => !isListed(value));
    const parts = elements.length > 0 ? elements.map((element) => [element, ...others]) : [values];
    const targets = parts.map((carried) => ({ carried, owners: this.ownersOf(carried).slice(0, this.sharing ? undefined : 1) }));
    const reached = new Set<Instance>();
    let placed = known;
    for (const { carried, owners } of targets) {
      const fresh = owners.filter((owner) => !reached.has(owner) && !owner.ended);
      for (const owner of fresh) reached.add(owner);
      const place = owners.length === 0 ? this.arrive(event, carried, known, wasHeld) : this.reach(event, carried, fresh);
      for (const instance of place ?? []) reached.add(instance);
      if (place) placed = true;
    }
    if (!placed) this.orphan(event, values, event.time);
    this.release(event, values, [...reached]);
    this.deliverHeld();
  }

  private reach(event: Event, values: KeyValue[], owners: readonly Instance[]): Instance[] {
    const [owner] = owners;
    if (!owner) return [];
    return this.sharing ? this.share(event, values, owners) : this.transition(owner, event, values);
  }

  /** A record that reaches no open instance: the one it opens, none where it has a place all the same, otherwise undefined. */
  private arrive(event: Event, values: KeyValue[], known: boolean, wasHeld: boolean): Instance[] | undefined {
    const opening = this.openingMove(event, values);
    if (this.absorbs(values, opening !== undefined)) return [];
    if (opening) return this.openAt(event, values, opening);
    return !wasHeld && this.hold(event, values, known) ? [] : undefined;
  }

  /** `on restart abandon` and `ignore`: one instance. */
  private transition(owner: Instance, event: Event, values: KeyValue[]): Instance[] {
    const decision = this.decide(owner, event, values);
    const restarts = decision.action ? undefined : this.openingMove(event, values);
    if (!restarts) this.bind(owner, values);
    this.warnAll(owner, decision.warnings, event, values);
    if (decision.action) this.act(owner, decision.action, event, values);
    else if (!restarts) this.unexpected(owner, decision, event, values);
    else if (this.plan.restart.policy === 'abandon') {
      this.end(owner, { outcome: 'abandoned', name: this.plan.restart.name, code: 'restart' }, event.time, values);
      return [owner, ...this.openAt(event, values, restarts)];
    }
    return [owner];
  }

  /** `on restart overlap` and `overtake`: all owners, those furthest on first; then it opens. */
  private share(event: Event, values: KeyValue[], owners: readonly Instance[]): Instance[] {
    // Choice: what nobody owned is bound to every instance that the record reaches.
    const free = values.filter(({ id }) => !this.isOwned(id));
    for (const owner of owners) this.bind(owner, free, true);
    const decisions = new Map<Instance, Decision>();
    // Choice: furthest on is whose last record an element further down took; of equals the one that opened first.
    for (const owner of [...owners].sort((a, b) => b.step - a.step || a.number - b.number)) {
      if (owner.ended) continue;
      const decision = this.decide(owner, event, values);
      decisions.set(owner, decision);
      this.warnAll(owner, decision.warnings, event, values);
      if (decision.action) this.act(owner, decision.action, event, values);
    }
    const opening = this.openingMove(event, values);
    if (opening) return [...decisions.keys(), ...this.openAt(event, values, opening)];
    const taken = [...decisions.values()].some(({ action }) => action);
    for (const [owner, decision] of decisions) if (!taken) this.unexpected(owner, decision, event, values);
    return [...decisions.keys()];
  }

  /** The order at a record: endings `on`, `without` and `no`, a step. */
  private decide(instance: Instance, event: Event, values: readonly KeyValue[]): Decision {
    const { warnings, action: ending } = this.endingsOn(instance, event, values, false);
    const action = ending ?? this.guard(instance, event, values) ?? this.step(instance, event, values);
    const seen = this.seenBy(instance, values, event.time);
    const released = this.plan.releases.some(({ on }) => this.fitting(on, event, seen));
    return { warnings, action, noticed: warnings.length > 0 || released };
  }

  private act(instance: Instance, action: Action, event: Event, values: readonly KeyValue[]): void {
    const { time } = event;
    if (action.kind === 'step') {
      this.advance(instance, action, event);
      if (isDone(this.plan.pattern, instance.position)) this.complete(instance, time, values);
      else this.overtake(instance, time);
      return;
    }
    const { match } = action;
    if (action.kind === 'guard') {
      this.endBy(instance, { outcome: 'failure', code: action.code }, match, event, values);
      return;
    }
    const { outcome, name, capture } = action.ending;
    if (capture !== undefined) instance.captured.set(capture, { match, event, instant: this.world.now });
    this.endBy(instance, { outcome, name, code: 'on' }, match, event, values, capture);
  }

  /** Of two that own one value and whose last record one step took, the older ends. */
  private overtake(instance: Instance, time: number): void {
    if (this.plan.restart.policy !== 'overtake') return;
    const ids = instance.values.map(({ id }) => id);
    const rivals = this.open.filter((other) => other.step === instance.step && other.values.some(({ id }) => ids.includes(id)));
    const { name } = this.plan.restart;
    for (const older of rivals.slice(0, -1)) this.end(older, { outcome: 'abandoned', name, code: 'overtaken' }, time, []);
  }

  private unexpected(instance: Instance, { noticed }: Decision, event: Event, values: readonly KeyValue[]): void {
    if (noticed) return;
    const { policy, name } = this.plan.unexpected;
    const [match] = event.matches as [Match];
    const closed = [...new Set([...instance.closed, ...this.ways(instance).flatMap(({ enters }) => enters)])];
    if (policy === 'fail') this.endBy(instance, { outcome: 'failure', name, code: 'unexpected' }, match, event, values);
    else if (closed.length > 0 && instance.position && !hasWay(this.plan.pattern, instance.position, closed))
      this.endBy(instance, { outcome: 'failure', code: 'next' }, match, event, values);
    else instance.closed = closed;
  }

  // ── opening ──

  private openingMove(event: Event, values: readonly KeyValue[]): Action | undefined {
    return this.step(this.blank(event), event, values);
  }

  private openAt(event: Event, values: KeyValue[], opening: Action): Instance[] {
    while (this.open.length >= this.plan.limit) this.evict(event.time);
    const instance = this.blank(event);
    this.numbersGiven++;
    this.open.push(instance);
    this.bind(instance, values, this.sharing);
    this.act(instance, opening, event, values);
    if (instance.ended) return [instance];
    const { warnings, action } = this.endingsOn(instance, event, values, false);
    this.warnAll(instance, warnings, event, values);
    if (action) this.act(instance, action, event, values);
    return [instance];
  }

  private evict(time: number): void {
    // Choice: records are as old as their instants.
    const oldest = Math.min(...this.open.map(({ lastTaken }) => lastTaken));
    const instance = this.open.find(({ lastTaken }) => lastTaken === oldest) as Instance;
    this.end(instance, { outcome: 'evicted', code: 'limit' }, time, []);
  }

  // ── keys ──

  private isOwned(id: string): boolean {
    return this.open.some(({ values }) => values.some((value) => value.id === id));
  }

  /** In order of the values. */
  private ownersOf(values: readonly KeyValue[]): Instance[] {
    const owners = values.flatMap(({ id }) => this.open.filter((instance) => instance.values.some((value) => value.id === id)));
    return [...new Set(owners)];
  }

  /** `shared`: others may own them too. Choice: what lingers is nobody's, and is taken out of the linger. */
  private bind(instance: Instance, values: readonly KeyValue[], shared = false): void {
    for (const value of values) {
      if (instance.values.some(({ id }) => id === value.id)) continue;
      const owned = this.isOwned(value.id);
      if (owned && !shared && (this.sharing || this.plan.conflict === 'count')) continue;
      if (owned && !shared) this.free(value.id);
      for (const { ids } of this.lingering) ids.delete(value.id);
      instance.values.push(value);
      this.bound.add(value.id);
    }
  }

  private free(id: string): void {
    for (const instance of this.open) instance.values = instance.values.filter((value) => value.id !== id);
    for (const { ids } of this.lingering) ids.delete(id);
  }

  /** When the record is done with. */
  private release(event: Event, values: readonly KeyValue[], reached: readonly Instance[]): void {
    const scopes = reached.length > 0 ? reached : [this.blank(event)];
    for (const { key, on } of this.plan.releases) {
      if (!scopes.some((instance) => this.fitting(on, event, this.seenBy(instance, values, event.time)))) continue;
      for (const value of values) if (key === undefined || value.key === key) this.free(value.id);
    }
  }

  private absorbs(values: readonly KeyValue[], opens: boolean): boolean {
    if (opens && !this.plan.linger?.all) return false;
    return this.lingering.some(({ ids, until }) => this.world.now <= until && values.some(({ id }) => ids.has(id)));
  }

  private hold(event: Event, values: KeyValue[], known: boolean): boolean {
    const waits = values.flatMap(({ key, id }) => {
      const hold = this.plan.keys[key]?.hold;
      return hold === undefined ? [] : [{ id, until: this.world.now + this.micros(hold) }];
    });
    if (waits.length > 0) this.held.push({ event, values, waits, number: this.numbersGiven++, known });
    return waits.length > 0;
  }

  /** Right after the record that binds a value come those that were held for it. Choice: they are not held again. */
  private deliverHeld(): void {
    const { bound } = this;
    const freed = this.held.filter(({ waits }) => waits.some(({ id, until }) => bound.has(id) && this.world.now <= until));
    this.held = this.held.filter((held) => !freed.includes(held));
    for (const held of freed) this.place(held.event, held.values, held.known, true);
  }

  /** Choice: one that was held ends when it is given up. There is no transaction whose records could be summed up. */
  private orphan(event: Event, values: readonly KeyValue[], end: number): void {
    if (this.plan.orphan !== 'report') return;
    const [match] = event.matches as [Match];
    const saying: Saying = { outcome: 'orphan', code: 'orphan', begin: event.time, end, values, records: [match] };
    this.tell(saying, { values, carried: values, at: end, match });
  }

  // ── deadlines ──

  deadlines(): Deadline[] {
    const held = this.held.map((one) => {
      const at = Math.max(...one.waits.map(({ until }) => until));
      return { number: one.number, due: [{ at, fire: () => this.lose(one) }] };
    });
    const open = this.open.map((instance) => ({ number: instance.number, due: this.deadlinesOf(instance) }));
    return [...held, ...open].sort((a, b) => a.number - b.number).flatMap(({ due }) => due);
  }

  private lose(held: Held): void {
    this.held.splice(this.held.indexOf(held), 1);
    if (!held.known) this.orphan(held.event, held.values, this.world.now);
  }

  close(): void {
    for (const held of [...this.held]) this.lose(held);
    for (const instance of [...this.open]) this.end(instance, { outcome: 'open', code: 'end_of_input' }, this.world.now, []);
  }
}
